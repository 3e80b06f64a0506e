#include "base/text.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdio>
#include <new>

#include "base/decimal_digits.h"
#include "base/hex_digits.h"

namespace trawl {

namespace {
constexpr char kHexDigits[] = "0123456789abcdef";
}  // namespace

void TextBuffer::grow(size_t n) {
  const size_t capacity = std::max<size_t>({4096, capacity_ * 2, size_ + n});
  void* data = std::realloc(data_, capacity);
  if (data == nullptr) throw std::bad_alloc();
  data_ = static_cast<char*>(data);
  capacity_ = capacity;
}

namespace {

constexpr uint32_t kEightDigits = 100'000'000;  // numbers below have at most eight

/// Zeros before the first other digit, or before the last one: 0 is a digit, too.
template <class Digits>
constexpr int leading_zeros(Digits digits) {
  constexpr Digits kLast = Digits{1} << (8 * (sizeof(Digits) - 1));
  return std::countr_zero(digits | kLast) / 8;
}

/// Four or eight digits without the first `skipped`, fewer than all. Needs room for all.
template <class Digits>
char* put_digits(char* at, Digits digits, int skipped) {
  Digits text = (digits | static_cast<Digits>(kDigitZeros)) >> (8 * skipped);
  if constexpr (std::endian::native == std::endian::big) text = std::byteswap(text);
  std::memcpy(at, &text, sizeof text);
  return at + sizeof text - skipped;
}

/// Nine digits and more. A function of its own, so that put_decimal() needs no stack.
[[gnu::noinline]] char* put_long_decimal(char* at, uint64_t value) {
  at = put_decimal(at, value / kEightDigits);
  return put_digits(at, eight_digits(value % kEightDigits), 0);
}

}  // namespace

char* put_decimal(char* at, uint64_t value) {
  if (value < 10000) {
    const uint32_t digits = four_digits(static_cast<uint32_t>(value));
    return put_digits(at, digits, leading_zeros(digits));
  }
  if (value >= kEightDigits) return put_long_decimal(at, value);
  const uint64_t digits = eight_digits(value);
  return put_digits(at, digits, leading_zeros(digits));
}

char* put_at(char* at, Hex h) {
  const int digits = std::max(h.width, hex_length(h.value));
  if (digits <= 4) return put_short_hex(at, static_cast<uint32_t>(h.value), digits);
  for (int i = digits; i-- > 0;) *at++ = i < 16 ? kHexDigits[h.value >> (4 * i) & 15] : '0';
  return at;
}

char* put_at(char* at, Octal o) {
  return std::to_chars(at, at + 22, o.value, 8).ptr;
}

char* put_at(char* at, Padded p) {
  if (p.fill == '0' && p.width > 0 && p.width <= 8 && p.value >= 0 && p.value < kEightDigits) {
    const uint64_t digits = eight_digits(static_cast<uint64_t>(p.value));
    return put_digits(at, digits, std::min(leading_zeros(digits), 8 - p.width));
  }
  char digits[20];
  const auto n = std::to_chars(digits, digits + 20, p.value).ptr - digits;
  for (auto missing = p.width - n; missing > 0; missing--) at = put_at(at, p.fill);
  return put_at(at, std::string_view(digits, static_cast<size_t>(n)));
}

void append(TextBuffer& out, PaddedText p) {
  const auto width = static_cast<size_t>(std::max(p.width, 0));
  const size_t missing = p.text.size() < width ? width - p.text.size() : 0;
  if (missing == 0) return append(out, p.text);  // a buffer that is still empty may have no memory
  if (p.text_on_right) out.fill(' ', missing);
  append(out, p.text);
  if (!p.text_on_right) out.fill(' ', missing);
}

void append(TextBuffer& out, Fixed f) {
  char* at = out.reserve(400);
  out.commit(static_cast<size_t>(std::snprintf(at, 400, "%.*f", f.digits, f.value)));
}

void append(TextBuffer& out, General g) {
  char* at = out.reserve(64);
  out.commit(static_cast<size_t>(std::snprintf(at, 64, "%.*g", g.digits, g.value)));
}

char* put_at(char* at, HexBytes h) {
  if (h.bytes.empty()) return at;
  for (const uint8_t b : h.bytes) {
    *at++ = kHexDigits[b >> 4];
    *at++ = kHexDigits[b & 15];
    if (h.separator != 0) *at++ = h.separator;
  }
  return at - (h.separator != 0 ? 1 : 0);
}

}  // namespace trawl
