#include "trace/line_spec.h"

#include "base/number.h"

namespace trawl {

namespace {

constexpr size_t kLongestSpec = 1024;

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
    const auto address = parse_decimal_or_hexadecimal(text);
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
  } else if (const auto offset = parse_decimal_or_hexadecimal(behind)) {
    spec.offset = *offset;
  } else {
    return fail(quoted + ": behind + stands an offset, * or **");
  }
  return spec;
}

}  // namespace trawl
