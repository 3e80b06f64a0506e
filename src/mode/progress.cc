#include "mode/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/clock.h"
#include "mode/messages.h"

namespace trawl {

namespace {

constexpr uint64_t kPatience = 500'000'000;  // ns: what is done by then needs no bar
constexpr uint64_t kInterval = 100'000'000;  // ns
constexpr uint64_t kWidth = 40;              // columns of the bar

}  // namespace

Progress::Progress()
    : wanted_(::isatty(STDERR_FILENO) != 0 && ::isatty(STDOUT_FILENO) == 0), next_(monotonic_now() + kPatience) {}

Progress::~Progress() {
  if (drawn_) Messages::say("\r\x1b[K");
}

void Progress::update(const FileSource& file) {
  if (!wanted_ || monotonic_now() < next_) return;
  next_ = monotonic_now() + kInterval;
  const auto [done, total] = file.position();
  if (total == 0) return;
  const uint64_t part = std::min(kWidth, done * kWidth / total);
  Messages::say(fmt::format("\r[{:#<{}}{:<{}}] {:3}% of {} MB\x1b[K", "", part, "", kWidth - part, done * 100 / total,
                            total / 1'000'000));
  drawn_ = true;
}

}  // namespace trawl
