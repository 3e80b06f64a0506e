// One probe at a kernel address through perf events, for kernels without links to many functions at once.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

class Kprobe {
 public:
  /// The number that perf_event_open() knows probes by. Errors: this kernel has none (CONFIG_KPROBE_EVENTS).
  static Result<uint32_t> perf_type();

  /// `type`: what perf_type() said. `cookie` is for bpf_get_attach_cookie() (Linux 5.15). Errors: the address cannot be
  /// probed; Error::error_number is EILSEQ inside an instruction.
  static Result<Kprobe> create(uint32_t type, int program_fd, uint64_t address, uint64_t cookie);

  /// Descriptors of its two halves; borrowed.
  int event() const { return event_.get(); }
  int link() const { return link_.get(); }

 private:
  Kprobe(Fd event, Fd link) : event_(std::move(event)), link_(std::move(link)) {}

  Fd event_;
  Fd link_;
};

}  // namespace trawl
