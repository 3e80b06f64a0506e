#include "base/clock.h"

#include <ctime>

namespace trawl {

namespace {

int64_t now(clockid_t clock) {
  timespec t{};
  ::clock_gettime(clock, &t);
  return static_cast<int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

}  // namespace

uint64_t monotonic_now() {
  return static_cast<uint64_t>(now(CLOCK_MONOTONIC));
}

void WallClock::refresh() {
  // Of a few tries the one whose two readings of the monotonic clock lie closest together is the best.
  int64_t closest = INT64_MAX;
  for (int i = 0; i < 4; i++) {
    const int64_t before = now(CLOCK_MONOTONIC);
    const int64_t wall = now(CLOCK_REALTIME);
    const int64_t after = now(CLOCK_MONOTONIC);
    if (after - before >= closest) continue;
    closest = after - before;
    offset_ = wall - (before + closest / 2);
  }
}

}  // namespace trawl
