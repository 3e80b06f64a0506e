// A process that outlives this one, however that ends, and then takes away what the kernel would keep.
#pragma once

#include <sys/types.h>

#include <functional>
#include <utility>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

/// What /proc/PID/comm says of one.
constexpr const char* kJanitorName = "trawl-janitor";

/// Does a piece of work when the process that started it has ended, in the namespaces and with the capabilities that it
/// was started with. It ignores the signals that end a capture. It cannot survive the end of its pid namespace, or a
/// SIGKILL to itself.
class Janitor {
 public:
  /// `work` runs in a child process in which nothing but its standard descriptors' numbers and `work` itself is left of
  /// this one: it opens what it needs.
  static Result<Janitor> start(const std::function<void()>& work);
  Janitor(Janitor&& other) noexcept : life_(std::move(other.life_)), process_(std::exchange(other.process_, -1)) {}
  Janitor& operator=(Janitor&&) = delete;
  /// Lets it work, and waits until it is done.
  ~Janitor() { (void)finish(-1); }

  /// Lets it work, and waits for that, but no longer than `patience_ms` (-1: any time). False: it is still at it, and
  /// goes on.
  bool finish(int patience_ms);

 private:
  Janitor(Fd life, pid_t process) : life_(std::move(life)), process_(process) {}
  Fd life_;  // closed by the kernel at the latest
  pid_t process_;
};

}  // namespace trawl
