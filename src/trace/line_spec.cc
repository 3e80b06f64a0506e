#include "trace/line_spec.h"

#include <charconv>
#include <optional>

namespace trawl {

namespace {

constexpr size_t kLongestSpec = 1024;

std::optional<uint64_t> parse_offset(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (hexadecimal) text.remove_prefix(2);
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_name(std::string_view text) {
  constexpr std::string_view kOthers = "_.$-";
  for (const char c : text) {
    const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter_or_digit && kOthers.find(c) == std::string_view::npos) return false;
  }
  return !text.empty();
}

}  // namespace

Result<LineSpec> parse_line_spec(std::string_view text) {
  LineSpec spec;
  const std::string quoted = '\'' + std::string(text.substr(0, kLongestSpec)) + '\'';
  if (text.size() > kLongestSpec) return fail("too long a place to probe: " + quoted);
  if (text.starts_with("0x")) {
    const auto address = parse_offset(text);
    if (!address) return fail(quoted + " is no address");
    spec.address = *address;
    return spec;
  }
  if (const size_t colon = text.find(':'); colon != std::string_view::npos) {
    spec.module = text.substr(0, colon);
    if (!is_name(spec.module)) return fail(quoted + ": no module's name before the colon");
    text.remove_prefix(colon + 1);
  }
  const size_t plus = text.find('+');
  spec.symbol = text.substr(0, plus);
  if (!is_name(spec.symbol)) return fail(quoted + ": no function's name");
  if (plus == std::string_view::npos) return spec;
  const std::string_view behind = text.substr(plus + 1);
  if (behind == "*") {
    spec.extent = LineSpec::Extent::kLines;
  } else if (behind == "**") {
    spec.extent = LineSpec::Extent::kInstructions;
  } else if (const auto offset = parse_offset(behind)) {
    spec.offset = *offset;
  } else {
    return fail(quoted + ": behind + stands an offset, * or **");
  }
  return spec;
}

}  // namespace trawl
