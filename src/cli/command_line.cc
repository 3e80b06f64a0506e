#include "cli/command_line.h"

#include <getopt.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

#include "base/file.h"
#include "cli/option_table.h"

namespace trawl {

namespace {

constexpr int kLongOnly = 1000;  // getopt's value for a row without a letter: this plus its index

struct TypeName {
  std::string_view name;
  PacketType type;
};

constexpr TypeName kTypes[] = {
    {"aodv", PacketType::kAodv},     {"carp", PacketType::kCarp},
    {"cnfp", PacketType::kCnfp},     {"domain", PacketType::kDomain},
    {"lmp", PacketType::kLmp},       {"pgm", PacketType::kPgm},
    {"ptp", PacketType::kPtp},       {"pgm_zmtp1", PacketType::kPgmZmtp1},
    {"radius", PacketType::kRadius}, {"resp", PacketType::kResp},
    {"rpc", PacketType::kRpc},       {"rtcp", PacketType::kRtcp},
    {"rtp", PacketType::kRtp},       {"snmp", PacketType::kSnmp},
    {"someip", PacketType::kSomeip}, {"tftp", PacketType::kTftp},
    {"vat", PacketType::kVat},       {"vxlan", PacketType::kVxlan},
    {"wb", PacketType::kWb},         {"zmtp1", PacketType::kZmtp1},
};

/// The table in the form getopt_long() wants.
class GetoptTable {
 public:
  GetoptTable() {
    int index = 0;
    for (const OptionRow& row : option_table()) {
      const int value = row.letter != 0 ? row.letter : kLongOnly + index;
      const int has_argument = row.argument.empty() ? no_argument : required_argument;
      if (row.letter != 0) {
        letters_ += row.letter;
        if (has_argument != no_argument) letters_ += ':';
      }
      if (!row.long_name.empty()) long_.push_back({row.long_name.data(), has_argument, nullptr, value});
      index++;
    }
    long_.push_back({});
  }

  /// The next option's row; null at the end. `ok` turns false when getopt complained.
  const OptionRow* next(std::span<char*> arguments, bool& ok) const {
    const int value =
        ::getopt_long(static_cast<int>(arguments.size()), arguments.data(), letters_.c_str(), long_.data(), nullptr);
    if (value == -1) return nullptr;
    const auto table = option_table();
    if (value >= kLongOnly) return &table[static_cast<size_t>(value - kLongOnly)];
    const auto row = std::ranges::find(table, value, [](const OptionRow& r) { return int{r.letter}; });
    ok = row != table.end();
    return ok ? &*row : nullptr;
  }

 private:
  std::string letters_;
  std::vector<option> long_;
};

template <class T>
std::optional<T> parse_number(std::string_view text, T least, T most) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most) return std::nullopt;
  return value;
}

/// What a row does. The counters are what getopt's order cannot say at once.
class Interpreter {
 public:
  explicit Interpreter(CommandLine& line) : line_(line), options_(line.capture), print_(line.capture.print) {}

  Result<void> apply(OptionId id, const char* argument);
  Result<void> finish();

 private:
  Result<void> apply_flag(OptionId id);
  Result<void> apply_text(OptionId id, std::string_view text);
  Result<void> set_precision(std::string_view text);
  Result<void> set_direction(std::string_view text);
  Result<void> set_type(std::string_view text);
  Result<void> set_numbers(OptionId id, std::string_view text);
  Result<void> set_dump();

  CommandLine& line_;
  CaptureOptions& options_;
  PrintOptions& print_;
  int time_flags_ = 0;
  int ascii_ = 0;
  int hex_ = 0;
  int hex_ascii_ = 0;
  std::string expression_file_;
};

