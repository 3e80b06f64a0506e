// Wall-clock time as RFC 3339 has it, in the local time zone: 2026-01-02T03:04:05.123456789+01:00
#pragma once

#include <string>

#include "base/text.h"
#include "packet/packet.h"

namespace trawl {

inline constexpr size_t kRfc3339Length = 35;

class Rfc3339 {
 public:
  void put(TextBuffer& out, const Timestamp& time);

 private:
  void work_out(int64_t seconds);

  // Of the last second that was asked for: many events share it.
  int64_t seconds_ = -1;
  std::string date_;    // up to the seconds
  std::string offset_;  // from UTC
};

}  // namespace trawl
