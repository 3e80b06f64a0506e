// Decimal digits, all of a number at once, for the texts of numbers and times.
#pragma once

#include <cstdint>

namespace trawl {

/// Turns eight digits into characters, by "or".
constexpr uint64_t kDigitZeros = 0x3030303030303030;

/// The eight digits of a number below 10^8, the first in the lowest byte: halves, then pairs, then digits are parted,
/// all at once. A division by 10^k is a multiplication that is exact for numbers this small.
constexpr uint64_t eight_digits(uint64_t value) {
  const uint64_t halves = value / 10000 | value % 10000 << 32;
  const uint64_t hundreds = (halves * 10486 >> 20) & 0x0000007f0000007f;
  const uint64_t pairs = hundreds | (halves - hundreds * 100) << 16;
  const uint64_t tens = (pairs * 103 >> 10) & 0x000f000f000f000f;
  return tens | (pairs - tens * 10) << 8;
}
static_assert(eight_digits(12345678) == 0x0807060504030201);
static_assert(eight_digits(99999999) == 0x0909090909090909);

/// The same of a number below 10^4, in half the steps.
constexpr uint32_t four_digits(uint32_t value) {
  const uint32_t hundreds = value * 5243 >> 19;
  const uint32_t pairs = hundreds | (value - hundreds * 100) << 16;
  const uint32_t tens = (pairs * 103 >> 10) & 0x000f000f;
  return tens | (pairs - tens * 10) << 8;
}
static_assert(four_digits(1234) == 0x04030201);
static_assert(four_digits(9999) == 0x09090909);

}  // namespace trawl
