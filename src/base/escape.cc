#include "base/escape.h"

#include <array>
#include <charconv>

namespace trawl {

namespace {

/// One character of UTF-8 (RFC 3629): its bytes and its code point; size 1 and code -1 where it is none.
struct Character {
  size_t size = 1;
  int32_t code = -1;
};

Character next_character(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return {1, first};
  const size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || size > text.size()) return {};
  int32_t code = first & (0xff >> (size + 1));
  for (size_t i = 1; i < size; i++) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3f);
  }
  constexpr std::array<int32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < kLeast[size] || code > 0x10ffff || surrogate) return {};
  return {size, code};
}

bool is_control(int32_t code) {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x061c || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

void put_hex_bytes(TextBuffer& out, std::string_view bytes) {
  for (const char c : bytes) out.put("\\x", hex(static_cast<uint8_t>(c), 2));
}

void put_control(TextBuffer& out, std::string_view bytes) {
  switch (bytes.front()) {
    case '\n':
      return out.put("\\n");
    case '\r':
      return out.put("\\r");
    case '\t':
      return out.put("\\t");
    default:
      return put_hex_bytes(out, bytes);
  }
}

std::optional<uint32_t> parse_hex(std::string_view digits, size_t count) {
  uint32_t value = 0;
  if (digits.size() < count) return std::nullopt;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + count, value, 16);
  if (error != std::errc{} || end != digits.data() + count) return std::nullopt;
  return value;
}

void put_utf8(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xe0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

/// Takes one JSON string off the front.
std::optional<std::string> take_json_string(std::string_view& text) {
  if (!text.starts_with('"')) return std::nullopt;
  text.remove_prefix(1);
  std::string out;
  while (!text.empty() && text.front() != '"') {
    if (text.front() != '\\') {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    if (text.size() < 2) return std::nullopt;
    if (text[1] == 'u') {
      const auto code = parse_hex(text.substr(2), 4);
      if (!code) return std::nullopt;
      put_utf8(out, *code);
      text.remove_prefix(6);
      continue;
    }
    constexpr std::string_view kLetters = "nrtbf";
    constexpr std::string_view kMeanings = "\n\r\t\b\f";
    const size_t i = kLetters.find(text[1]);
    out += i == std::string_view::npos ? text[1] : kMeanings[i];
    text.remove_prefix(2);
  }
  if (text.empty()) return std::nullopt;
  text.remove_prefix(1);
  return out;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

void append(TextBuffer& out, Escaped e) {
  std::string_view text = e.text;
  while (!text.empty()) {
    const Character c = next_character(text);
    const std::string_view bytes = text.substr(0, c.size);
    if (c.code == '\\' || (e.blanks && c.code == ' ')) {
      out.put('\\', bytes);
    } else if (c.code < 0) {
      put_hex_bytes(out, bytes);
    } else if (is_control(c.code)) {
      put_control(out, bytes);
    } else {
      out.put(bytes);
    }
    text.remove_prefix(c.size);
  }
}

std::string unescape(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t plain = std::min(text.find('\\'), text.size());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.size() < 2) return out += text;
    if (const auto code = parse_hex(text.substr(2), 2); text[1] == 'x' && code) {
      out += static_cast<char>(*code);
      text.remove_prefix(4);
      continue;
    }
    constexpr std::string_view kLetters = "nrt\\ ";
    constexpr std::string_view kMeanings = "\n\r\t\\ ";
    const size_t i = kLetters.find(text[1]);
    if (i == std::string_view::npos) out += '\\';
    out += i == std::string_view::npos ? text[1] : kMeanings[i];
    text.remove_prefix(2);
  }
  return out;
}

void append(TextBuffer& out, JsonString string) {
  std::string_view text = string.text;
  out.put('"');
  while (!text.empty()) {
    const Character c = next_character(text);
    const uint32_t shown = c.code >= 0 ? static_cast<uint32_t>(c.code) : static_cast<uint8_t>(text.front());
    if (c.code == '"' || c.code == '\\') {
      out.put('\\', text.front());
    } else if (c.code < 0 || is_control(c.code)) {
      out.put("\\u", hex(shown, 4));
    } else {
      out.put(text.substr(0, c.size));
    }
    text.remove_prefix(c.size);
  }
  out.put('"');
}

void append(TextBuffer& out, JsonObject object) {
  out.put('{');
  bool first = true;
  for (const auto& [key, value] : object.members) {
    if (!first) out.put(',');
    first = false;
    out.put(JsonString{key}, ':', JsonString{value});
  }
  out.put('}');
}

std::optional<std::map<std::string, std::string>> parse_json_object(std::string_view text) {
  std::map<std::string, std::string> members;
  if (!take(text, '{')) return std::nullopt;
  while (!text.starts_with('}')) {
    auto key = take_json_string(text);
    if (!key || !take(text, ':')) return std::nullopt;
    auto value = take_json_string(text);
    if (!value) return std::nullopt;
    members.insert_or_assign(std::move(*key), std::move(*value));
    if (!take(text, ',')) break;
  }
  if (!take(text, '}') || !text.empty()) return std::nullopt;
  return members;
}

}  // namespace trawl
