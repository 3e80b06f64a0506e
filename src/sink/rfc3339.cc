#include "sink/rfc3339.h"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>

namespace trawl {

void Rfc3339::work_out(int64_t seconds) {
  seconds_ = seconds;
  const std::time_t time = seconds;
  std::tm local{};
  ::localtime_r(&time, &local);
  date_ = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday,
                      local.tm_hour, local.tm_min, local.tm_sec);
  const long minutes = std::labs(local.tm_gmtoff) / 60;
  offset_ = fmt::format("{}{:02}:{:02}", local.tm_gmtoff < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

void Rfc3339::put(TextBuffer& out, const Timestamp& time) {
  if (time.seconds != seconds_) work_out(time.seconds);
  out.put(date_, '.', zero_pad(static_cast<int64_t>(time.nanoseconds), 9), offset_);
}

}  // namespace trawl
