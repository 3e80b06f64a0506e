#include "print/time_text.h"

#include <bit>
#include <cstring>
#include <ctime>

#include "base/decimal_digits.h"

namespace trawl {

namespace {

constexpr int64_t kQuarterHour = 900;  // every change of every time zone's offset is at a multiple of it
constexpr int64_t kDay = 86400;

char* put_two(char* at, int64_t v) {
  *at++ = static_cast<char>('0' + v / 10);
  *at++ = static_cast<char>('0' + v % 10);
  return at;
}

int64_t floor_div(int64_t a, int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

/// ".123456 ", of a number below a million: what the time of most packets ends with.
struct Microseconds {
  uint32_t value;
};

constexpr size_t text_bound(Microseconds /*m*/) {
  return 9;
}
char* put_at(char* at, Microseconds m) {
  // A number of eight digits, the last two of which do not stay.
  uint64_t digits = eight_digits(uint64_t{m.value} * 100) | kDigitZeros;
  if constexpr (std::endian::native == std::endian::big) digits = std::byteswap(digits);
  at[0] = '.';
  std::memcpy(at + 1, &digits, sizeof digits);
  at[7] = ' ';
  return at + 8;
}

}  // namespace

void TimeText::find_offset(int64_t seconds) {
  range_start_ = floor_div(seconds, kQuarterHour) * kQuarterHour;
  range_end_ = range_start_ + kQuarterHour;
  const auto time = static_cast<time_t>(seconds);
  std::tm local{};
  offset_ = localtime_r(&time, &local) != nullptr ? local.tm_gmtoff : 0;
}

void TimeText::put_fraction(TextBuffer& out, uint64_t nanoseconds) const {
  if (!options_.nanoseconds && nanoseconds < 1'000'000'000) {
    return out.put(Microseconds{static_cast<uint32_t>(nanoseconds / 1000)});
  }
  const int digits = options_.nanoseconds ? 9 : 6;
  const uint64_t fraction = options_.nanoseconds ? nanoseconds : nanoseconds / 1000;
  out.put('.', zero_pad(static_cast<int64_t>(fraction), digits), ' ');
  if (nanoseconds >= 1'000'000'000) out.put(options_.nanoseconds ? "(invalid ns) " : "(invalid us) ");
}

void TimeText::find_clock(int64_t seconds) {
  if (seconds < range_start_ || seconds >= range_end_) find_offset(seconds);
  const int64_t local = seconds + offset_;
  const int64_t day = floor_div(local, kDay);
  const int64_t second = local - day * kDay;
  char* at = put_two(clock_.data(), second / 3600);
  *at++ = ':';
  at = put_two(at, second / 60 % 60);
  *at++ = ':';
  put_two(at, second % 60);
  clock_seconds_ = seconds;
  if (day == day_) return;
  const auto midnight = static_cast<time_t>(day * kDay);
  std::tm fields{};
  gmtime_r(&midnight, &fields);
  date_size_ = std::strftime(date_.data(), date_.size(), "%Y-%m-%d ", &fields);
  day_ = day;
}

void TimeText::put_clock(TextBuffer& out, Timestamp time, bool date) {
  if (time.seconds != clock_seconds_) find_clock(time.seconds);
  if (date) out.put(std::string_view(date_.data(), date_size_));
  out.put(std::string_view(clock_.data(), clock_.size()));
  put_fraction(out, time.nanoseconds);
}

void TimeText::put_difference(TextBuffer& out, Timestamp time) {
  // tcpdump reads microseconds from a file of nanoseconds, and subtracts them.
  if (!options_.nanoseconds) time.nanoseconds -= time.nanoseconds % 1000;
  if (!have_reference_) reference_ = time;
  have_reference_ = true;
  const bool negative = time.seconds < reference_.seconds ||
                        (time.seconds == reference_.seconds && time.nanoseconds < reference_.nanoseconds);
  const Timestamp later = negative ? reference_ : time;
  const Timestamp earlier = negative ? time : reference_;
  int64_t seconds = later.seconds - earlier.seconds;
  auto nanoseconds = static_cast<int64_t>(later.nanoseconds - earlier.nanoseconds);
  if (nanoseconds < 0) {
    nanoseconds += 1'000'000'000;
    seconds--;
  }
  out.put(negative ? '-' : ' ', zero_pad(seconds / 3600 % 24, 2), ':', zero_pad(seconds / 60 % 60, 2), ':',
          zero_pad(seconds % 60, 2));
  put_fraction(out, static_cast<uint64_t>(nanoseconds));
  if (options_.time == TimeFormat::kDelta) reference_ = time;
}

void TimeText::put(TextBuffer& out, Timestamp time) {
  switch (options_.time) {
    case TimeFormat::kTimeOfDay:
      return put_clock(out, time, false);
    case TimeFormat::kDate:
      return put_clock(out, time, true);
    case TimeFormat::kEpoch:
      out.put(time.seconds);
      return put_fraction(out, time.nanoseconds);
    case TimeFormat::kDelta:
    case TimeFormat::kDeltaToFirst:
      return put_difference(out, time);
    case TimeFormat::kNone:
      return;
  }
}

}  // namespace trawl
