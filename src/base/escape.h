// Text from outside (process names, arguments, labels) made fit for a line: nothing in it can end a line, move the
// cursor or reverse the reading direction.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"

namespace trawl {

/// Control characters become \n, \r, \t or \xNN, as do bytes that are not UTF-8 and the controls Unicode has besides
/// (C1, line separators, directional marks); a backslash becomes two. With `blanks` a blank becomes "\ ", so that the
/// text is one word. The output is UTF-8.
struct Escaped {
  std::string_view text;
  bool blanks = false;
};
constexpr Escaped escaped(std::string_view text) {
  return {text, false};
}
constexpr Escaped escaped_word(std::string_view text) {
  return {text, true};
}
void append(TextBuffer& out, Escaped e);

/// The text that Escaped was given. A backslash that starts no escape stays.
std::string unescape(std::string_view text);

/// A string in quotes, with JSON's escapes (RFC 8259); a byte that is not UTF-8 becomes the character of its number.
struct JsonString {
  std::string_view text;
};
void append(TextBuffer& out, JsonString string);

/// {"key":"value",...} with JSON's escapes (RFC 8259).
struct JsonObject {
  const std::map<std::string, std::string>& members;
};
void append(TextBuffer& out, JsonObject object);

/// Reads what JsonObject writes: an object whose values are strings. Empty when it is anything else.
std::optional<std::map<std::string, std::string>> parse_json_object(std::string_view text);

}  // namespace trawl
