// NTP's timestamps (RFC 5905, section 6) as text.
#pragma once

#include <cstdint>

#include "base/text.h"

namespace trawl {

/// Seconds of an era and a 32-bit fraction: "3809381051.326312999 (2020-09-18T01:24:11Z)". Times with the first bit
/// clear belong to the era that begins in 2036 (RFC 4330, section 3). No date where there are no seconds.
struct NtpTime {
  uint32_t seconds;
  uint32_t fraction;
};
constexpr NtpTime ntp_time(uint32_t seconds, uint32_t fraction) {
  return {seconds, fraction};
}
void append(TextBuffer& out, NtpTime t);

}  // namespace trawl
