// Hexadecimal digits, many at once, for the texts of numbers, addresses and dumps.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace trawl {

/// The four digits of a number below 2^16 as lower-case characters, the first in the lowest byte.
constexpr uint32_t four_hex_digits(uint32_t value) {
  const uint32_t nibbles = value >> 12 | (value & 0xf00) | (value & 0xf0) << 12 | (value & 0xf) << 24;
  const uint32_t letters = (nibbles + 0x06060606) >> 4 & 0x01010101;  // 1 where a nibble is above 9
  return nibbles + 0x30303030 + letters * ('a' - '0' - 10);
}
static_assert(four_hex_digits(0x09af) == ('0' | '9' << 8 | 'a' << 16 | 'f' << 24));

/// How many digits a number has; 0 has one.
constexpr int hex_length(uint64_t value) {
  return (static_cast<int>(std::bit_width(value | 1)) + 3) / 4;
}

/// Whether a text is nothing but lower-case hexadecimal digits, and some.
constexpr bool is_hexadecimal(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// The last `digits` (1 to 4) digits of a number below 2^16. Needs room for four. Returns the end.
inline char* put_short_hex(char* at, uint32_t value, int digits) {
  uint32_t text = four_hex_digits(value) >> (8 * (4 - digits));
  if constexpr (std::endian::native == std::endian::big) text = std::byteswap(text);
  std::memcpy(at, &text, sizeof text);
  return at + digits;
}

/// 16 bytes in one register of the processor: what is done with them here SSE2 and NEON have.
typedef int8_t SixteenBytes __attribute__((vector_size(16)));  // NOLINT(modernize-use-using): what both compilers take

/// The 32 digits of 16 bytes.
inline void put_32_hex_digits(char* at, const uint8_t* bytes) {
  SixteenBytes value;
  std::memcpy(&value, bytes, sizeof value);
  const SixteenBytes high = value >> 4 & 0xf;
  const SixteenBytes low = value & 0xf;
  const auto digits = [](SixteenBytes nibbles) { return nibbles + '0' + ((nibbles > 9) & ('a' - '0' - 10)); };
  const SixteenBytes front =
      digits(__builtin_shufflevector(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
  const SixteenBytes back =
      digits(__builtin_shufflevector(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31));
  std::memcpy(at, &front, sizeof front);
  std::memcpy(at + sizeof front, &back, sizeof back);
}

}  // namespace trawl