Result<void> Interpreter::apply_flag(OptionId id) {
  switch (id) {
    case OptionId::kListInterfaces:
      line_.action = CommandLine::Action::kListInterfaces;
      break;
    case OptionId::kHelp:
      line_.action = CommandLine::Action::kHelp;
      break;
    case OptionId::kVersion:
      line_.action = CommandLine::Action::kVersion;
      break;
    case OptionId::kVerbose:
      print_.verbose++;
      break;
    case OptionId::kNumeric:
      print_.numeric++;
      break;
    case OptionId::kTime:
      time_flags_++;
      break;
    case OptionId::kAscii:
      ascii_++;
      break;
    case OptionId::kHex:
      hex_++;
      break;
    case OptionId::kHexAscii:
      hex_ascii_++;
      break;
    case OptionId::kMicro:
      print_.nanoseconds = false;
      break;
    case OptionId::kNano:
      print_.nanoseconds = true;
      break;
    case OptionId::kNoOptimize:
      options_.optimize = false;
      break;
    case OptionId::kNoPromiscuous:
      options_.promiscuous = false;
      break;
    default:
      break;
  }
  return {};
}

struct Switch {
  OptionId id;
  bool PrintOptions::* print;
  bool CaptureOptions::* capture;
};

constexpr Switch kSwitches[] = {
    {OptionId::kNumber, &PrintOptions::number, nullptr},
    {OptionId::kQuiet, &PrintOptions::quiet, nullptr},
    {OptionId::kLinkHeader, &PrintOptions::link_header, nullptr},
    {OptionId::kAbsoluteSequence, &PrintOptions::absolute_sequence, nullptr},
    {OptionId::kNoChecksums, &PrintOptions::no_checksums, nullptr},
    {OptionId::kNfsHandles, &PrintOptions::undecoded_nfs_handles, nullptr},
    {OptionId::kAsDot, &PrintOptions::as_dot, nullptr},
    {OptionId::kForeignNumeric, &PrintOptions::foreign_numeric, nullptr},
    {OptionId::kOneLine, &PrintOptions::ip_one_line, nullptr},
    {OptionId::kNoDomain, &PrintOptions::no_domain, nullptr},
    {OptionId::kMesh, &PrintOptions::mesh_80211s, nullptr},
    {OptionId::kPrint, nullptr, &CaptureOptions::print_too},
    {OptionId::kCountOnly, nullptr, &CaptureOptions::count_only},
    {OptionId::kLineBuffered, nullptr, &CaptureOptions::line_buffered},
    {OptionId::kPacketBuffered, nullptr, &CaptureOptions::packet_buffered},
    {OptionId::kImmediate, nullptr, &CaptureOptions::immediate},
};

Result<void> Interpreter::set_numbers(OptionId id, std::string_view text) {
  if (id == OptionId::kCount) {
    const auto count = parse_number<uint64_t>(text, 1, INT64_MAX);
    if (!count) return fail("invalid packet count " + std::string(text));
    options_.count = *count;
  } else if (id == OptionId::kSnaplen) {
    const auto snaplen = parse_number<uint32_t>(text, 0, kMaxSnaplen);
    if (!snaplen) {
      return fail("invalid snaplen " + std::string(text) + " (must be >= 0 and <= " + std::to_string(kMaxSnaplen) +
                  ")");
    }
    options_.snaplen = *snaplen == 0 ? kMaxSnaplen : *snaplen;
  } else {
    const auto size = parse_number<uint32_t>(text, 1, 4 << 20);
    if (!size) return fail("invalid packet buffer size " + std::string(text));
    options_.buffer_kib = *size;
  }
  return {};
}

Result<void> Interpreter::set_precision(std::string_view text) {
  if (text != "micro" && text != "nano") return fail("unsupported time stamp precision");
  print_.nanoseconds = text == "nano";
  return {};
}

Result<void> Interpreter::set_direction(std::string_view text) {
  if (text != "in" && text != "out" && text != "inout") {
    return fail("unknown capture direction '" + std::string(text) + "'");
  }
  options_.direction = text == "in" ? Direction::kIn : text == "out" ? Direction::kOut : Direction::kUnknown;
  return {};
}

Result<void> Interpreter::set_type(std::string_view text) {
  const auto* found = std::ranges::find(kTypes, text, &TypeName::name);
  if (found == std::end(kTypes)) return fail("unknown packet type '" + std::string(text) + "'");
  print_.packet_type = found->type;
  return {};
}

