// RESP, the protocol of Redis: its specification, version 2.
#include <algorithm>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Kind : uint8_t { kString = '+', kError = '-', kInteger = ':', kBulk = '$', kArray = '*' };

using Bytes = std::span<const uint8_t>;

constexpr bool ends_line(uint8_t c) {
  return c == '\r' || c == '\n';
}

void put_segment(Printer& p, Bytes bytes) {
  p.put(" \"", safe_text(bytes), '"');
}

/// Moves behind the next CR LF, and sets what stands before it. False when there is none.
bool take_line(Bytes& text, Bytes& line) {
  for (size_t i = 0; i + 1 < text.size(); i++) {
    if (text[i] != '\r' || text[i + 1] != '\n') continue;
    line = text.first(i);
    text = text.subspan(i + 2);
    return true;
  }
  return false;
}

struct Length {
  enum Result : uint8_t { kGood, kNull, kNegative, kTooLarge, kInvalid, kCut };
  Result result;
  size_t value;
};

/// A decimal number and CR LF. An invalid one ends behind the character that makes it so.
Length take_length(Bytes& text) {
  size_t i = 0;
  const auto fail = [&](Length::Result result) {
    text = text.subspan(i);
    return Length{result, 0};
  };
  if (i >= text.size()) return fail(Length::kCut);
  const bool negative = text[i] == '-';
  if (negative) i++;
  uint64_t value = 0;
  bool too_large = false;
  size_t digits = 0;
  for (;; i++, digits++) {
    if (i >= text.size()) return fail(Length::kCut);
    if (text[i] < '0' || text[i] > '9') break;
    value = value * 10 + (text[i] - '0');
    too_large |= value > INT32_MAX;
    value = too_large ? 0 : value;
  }
  const uint8_t end = text[i++];
  if (end != '\r' || digits == 0) return fail(Length::kInvalid);
  if (i >= text.size()) return fail(Length::kCut);
  if (text[i++] != '\n') return fail(Length::kInvalid);
  text = text.subspan(i);
  if (negative && (too_large || value != 0)) return {value == 1 ? Length::kNull : Length::kNegative, 0};
  if (too_large) return {Length::kTooLarge, 0};
  return {Length::kGood, value};
}

/// What is no number of bytes or elements. False when nothing can follow.
bool put_odd_length(Printer& p, Length::Result result) {
  switch (result) {
    case Length::kNull:
      p.put(" null");
      return true;
    case Length::kNegative:
      p.put(" length negative and not -1");
      return true;
    case Length::kTooLarge:
      p.put(" length too large");
      return true;
    case Length::kInvalid:
      p.put(" invalid");
      return true;
    default:
      return false;
  }
}

bool put_bulk(Printer& p, Bytes& text) {
  const Length length = take_length(text);
  if (length.result != Length::kGood) return put_odd_length(p, length.result);
  if (length.value == 0) {
    p.put(" empty");
  } else {
    if (length.value > text.size()) return false;
    put_segment(p, text.first(length.value));
    text = text.subspan(length.value);
  }
  Bytes rest;
  return take_line(text, rest);
}

bool put_value(Printer& p, Bytes& text);

bool put_array(Printer& p, Bytes& text) {
  const Length length = take_length(text);
  if (length.result != Length::kGood) return put_odd_length(p, length.result);
  if (length.value == 0) p.put(" empty");
  for (size_t i = 0; i < length.value; i++) {
    if (!put_value(p, text)) return false;
  }
  return true;
}

/// A command as a person types it: a line, which any line end ends.
bool put_inline(Printer& p, Bytes& text) {
  while (!text.empty() && ends_line(text[0])) text = text.subspan(1);
  const auto end = std::ranges::find_if(text, ends_line);
  if (end == text.end()) return false;
  const auto size = static_cast<size_t>(end - text.begin());
  put_segment(p, text.first(size));
  text = text.subspan(size);
  while (!text.empty() && ends_line(text[0])) text = text.subspan(1);
  return true;
}

/// One value and everything in it. False when the data end before it does.
bool put_value(Printer& p, Bytes& text) {
  const Layer layer{p};
  if (!layer || text.empty()) return false;
  const uint8_t kind = text[0];
  switch (kind) {
    case kString:
    case kError:
    case kInteger: {
      text = text.subspan(1);
      Bytes line;
      if (!take_line(text, line)) return false;
      put_segment(p, line);
      return true;
    }
    case kBulk:
      text = text.subspan(1);
      return put_bulk(p, text);
    case kArray:
      text = text.subspan(1);
      return put_array(p, text);
    default:
      return put_inline(p, text);
  }
}

}  // namespace

void print_resp(Printer& p, Reader r) {
  p.protocol = "resp";
  p.put(": RESP");
  Bytes text = r.rest().first(std::min(r.length(), r.captured()));
  const bool cut = text.size() < r.length();
  while (!text.empty()) {
    if (!put_value(p, text)) return p.truncated();
  }
  if (cut) p.truncated();
}

}  // namespace trawl
