#include "base/timer.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <ctime>

namespace trawl {

Fd make_timer(uint64_t first, uint64_t interval) {
  constexpr uint64_t kSecond = 1'000'000'000;  // ns
  const auto spec = [](uint64_t ns) {
    return timespec{.tv_sec = static_cast<time_t>(ns / kSecond), .tv_nsec = static_cast<long>(ns % kSecond)};
  };
  Fd timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  const itimerspec times{.it_interval = spec(interval), .it_value = spec(first)};
  if (timer.valid() && first != 0) ::timerfd_settime(timer.get(), 0, &times, nullptr);
  return timer;
}

bool has_expired(const Fd& timer) {
  uint64_t expirations = 0;
  return timer.valid() && ::read(timer.get(), &expirations, sizeof(expirations)) == sizeof(expirations);
}

}  // namespace trawl
