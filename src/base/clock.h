// From the kernel's monotonic time stamps to wall-clock time.
#pragma once

#include <cstdint>

namespace trawl {

/// CLOCK_MONOTONIC now, in ns.
uint64_t monotonic_now();

/// Adds the distance between CLOCK_REALTIME and CLOCK_MONOTONIC, which changes when somebody sets the clock: refresh()
/// it now and then.
class WallClock {
 public:
  WallClock() { refresh(); }
  void refresh();
  /// Nanoseconds since 1970 for a CLOCK_MONOTONIC time in ns.
  int64_t at(uint64_t monotonic) const { return static_cast<int64_t>(monotonic) + offset_; }

 private:
  int64_t offset_ = 0;  // ns
};

}  // namespace trawl
