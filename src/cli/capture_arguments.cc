#include "cli/capture_arguments.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/file.h"
#include "cli/context_arguments.h"
#include "cli/print_arguments.h"

namespace trawl {

namespace {

template <class T>
std::optional<T> parse_number(std::string_view text, T least, T most) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most) return std::nullopt;
  return value;
}

struct Switch {
  OptionId id;
  bool CaptureOptions::* member;
  bool value;
};

constexpr Switch kSwitches[] = {
    {OptionId::kPrint, &CaptureOptions::print_too, true},
    {OptionId::kCountOnly, &CaptureOptions::count_only, true},
    {OptionId::kLineBuffered, &CaptureOptions::line_buffered, true},
    {OptionId::kPacketBuffered, &CaptureOptions::packet_buffered, true},
    {OptionId::kImmediate, &CaptureOptions::immediate, true},
    {OptionId::kNoOptimize, &CaptureOptions::optimize, false},
    {OptionId::kNoPromiscuous, &CaptureOptions::promiscuous, false},
};

Result<void> set_numbers(CaptureOptions& options, OptionId id, std::string_view text) {
  if (id == OptionId::kCount) {
    const auto count = parse_number<uint64_t>(text, 1, INT64_MAX);
    if (!count) return fail("invalid packet count " + std::string(text));
    options.count = *count;
  } else if (id == OptionId::kSnaplen) {
    const auto snaplen = parse_number<uint32_t>(text, 0, kMaxSnaplen);
    if (!snaplen) {
      return fail("invalid snaplen " + std::string(text) + " (must be >= 0 and <= " + std::to_string(kMaxSnaplen) +
                  ")");
    }
    options.snaplen = *snaplen == 0 ? kMaxSnaplen : *snaplen;
  } else {
    const auto size = parse_number<uint32_t>(text, 1, 4 << 20);
    if (!size) return fail("invalid packet buffer size " + std::string(text));
    options.buffer_kib = *size;
  }
  return {};
}

Result<void> set_direction(CaptureOptions& options, std::string_view text) {
  if (text != "in" && text != "out" && text != "inout") {
    return fail("unknown capture direction '" + std::string(text) + "'");
  }
  options.direction = text == "in" ? Direction::kIn : text == "out" ? Direction::kOut : Direction::kUnknown;
  return {};
}

Result<std::string> read_expression_file(const std::string& path) {
  auto read = read_file(path);
  if (!read) return read;
  std::string& text = *read;
  // As in tcpdump, "#" starts a comment that ends with its line.
  bool comment = false;
  for (char& c : text) {
    comment = c == '#' || (comment && c != '\n');
    if (comment) c = ' ';
  }
  return read;
}

Result<void> set_expression(CaptureOptions& options, const char* path) {
  auto text = read_expression_file(path);
  if (!text) return std::unexpected(text.error());
  options.expression = std::move(*text);
  return {};
}

Result<void> apply(CaptureOptions& options, OptionId id, const char* argument) {
  if (const auto* row = std::ranges::find(kSwitches, id, &Switch::id); row != std::end(kSwitches)) {
    options.*row->member = row->value;
    return {};
  }
  switch (id) {
    case OptionId::kInterface:
      options.interfaces.emplace_back(argument);
      return {};
    case OptionId::kRead:
      if (!options.read_file.empty()) return fail("only one -r is possible");
      options.read_file = argument;
      return {};
    case OptionId::kWrite:
      options.write_file = argument;
      return {};
    case OptionId::kExpressionFile:
      return set_expression(options, argument);
    case OptionId::kDirection:
      return set_direction(options, argument);
    default:
      return set_numbers(options, id, argument);
  }
}

}  // namespace

Result<CaptureOptions> capture_options(const Arguments& arguments, const std::string& program) {
  CaptureOptions options;
  options.program = program;
  options.command = arguments.command;
  options.expression = arguments.joined_words();
  PrintArguments print(options.print);
  for (const auto& [row, argument] : arguments.options) {
    const auto printing = print.apply(row->id, argument);
    if (!printing) return std::unexpected(printing.error());
    if (*printing) continue;
    const auto context = apply_context_option(options, row->id, argument != nullptr ? argument : "");
    if (!context) return std::unexpected(context.error());
    if (*context) continue;
    if (auto applied = apply(options, row->id, argument); !applied) return std::unexpected(applied.error());
  }
  if (auto done = print.finish(); !done) return std::unexpected(done.error());
  return options;
}

}  // namespace trawl
