// Text is appended to one reusable buffer. No allocation per packet, no streams, no locale.
//
//   text.put("length ", length, ", id ", hex(id, 4), ' ', pad_left(n, 5));
//
// Integers print in decimal, char as a character, everything else by an overload of one of two functions:
//
//   char* put_at(char* at, T part)          for a part whose length has a bound, size_t text_bound(T): stores the text
//   and
//                                           returns its end. It may store more than its text, within the bound.
//   void append(TextBuffer& out, T part)    for all others.
//
// Neighbours of the first kind are what the output of most packets is made of: they share one check of the buffer's
// room, and what lies between them stays in registers.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

namespace trawl {

constexpr size_t text_bound(char /*c*/) {
  return 1;
}
inline char* put_at(char* at, char c) {
  *at = c;
  return at + 1;
}

constexpr size_t text_bound(std::string_view s) {
  return s.size();
}
inline char* put_at(char* at, std::string_view s) {
  if (s.empty()) return at;  // its data may be null
  std::memcpy(at, s.data(), s.size());
  return at + s.size();
}
constexpr size_t text_bound(const char* s) {
  return std::string_view(s).size();
}
inline char* put_at(char* at, const char* s) {
  return put_at(at, std::string_view(s));
}

template <class T>
concept Number = std::integral<T> && !std::same_as<T, char> && !std::same_as<T, bool>;

/// The decimal digits of a number. They are stored eight at a time: room for 24 is needed.
char* put_decimal(char* at, uint64_t value);

template <Number T>
constexpr size_t text_bound(T /*value*/) {
  constexpr size_t kSign = 1;
  return kSign + (sizeof(T) <= 2 ? 8 : sizeof(T) == 4 ? 16 : 24);
}
template <Number T>
char* put_at(char* at, T value) {
  // Most numbers in packets are small.
  if (value >= 0 && static_cast<std::make_unsigned_t<T>>(value) < 10) {
    return put_at(at, static_cast<char>('0' + value));
  }
  auto magnitude = static_cast<uint64_t>(value);
  if (value < 0) {
    at = put_at(at, '-');
    magnitude = 0 - magnitude;
  }
  return put_decimal(at, magnitude);
}

template <class T>
concept BoundedText = requires(char* at, const T& part) {
  { text_bound(part) } -> std::same_as<size_t>;
  { put_at(at, part) } -> std::same_as<char*>;
};

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
    if constexpr ((BoundedText<T> && ...)) {
      char* at = reserve((text_bound(parts) + ... + 0));
      ((at = put_at(at, parts)), ...);
      size_ = static_cast<size_t>(at - data_);
    } else {
      (append(*this, parts), ...);
    }
  }
  void fill(char c, size_t n) {
    std::fill_n(reserve(n), n, c);
    size_ += n;
  }

 private:
  void grow(size_t n);

  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

template <BoundedText T>
void append(TextBuffer& out, const T& part) {
  out.put(part);
}

/// Lower-case hexadecimal without 0x, at least `width` digits, zero-padded.
struct Hex {
  uint64_t value;
  int width;
};
constexpr Hex hex(uint64_t value, int width = 1) {
  return {value, width};
}
constexpr size_t text_bound(Hex h) {
  return h.width > 16 ? static_cast<size_t>(h.width) : 16;
}
char* put_at(char* at, Hex h);

/// Octal without a leading 0.
struct Octal {
  uint64_t value;
};
constexpr Octal octal(uint64_t value) {
  return {value};
}
constexpr size_t text_bound(Octal /*o*/) {
  return 22;
}
char* put_at(char* at, Octal o);

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
constexpr size_t text_bound(Padded p) {
  return p.width > 20 ? static_cast<size_t>(p.width) : 20;
}
char* put_at(char* at, Padded p);

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
constexpr size_t text_bound(HexBytes h) {
  return 3 * h.bytes.size();
}
char* put_at(char* at, HexBytes h);

}  // namespace trawl
