// A packet's time as text, in the formats of -t to -ttttt.
#pragma once

#include <array>
#include <cstdint>

#include "base/text.h"
#include "packet/packet.h"
#include "print/options.h"

namespace trawl {

class TimeText {
 public:
  explicit TimeText(const PrintOptions& options) : options_(options) {}

  /// The time and a space behind it; nothing with -t.
  void put(TextBuffer& out, Timestamp time);

 private:
  /// With the point before it and a space behind it.
  void put_fraction(TextBuffer& out, uint64_t nanoseconds) const;
  void put_clock(TextBuffer& out, Timestamp time, bool date);
  void put_difference(TextBuffer& out, Timestamp time);
  void find_offset(int64_t seconds);
  void find_clock(int64_t seconds);

  const PrintOptions& options_;
  // The offset from UTC is known for this range of seconds: no rules of a time zone change inside it.
  int64_t range_start_ = 1;
  int64_t range_end_ = 0;
  int64_t offset_ = 0;
  int64_t clock_seconds_ = INT64_MIN;  // whose time of day stands in clock_: most packets share it with others
  std::array<char, 8> clock_{};
  int64_t day_ = INT64_MIN;  // whose date stands in date_
  std::array<char, 32> date_{};
  size_t date_size_ = 0;
  bool have_reference_ = false;
  Timestamp reference_;
};

}  // namespace trawl