Result<void> Interpreter::apply_text(OptionId id, std::string_view text) {
  switch (id) {
    case OptionId::kInterface:
      options_.interfaces.emplace_back(text);
      return {};
    case OptionId::kRead:
      if (!options_.read_file.empty()) return fail("only one -r is possible");
      options_.read_file = text;
      return {};
    case OptionId::kWrite:
      options_.write_file = text;
      return {};
    case OptionId::kExpressionFile:
      expression_file_ = text;
      return {};
    case OptionId::kEspSecrets:
      print_.esp_secrets = text;
      return {};
    case OptionId::kTcpMd5Secret:
      print_.tcp_md5_secret = text;
      return {};
    case OptionId::kPrecision:
      return set_precision(text);
    case OptionId::kDirection:
      return set_direction(text);
    case OptionId::kPacketType:
      return set_type(text);
    default:
      return set_numbers(id, text);
  }
}

Result<void> Interpreter::apply(OptionId id, const char* argument) {
  if (const auto* row = std::ranges::find(kSwitches, id, &Switch::id); row != std::end(kSwitches)) {
    if (row->print != nullptr) print_.*row->print = true;
    if (row->capture != nullptr) options_.*row->capture = true;
    return {};
  }
  return argument == nullptr ? apply_flag(id) : apply_text(id, argument);
}

Result<void> Interpreter::set_dump() {
  if (ascii_ != 0 && hex_ != 0) return fail("-A and -x[x] are mutually exclusive.");
  if (ascii_ != 0 && hex_ascii_ != 0) return fail("-A and -X[X] are mutually exclusive.");
  if (hex_ != 0 && hex_ascii_ != 0) return fail("-x[x] and -X[X] are mutually exclusive.");
  const int times = ascii_ + hex_ + hex_ascii_;
  if (ascii_ != 0) print_.dump = Dump::kAscii;
  if (hex_ != 0) print_.dump = Dump::kHex;
  if (hex_ascii_ != 0) print_.dump = Dump::kHexAscii;
  print_.dump_link_header = times > 1;
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

Result<void> Interpreter::finish() {
  constexpr std::array kTimes = {TimeFormat::kTimeOfDay, TimeFormat::kNone, TimeFormat::kEpoch,
                                 TimeFormat::kDelta,     TimeFormat::kDate, TimeFormat::kDeltaToFirst};
  if (time_flags_ >= static_cast<int>(kTimes.size())) {
    return fail("only -t, -tt, -ttt, -tttt and -ttttt are supported");
  }
  print_.time = kTimes[static_cast<size_t>(time_flags_)];
  if (!expression_file_.empty()) {
    auto text = read_expression_file(expression_file_);
    if (!text) return std::unexpected(text.error());
    options_.expression = std::move(*text);
  }
  return set_dump();
}

}  // namespace

std::string program_name(std::span<char*> arguments) {
  const std::string_view path = arguments.empty() ? "trawl" : arguments.front();
  return std::string(path.substr(path.rfind('/') + 1));
}

Result<CommandLine> parse_command_line(std::span<char*> arguments) {
  CommandLine line;
  line.capture.program = program_name(arguments);

  const auto dashes =
      std::ranges::find_if(arguments, [](const char* argument) { return std::string_view(argument) == "--"; });
  const bool has_command = dashes != arguments.end();
  if (has_command) line.capture.command.assign(dashes + 1, arguments.end());
  if (has_command && line.capture.command.empty()) return fail("no command behind --");
  // getopt permutes, and wants to find a null pointer at the end.
  std::vector<char*> own(arguments.begin(), dashes);
  own.push_back(nullptr);
  const std::span<char*> before(own.data(), own.size() - 1);

  const GetoptTable table;
  Interpreter interpreter(line);
  optind = 0;
  bool ok = true;
  while (const OptionRow* row = table.next(before, ok)) {
    if (auto applied = interpreter.apply(row->id, row->argument.empty() ? nullptr : optarg); !applied) {
      return std::unexpected(applied.error());
    }
  }
  if (!ok) line.action = CommandLine::Action::kUsageError;
  if (line.action != CommandLine::Action::kCapture) return line;
  for (const char* word : before.subspan(static_cast<size_t>(optind))) {
    if (!line.capture.expression.empty()) line.capture.expression += ' ';
    line.capture.expression += word;
  }
  if (auto done = interpreter.finish(); !done) return std::unexpected(done.error());
  return line;
}

}  // namespace trawl
