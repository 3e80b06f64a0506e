#include "print/ntp_time.h"

#include <chrono>

namespace trawl {

void append(TextBuffer& out, NtpTime t) {
  constexpr int64_t kFirstEra = 2208988800;               // from 1900 to 1970, in seconds
  constexpr int64_t kSecondEra = 4294967296 - kFirstEra;  // from 1970 to 2036
  const uint64_t nanoseconds = static_cast<uint64_t>(t.fraction) * 1000000000 >> 32;
  out.put(t.seconds, '.', zero_pad(static_cast<int64_t>(nanoseconds), 9));
  if (t.seconds == 0) return;
  const bool first = (t.seconds & 0x80000000) != 0;
  const std::chrono::sys_seconds time{std::chrono::seconds(first ? t.seconds - kFirstEra : t.seconds + kSecondEra)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  out.put(" (", static_cast<int>(date.year()), '-', zero_pad(static_cast<unsigned>(date.month()), 2), '-',
          zero_pad(static_cast<unsigned>(date.day()), 2), 'T', zero_pad(clock.hours().count(), 2), ':',
          zero_pad(clock.minutes().count(), 2), ':', zero_pad(clock.seconds().count(), 2), "Z)");
}

}  // namespace trawl
