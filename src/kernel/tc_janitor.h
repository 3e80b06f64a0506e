// A process that outlives this one, however that ends, and then takes away what the kernel would keep.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

/// When the capture's process ends, the janitor removes the clsact filters with its mark from all devices of the
/// network namespace in which it was started. It ignores the signals that end a capture. What it cannot survive, the
/// end of its pid namespace or a SIGKILL to itself, leaves filters to the next capture on the device.
class Janitor {
 public:
  static Result<Janitor> start(const std::string& mark);
  Janitor(Janitor&& other) noexcept : life_(std::move(other.life_)), process_(std::exchange(other.process_, -1)) {}
  Janitor& operator=(Janitor&&) = delete;
  /// Lets it work, and waits until it is done.
  ~Janitor();

 private:
  Janitor(Fd life, pid_t process) : life_(std::move(life)), process_(process) {}
  Fd life_;  // closed by the kernel at the latest
  pid_t process_;
};

}  // namespace trawl
