// Numbers on the command line, with tcpdump's words for those that make no sense.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace trawl {

/// All of `text` as a number from `least` to `most`.
template <class T>
std::optional<T> parse_number(std::string_view text, T least, T most) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most) return std::nullopt;
  return value;
}

/// An error names `what` the number should have been.
template <class T>
Result<void> set_number(T& value, std::string_view text, T least, T most, std::string_view what) {
  const auto number = parse_number<T>(text, least, most);
  if (!number) return fail("invalid " + std::string(what) + ' ' + std::string(text));
  value = *number;
  return {};
}

/// -c
Result<void> set_count(uint64_t& count, std::string_view text);
/// -s; 0 is the maximum.
Result<void> set_snaplen(uint32_t& snaplen, std::string_view text);
/// -B, in KiB.
Result<void> set_buffer_size(uint32_t& kib, std::string_view text);

}  // namespace trawl
