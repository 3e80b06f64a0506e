#include "cli/trace_arguments.h"

#include <algorithm>
#include <optional>

#include "base/number.h"
#include "cli/context_arguments.h"
#include "cli/kernel_arguments.h"
#include "cli/numbers.h"
#include "cli/print_arguments.h"
#include "cli/process_filter_arguments.h"

namespace trawl {

namespace {

struct Switch {
  OptionId id;
  bool TraceOptions::* member;
  bool value;
};

constexpr Switch kSwitches[] = {
    {OptionId::kJson, &TraceOptions::json, true},
    {OptionId::kFlat, &TraceOptions::flat, true},
    {OptionId::kGraph, &TraceOptions::graph, true},
    {OptionId::kCaller, &TraceOptions::caller, true},
    {OptionId::kStack, &TraceOptions::stack, true},
    {OptionId::kLineBuffered, &TraceOptions::line_buffered, true},
    {OptionId::kNoOptimize, &TraceOptions::optimize, false},
};

/// "mark" or "mark/mask", as nft and ip write them.
Result<void> set_mark(TraceOptions& options, std::string_view text) {
  const size_t slash = text.find('/');
  const auto mark = parse_decimal_or_hexadecimal(text.substr(0, slash));
  const auto mask = slash == std::string_view::npos ? std::optional<uint64_t>(UINT32_MAX)
                                                    : parse_decimal_or_hexadecimal(text.substr(slash + 1));
  if (!mark || !mask || *mask == 0 || *mark > UINT32_MAX || *mask > UINT32_MAX)
    return fail("invalid mark " + std::string(text), "a number, or number/mask");
  options.mark = static_cast<uint32_t>(*mark & *mask);
  options.mark_mask = static_cast<uint32_t>(*mask);
  return {};
}

Result<void> apply(TraceOptions& options, OptionId id, const char* argument) {
  if (const auto* row = std::ranges::find(kSwitches, id, &Switch::id); row != std::end(kSwitches)) {
    options.*row->member = row->value;
    return {};
  }
  switch (id) {
    case OptionId::kCount:
      return set_count(options.count, argument);
    case OptionId::kBufferSize:
      return set_buffer_size(options.buffer_kib, argument);
    case OptionId::kMark:
      return set_mark(options, argument);
    case OptionId::kWrite:
      options.write_file = argument;
      return {};
    case OptionId::kRead:
      options.read_file = argument;
      return {};
    case OptionId::kPerfetto:
      options.perfetto_file = argument;
      return {};
    case OptionId::kProbe:
      options.lines.emplace_back(argument);
      return {};
    case OptionId::kDebugImage:
      options.debug_images.emplace_back(argument);
      return {};
    case OptionId::kSourceDirectory:
      options.source = argument;
      return {};
    case OptionId::kFunctions:
      options.functions.emplace_back(argument);
      return {};
    case OptionId::kNetns:
      options.netns = argument;
      return {};
    default:
      options.interface = argument;  // kDevice
      return {};
  }
}

/// What is chosen where packets are seen cannot be chosen in a file.
Result<void> check_file(const TraceOptions& options) {
  const bool live = !options.processes.empty() || !options.functions.empty() || !options.lines.empty() ||
                    !options.netns.empty() || !options.interface.empty() || options.mark_mask != 0;
  if (options.read_file.empty() || !live) return {};
  return fail("a trace that is read is chosen by an expression only");
}

}  // namespace

Result<TraceOptions> trace_options(const Arguments& arguments, const std::string& program) {
  TraceOptions options;
  options.program = program;
  options.expression = arguments.joined_words();
  PrintArguments print(options.print);
  for (const auto& [row, argument] : arguments.options) {
    const auto printing = print.apply(row->id, argument);
    if (!printing) return std::unexpected(printing.error());
    if (*printing) continue;
    const auto process = read_process_option(options.processes, row->id, argument);
    if (!process) return std::unexpected(process.error());
    if (*process || apply_runtime_option(options.runtimes, row->id, argument == nullptr ? "" : argument)) continue;
    const auto kernel = read_kernel_option(options.kernel, row->id, argument);
    if (!kernel) return std::unexpected(kernel.error());
    if (*kernel) continue;
    if (auto applied = apply(options, row->id, argument); !applied) return std::unexpected(applied.error());
  }
  if (auto done = print.finish(); !done) return std::unexpected(done.error());
  if (auto fits = check_file(options); !fits) return std::unexpected(fits.error());
  options.print.time = TimeFormat::kNone;  // steps have a time of their own
  return options;
}

}  // namespace trawl
