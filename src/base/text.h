// Text is appended to one reusable buffer. No allocation per packet, no streams, no locale.
//
//   text.put("length ", length, ", id ", hex(id, 4), ' ', pad_left(n, 5));
//
// Integers print in decimal, char as a character, everything else by its own append().
#pragma once

#include <concepts>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

namespace trawl {

class TextBuffer {
 public:
  TextBuffer() = default;
  TextBuffer(const TextBuffer&) = delete;
  TextBuffer& operator=(const TextBuffer&) = delete;
  ~TextBuffer() { std::free(data_); }

  std::string_view view() const { return {data_, size_}; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void clear() { size_ = 0; }
  /// Takes back everything after the first `size` characters.
  void truncate(size_t size) { size_ = size < size_ ? size : size_; }

  /// Room for `n` more characters: write there, then commit() what was written.
  char* reserve(size_t n) {
    if (capacity_ - size_ < n) [[unlikely]]
      grow(n);
    return data_ + size_;
  }
  void commit(size_t n) { size_ += n; }

  template <class... T>
  void put(const T&... parts) {
    (append(*this, parts), ...);
  }
  void fill(char c, size_t n) {
    std::memset(reserve(n), c, n);
    size_ += n;
  }

 private:
  void grow(size_t n);

  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

inline void append(TextBuffer& out, char c) {
  *out.reserve(1) = c;
  out.commit(1);
}
inline void append(TextBuffer& out, std::string_view s) {
  if (s.empty()) return;  // its data may be null
  std::memcpy(out.reserve(s.size()), s.data(), s.size());
  out.commit(s.size());
}
inline void append(TextBuffer& out, const char* s) {
  append(out, std::string_view(s));
}
void append_decimal(TextBuffer& out, uint64_t value);
template <std::integral T>
  requires(!std::same_as<T, char> && !std::same_as<T, bool>)
void append(TextBuffer& out, T value) {
  // Most numbers in packets are small.
  if (value >= 0 && static_cast<std::make_unsigned_t<T>>(value) < 10)
    return append(out, static_cast<char>('0' + value));
  auto magnitude = static_cast<uint64_t>(value);
  if (value < 0) {
    append(out, '-');
    magnitude = 0 - magnitude;
  }
  append_decimal(out, magnitude);
}

/// Lower-case hexadecimal without 0x, at least `width` digits, zero-padded.
struct Hex {
  uint64_t value;
  int width;
};
/// The same into memory that has room for 16 digits or `width`. Returns the end.
char* put_hex(char* at, Hex h);
constexpr Hex hex(uint64_t value, int width = 1) {
  return {value, width};
}
void append(TextBuffer& out, Hex h);

/// Octal without a leading 0.
struct Octal {
  uint64_t value;
};
constexpr Octal octal(uint64_t value) {
  return {value};
}
void append(TextBuffer& out, Octal o);

/// Decimal in at least `width` columns: padded left with `fill`.
struct Padded {
  int64_t value;
  int width;
  char fill;
};
constexpr Padded pad_left(int64_t value, int width) {
  return {value, width, ' '};
}
constexpr Padded zero_pad(int64_t value, int width) {
  return {value, width, '0'};
}
void append(TextBuffer& out, Padded p);

/// A string in at least `width` columns: on the left (pad_right) or on the right (pad_left_text) of them.
struct PaddedText {
  std::string_view text;
  int width;
  bool text_on_right;
};
constexpr PaddedText pad_right(std::string_view text, int width) {
  return {text, width, false};
}
constexpr PaddedText pad_left_text(std::string_view text, int width) {
  return {text, width, true};
}
void append(TextBuffer& out, PaddedText p);

/// A number with `digits` digits after the point, as printf's %.Nf.
struct Fixed {
  double value;
  int digits;
};
constexpr Fixed fixed(double value, int digits) {
  return {value, digits};
}
void append(TextBuffer& out, Fixed f);

/// A number with at most `digits` significant digits, as printf's %.Ng.
struct General {
  double value;
  int digits;
};
constexpr General general(double value, int digits) {
  return {value, digits};
}
void append(TextBuffer& out, General g);

/// Bytes as consecutive two-digit hexadecimal numbers, with `separator` between them unless it is 0.
struct HexBytes {
  std::span<const uint8_t> bytes;
  char separator;
};
constexpr HexBytes hex_bytes(std::span<const uint8_t> bytes, char separator = 0) {
  return {bytes, separator};
}
void append(TextBuffer& out, HexBytes h);

}  // namespace trawl
