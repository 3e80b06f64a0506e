#include "cli/capture_arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/file.h"
#include "base/lines.h"
#include "cli/color_argument.h"
#include "cli/context_arguments.h"
#include "cli/kernel_arguments.h"
#include "cli/numbers.h"
#include "cli/print_arguments.h"
#include "cli/process_filter_arguments.h"
#include "filter/link_names.h"

namespace trawl {

namespace {

struct Switch {
  OptionId id;
  bool CaptureOptions::* member;
  bool value;
};

constexpr Switch kSwitches[] = {
    {OptionId::kPrint, &CaptureOptions::print_too, true},
    {OptionId::kStatistics, &CaptureOptions::statistics, true},
    {OptionId::kCountOnly, &CaptureOptions::count_only, true},
    {OptionId::kLineBuffered, &CaptureOptions::line_buffered, true},
    {OptionId::kPacketBuffered, &CaptureOptions::packet_buffered, true},
    {OptionId::kImmediate, &CaptureOptions::immediate, true},
    {OptionId::kNoOptimize, &CaptureOptions::optimize, false},
    {OptionId::kNoPromiscuous, &CaptureOptions::promiscuous, false},
    {OptionId::kMonitorMode, &CaptureOptions::monitor_mode, true},
    {OptionId::kJson, &CaptureOptions::json, true},
    {OptionId::kEmbedKeyLog, &CaptureOptions::embed_key_log, true},
    {OptionId::kIncludeOwnSession, &CaptureOptions::include_own_session, true},
};

struct TextOption {
  OptionId id;
  std::string CaptureOptions::* member;
};

constexpr TextOption kTexts[] = {
    {OptionId::kWrite, &CaptureOptions::write_file},
    {OptionId::kRelinquish, &CaptureOptions::user},
    {OptionId::kStopWhen, &CaptureOptions::stop_when},
    {OptionId::kWriteKeyLog, &CaptureOptions::key_log},
};

template <class T>
struct Choice {
  std::string_view name;
  T value;
};

constexpr Choice<Direction> kDirections[] = {
    {"in", Direction::kIn}, {"out", Direction::kOut}, {"inout", Direction::kUnknown}};
constexpr Choice<LogLevel> kLogLevels[] = {{"debug", LogLevel::kDebug},
                                           {"info", LogLevel::kInfo},
                                           {"warn", LogLevel::kWarning},
                                           {"error", LogLevel::kError},
                                           {"fatal", LogLevel::kFatal}};
constexpr Choice<FileFormat> kFormats[] = {{"pcap", FileFormat::kPcap}, {"pcapng", FileFormat::kPcapng}};
constexpr Choice<bool> kBackends[] = {{"tc", true}, {"cgroup-skb", false}, {"tp-btf", false}, {"socket-filter", false}};

template <class T, size_t N>
Result<void> choose(T& value, const Choice<T> (&choices)[N], std::string_view text, std::string_view what) {
  const auto* found = std::ranges::find(choices, text, &Choice<T>::name);
  if (found == std::end(choices)) return fail(fmt::format("unknown {} '{}'", what, text));
  value = found->value;
  return {};
}

/// -C: millions of bytes, or with a suffix multiples of 1024.
Result<void> set_file_size(CaptureOptions& options, std::string_view text) {
  const std::string_view all = text;
  uint64_t unit = 1'000'000;
  constexpr Choice<uint64_t> kUnits[] = {{"k", 1U << 10}, {"m", 1U << 20}, {"g", 1U << 30}};
  for (const auto& [name, bytes] : kUnits) {
    if (text.empty() || (text.back() | 0x20) != name.front()) continue;
    unit = bytes;
    text.remove_suffix(1);
    break;
  }
  const auto size = parse_number<uint64_t>(text, 1, INT64_MAX / unit);
  if (!size) return fail(fmt::format("invalid file size {}", all));
  options.rotation.bytes = *size * unit;
  return {};
}

Result<void> set_duration(CaptureOptions& options, std::string_view text) {
  constexpr double kMost = 100.0 * 365 * 24 * 3600;  // seconds
  constexpr Choice<double> kUnits[] = {{"", 1}, {"s", 1}, {"ms", 1e-3}, {"m", 60}, {"h", 3600}, {"d", 86400}};
  double amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
  const std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
  const auto* known = std::ranges::find(kUnits, unit, &Choice<double>::name);
  if (error != std::errc{} || known == std::end(kUnits) || !(amount * known->value > 0) ||
      amount * known->value > kMost) {
    return fail(fmt::format("invalid duration {}", text), "30s, 5m, 1.5h and 500ms are durations");
  }
  options.duration = static_cast<uint64_t>(amount * known->value * 1e9);
  return {};
}

Result<void> set_color(CaptureOptions& options, std::string_view text) {
  const auto color = wants_color(text);
  if (!color) return std::unexpected(color.error());
  options.color = *color;
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

/// -V: a file's name on each line.
Result<void> set_file_list(CaptureOptions& options, const Arguments& arguments, const char* path) {
  if (arguments.has(OptionId::kRead)) return fail("-V and -r are mutually exclusive.");
  const auto list = read_file(path);
  if (!list) return fail(fmt::format("Unable to open file: {}", std::strerror(list.error().error_number)));
  std::string_view rest = *list;
  while (!rest.empty()) {
    const std::string_view name = next_line(rest);
    if (!name.empty()) options.read_files.emplace_back(name);
  }
  if (options.read_files.empty()) return fail(fmt::format("{}: names no file", path));
  return {};
}

Result<void> add_read_file(CaptureOptions& options, const char* path) {
  if (!options.read_files.empty()) return fail("only one -r is possible");
  options.read_files.emplace_back(path);
  return {};
}

Result<void> set_backend(const CaptureOptions& options, std::string_view text) {
  bool used = false;
  if (auto chosen = choose(used, kBackends, text, "backend"); !chosen) return chosen;
  if (!used)
    Messages(options.program, LogLevel::kInfo).info("packets are captured at the tc hook, which does the same");
  return {};
}

Result<void> set_link_type(CaptureOptions& options, const char* name) {
  if (!find_link_type(name)) return fail(fmt::format("invalid data link type {}", name));
  options.link_type = name;
  return {};
}

/// Names that libpcap knows (pcap_tstamp_type_name_to_val); trawl's times are the kernel's own, "host".
constexpr std::string_view kTimeStampTypes[] = {"host",    "host_lowprec",    "host_hiprec", "host_hiprec_unsynced",
                                                "adapter", "adapter_unsynced"};

Result<void> set_time_stamp_type(CaptureOptions& options, const char* name) {
  if (std::ranges::find(kTimeStampTypes, name) == std::end(kTimeStampTypes)) {
    return fail(fmt::format("invalid time stamp type {}", name));
  }
  options.time_stamp_type = name;
  return {};
}

Result<void> apply_number(CaptureOptions& options, OptionId id, std::string_view text) {
  constexpr uint32_t kMost = INT32_MAX;
  switch (id) {
    case OptionId::kCount:
      return set_count(options.count, text);
    case OptionId::kBufferSize:
      return set_buffer_size(options.buffer_kib, text);
    case OptionId::kRotateSeconds:
      return set_number<uint32_t>(options.rotation.seconds, text, 0, kMost, "number of seconds");
    case OptionId::kRotateFiles:
      return set_number<uint32_t>(options.rotation.files, text, 1, kMost, "number of output files");
    case OptionId::kRotateSize:
      return set_file_size(options, text);
    case OptionId::kDuration:
      return set_duration(options, text);
    default:
      return set_snaplen(options.snaplen, text);
  }
}

Result<void> apply(CaptureOptions& options, const Arguments& arguments, OptionId id, const char* argument) {
  if (const auto* row = std::ranges::find(kSwitches, id, &Switch::id); row != std::end(kSwitches)) {
    options.*row->member = row->value;
    return {};
  }
  if (const auto* row = std::ranges::find(kTexts, id, &TextOption::id); row != std::end(kTexts)) {
    options.*row->member = argument;
    return {};
  }
  switch (id) {
    case OptionId::kDumpProgram:
      options.dump_program++;
      return {};
    case OptionId::kInterface:
      options.interfaces.emplace_back(argument);
      return {};
    case OptionId::kNetns:
      options.namespaces.emplace_back(argument);
      return {};
    case OptionId::kRead:
      return add_read_file(options, argument);
    case OptionId::kFileList:
      return set_file_list(options, arguments, argument);
    case OptionId::kExpressionFile:
      return set_expression(options, argument);
    case OptionId::kPostRotate:
      options.rotation.command = argument;
      return {};
    case OptionId::kSmiModule:
      Messages::say(fmt::format("{}: ignoring option '-m {}' (no libsmi support)\n", options.program, argument));
      return {};
    case OptionId::kLinkType:
      return set_link_type(options, argument);
    case OptionId::kTimeStampType:
      return set_time_stamp_type(options, argument);
    case OptionId::kDirection:
      return choose(options.direction, kDirections, argument, "capture direction");
    case OptionId::kLogLevel:
      return choose(options.log_level, kLogLevels, argument, "log level");
    case OptionId::kFileFormat:
      options.write_format_by_name = false;
      return choose(options.write_format, kFormats, argument, "file format");
    case OptionId::kColor:
      return set_color(options, argument);
    case OptionId::kBackend:
      return set_backend(options, argument);
    default:
      // A flag without a member is what the command itself looks for (-D, -L, -J).
      return argument == nullptr ? Result<void>{} : apply_number(options, id, argument);
  }
}

/// What several options say together.
Result<void> check(const CaptureOptions& options) {
  if (options.write_file.empty() && options.rotation.bytes != 0) return fail("-C cannot be used without -w.");
  if (options.write_file.empty() && options.rotation.seconds != 0) return fail("-G cannot be used without -w.");
  if (!options.rotation.command.empty() && !options.rotation.wanted()) {
    return fail("-z cannot be used without -w and (-C or -G).");
  }
  if (options.print.foreign_numeric && !options.read_files.empty()) return fail("-f cannot be used with -V or -r.");
  if ((options.embed_key_log || !options.key_log.empty()) && options.command.empty()) {
    return fail("TLS secrets are those of a command", "trawl ... -- COMMAND starts it");
  }
  if (options.embed_key_log && (options.write_file.empty() || !writes_pcapng(options))) {
    return fail("--embed-keylog-to-pcapng needs a pcapng file", "-w FILE.pcapng");
  }
  if (options.write_file == "-" && options.rotation.wanted()) {
    return fail("-C and -G need a file of their own", "-w - writes to standard output, which cannot be rotated");
  }
  return {};
}

}  // namespace

Result<CaptureOptions> capture_options(const Arguments& arguments, const std::string& program) {
  CaptureOptions options;
  options.program = program;
  options.command = arguments.command;
  options.expression = arguments.joined_words();
  PrintArguments print(options.print);
  if (auto colored = set_color(options, "auto"); !colored) return std::unexpected(colored.error());
  for (const auto& [row, argument] : arguments.options) {
    const auto printing = print.apply(row->id, argument);
    if (!printing) return std::unexpected(printing.error());
    if (*printing) continue;
    const auto filtering = read_process_option(options.processes, row->id, argument);
    if (!filtering) return std::unexpected(filtering.error());
    if (*filtering) continue;
    const auto context =
        apply_context_option(options.context, options.runtimes, row->id, argument != nullptr ? argument : "");
    if (!context) return std::unexpected(context.error());
    if (*context) continue;
    const auto kernel = read_kernel_option(options.kernel, row->id, argument);
    if (!kernel) return std::unexpected(kernel.error());
    if (*kernel) continue;
    if (auto applied = apply(options, arguments, row->id, argument); !applied) return std::unexpected(applied.error());
  }
  if (auto done = print.finish(); !done) return std::unexpected(done.error());
  // tcpdump's -f has a meaning of its own, but tcpdump has no processes to choose.
  if (!options.processes.empty() && options.print.foreign_numeric) {
    options.processes.follow_forks = true;
    options.print.foreign_numeric = false;
  }
  if (auto checked = check(options); !checked) return std::unexpected(checked.error());
  return options;
}

}  // namespace trawl
