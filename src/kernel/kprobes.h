// Probes at kernel addresses, for kernels without links to many functions at once, and inside functions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "kernel/janitor.h"
#include "kernel/tracefs.h"

namespace trawl {

/// All probes of one program are one event of the kernel's (kprobe_events of tracefs; several probes in an event: Linux
/// 5.5), for it enables an event in one go, and takes as long for a probe that is a perf event of its own as for forty
/// here. Where tracefs cannot be written, the probes are perf events.
///
/// An event does not go with the process: a janitor takes it away, whatever happens to this one.
class Kprobes {
 public:
  /// `text`: the address of _stext, from which events count: the kernel takes those at mere addresses for one and the
  /// same. Errors: the kernel has no probes (CONFIG_KPROBE_EVENTS), or refuses both ways.
  static Result<Kprobes> create(uint64_t text);
  Kprobes(Kprobes&&) noexcept = default;

  /// Sets a probe at which the program will run from enable() on. Errors: the address cannot be probed;
  /// Error::error_number is EILSEQ inside an instruction.
  Result<void> add(int program_fd, uint64_t address);
  /// Runs the programs of what was added since the last call.
  Result<void> enable();
  /// Takes all probes away, and waits for the kernel to do so, but no longer than `patience_ms`. False: it goes on with
  /// that when this process has ended.
  bool remove(int patience_ms);

 private:
  /// What writes and removes the definitions of events.
  struct Definitions {
    Tracefs tracefs;
    Fd file;
    std::string group;  // of our events
    Janitor janitor;
  };
  explicit Kprobes(uint64_t text) : text_(text) {}
  static Result<Definitions> start_definitions();
  Result<void> define(int program_fd, uint64_t address);
  Result<void> add_perf_event(int program_fd, uint64_t address);

  uint64_t text_;
  std::optional<Definitions> definitions_;
  uint32_t perf_type_ = 0;               // without them
  std::map<std::string, int> disabled_;  // events, and their programs
  size_t events_made_ = 0;
  std::vector<Fd> events_;
};

}  // namespace trawl
