#include "base/text.h"

#include <algorithm>
#include <cstdio>
#include <new>

namespace trawl {

void TextBuffer::grow(size_t n) {
  const size_t capacity = std::max<size_t>({4096, capacity_ * 2, size_ + n});
  void* data = std::realloc(data_, capacity);
  if (data == nullptr) throw std::bad_alloc();
  data_ = static_cast<char*>(data);
  capacity_ = capacity;
}

void append(TextBuffer& out, Hex h) {
  char digits[16];
  const auto n = std::to_chars(digits, digits + 16, h.value, 16).ptr - digits;
  if (n < h.width) out.fill('0', static_cast<size_t>(h.width - n));
  append(out, std::string_view(digits, static_cast<size_t>(n)));
}

void append(TextBuffer& out, Octal o) {
  char* at = out.reserve(22);
  out.commit(static_cast<size_t>(std::to_chars(at, at + 22, o.value, 8).ptr - at));
}

void append(TextBuffer& out, Padded p) {
  char digits[20];
  const auto n = std::to_chars(digits, digits + 20, p.value).ptr - digits;
  if (n < p.width) out.fill(p.fill, static_cast<size_t>(p.width - n));
  append(out, std::string_view(digits, static_cast<size_t>(n)));
}

void append(TextBuffer& out, PaddedText p) {
  const auto width = static_cast<size_t>(std::max(p.width, 0));
  const size_t missing = p.text.size() < width ? width - p.text.size() : 0;
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

void append(TextBuffer& out, HexBytes h) {
  static constexpr char kDigits[] = "0123456789abcdef";
  if (h.bytes.empty()) return;
  char* const start = out.reserve(h.bytes.size() * 3);
  char* at = start;
  for (const uint8_t b : h.bytes) {
    *at++ = kDigits[b >> 4];
    *at++ = kDigits[b & 15];
    if (h.separator != 0) *at++ = h.separator;
  }
  out.commit(static_cast<size_t>(at - start) - (h.separator != 0 ? 1 : 0));
}

}  // namespace trawl
