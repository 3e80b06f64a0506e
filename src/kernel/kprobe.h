// One probe at a kernel address through perf events, for kernels without links to many functions at once.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

class Kprobe {
 public:
  /// Whether this kernel has perf's probes at all.
  static bool available();

  /// `cookie` is for bpf_get_attach_cookie() (Linux 5.15). Errors: the address cannot be probed.
  static Result<Kprobe> create(int program_fd, uint64_t address, uint64_t cookie);

 private:
  Kprobe(Fd event, Fd link) : event_(std::move(event)), link_(std::move(link)) {}

  Fd event_;
  Fd link_;
};

}  // namespace trawl
