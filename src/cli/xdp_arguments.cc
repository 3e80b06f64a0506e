#include "cli/xdp_arguments.h"

#include <algorithm>
#include <string_view>

#include "cli/kernel_arguments.h"
#include "cli/lists.h"
#include "cli/numbers.h"
#include "cli/print_arguments.h"

namespace trawl {

namespace {

struct Switch {
  OptionId id;
  bool XdpOptions::* member;
};
constexpr Switch kSwitches[] = {
    {OptionId::kPromiscuous, &XdpOptions::promiscuous},
    {OptionId::kHexLines, &XdpOptions::hex},
    {OptionId::kRate, &XdpOptions::rate},
};

struct CaptureSwitch {
  OptionId id;
  bool CaptureOptions::* member;
  bool value;
};
constexpr CaptureSwitch kCaptureSwitches[] = {
    {OptionId::kPrint, &CaptureOptions::print_too, true},
    {OptionId::kLineBuffered, &CaptureOptions::line_buffered, true},
    {OptionId::kPacketBuffered, &CaptureOptions::packet_buffered, true},
    {OptionId::kNoOptimize, &CaptureOptions::optimize, false},
};

constexpr std::string_view kSampleHint = "1/100 samples packets, flow:1/100 whole flows, 1000/s limits their rate";

/// "1/N"
Result<void> set_ratio(uint32_t& one_in, std::string_view text) {
  const auto number = text.starts_with("1/") ? parse_number<uint32_t>(text.substr(2), 1, UINT32_MAX) : std::nullopt;
  if (!number) return fail("invalid ratio '" + std::string(text) + "'", std::string(kSampleHint));
  one_in = *number;
  return {};
}

Result<void> add_sampling(XdpSampling& sampling, std::string_view text) {
  constexpr std::string_view kFlow = "flow:";
  constexpr std::string_view kPerSecond = "/s";
  if (text.starts_with(kFlow)) return set_ratio(sampling.one_flow_in, text.substr(kFlow.size()));
  if (!text.ends_with(kPerSecond)) return set_ratio(sampling.one_packet_in, text);
  const auto number = parse_number<uint32_t>(text.substr(0, text.size() - kPerSecond.size()), 1, UINT32_MAX);
  if (!number) return fail("invalid rate '" + std::string(text) + "'", std::string(kSampleHint));
  sampling.most_per_second = *number;
  return {};
}

Result<void> set_mode(XdpOptions& options, XdpMode mode) {
  if (options.mode != XdpMode::kAny && options.mode != mode) return fail("-N and -S exclude each other");
  options.mode = mode;
  return {};
}

Result<void> set_neighbour(XdpOptions& options, XdpNeighbour neighbour) {
  if (options.neighbour != XdpNeighbour::kNone && options.neighbour != neighbour) {
    return fail("-F, --chain and --at exclude each other");
  }
  options.neighbour = neighbour;
  return {};
}

Result<void> set_points(XdpOptions& options, std::string_view list) {
  options.at_entry = list == "entry" || list == "entry,exit" || list == "exit,entry";
  options.at_exit = list == "exit" || list == "entry,exit" || list == "exit,entry";
  if (!options.at_entry && !options.at_exit) {
    return fail("unknown point '" + std::string(list) + "'", "points are entry, exit, and entry,exit");
  }
  return set_neighbour(options, XdpNeighbour::kWatch);
}

Result<void> set_interface(CaptureOptions& options, const char* name) {
  if (!options.interfaces.empty()) return fail("one interface only: XDP is attached to one at a time");
  options.interfaces.emplace_back(name);
  return {};
}

bool apply_switch(XdpOptions& options, OptionId id) {
  if (const auto* row = std::ranges::find(kSwitches, id, &Switch::id); row != std::end(kSwitches)) {
    options.*row->member = true;
    return true;
  }
  const auto* row = std::ranges::find(kCaptureSwitches, id, &CaptureSwitch::id);
  if (row == std::end(kCaptureSwitches)) return false;
  options.capture.*row->member = row->value;
  return true;
}

Result<void> apply(XdpOptions& options, OptionId id, const char* argument) {
  if (apply_switch(options, id)) return {};
  switch (id) {
    case OptionId::kInterface:
      return set_interface(options.capture, argument);
    case OptionId::kNative:
      return set_mode(options, XdpMode::kNative);
    case OptionId::kGeneric:
      return set_mode(options, XdpMode::kGeneric);
    case OptionId::kForce:
      return set_neighbour(options, XdpNeighbour::kReplace);
    case OptionId::kChain:
      return set_neighbour(options, XdpNeighbour::kChain);
    case OptionId::kAt:
      return set_points(options, argument);
    case OptionId::kSample:
      return each_part(argument, [&](std::string_view part) { return add_sampling(options.sampling, part); });
    case OptionId::kWrite:
      options.capture.write_file = argument;
      return {};
    case OptionId::kCount:
      return set_count(options.capture.count, argument);
    case OptionId::kBufferSize:
      return set_buffer_size(options.capture.buffer_kib, argument);
    default:
      return set_snaplen(options.capture.snaplen, argument);
  }
}

Result<void> check(const XdpOptions& options) {
  const XdpSampling& sampling = options.sampling;
  const bool samples = sampling.one_packet_in > 1 || sampling.one_flow_in > 1 || sampling.most_per_second != 0;
  if (options.rate && (samples || options.hex || !options.capture.write_file.empty())) {
    return fail("--rate counts all packets, and shows and writes none", "leave out --sample, --hex and -w");
  }
  if (options.neighbour == XdpNeighbour::kWatch && (options.rate || sampling.one_flow_in > 1)) {
    return fail("--rate and the sampling of flows need a program of ours", "--chain runs one before the attached one");
  }
  return {};
}

}  // namespace

Result<XdpOptions> xdp_options(const Arguments& arguments, const std::string& program) {
  XdpOptions options;
  options.capture.program = program;
  options.capture.expression = arguments.joined_words();
  if (!arguments.command.empty()) return fail("no command can stand behind -- here");
  PrintArguments print(options.capture.print);
  for (const auto& [row, argument] : arguments.options) {
    const auto printing = print.apply(row->id, argument);
    if (!printing) return std::unexpected(printing.error());
    if (*printing) continue;
    const auto kernel = read_kernel_option(options.capture.kernel, row->id, argument);
    if (!kernel) return std::unexpected(kernel.error());
    if (*kernel) continue;
    if (auto applied = apply(options, row->id, argument); !applied) return std::unexpected(applied.error());
  }
  if (auto done = print.finish(); !done) return std::unexpected(done.error());
  if (auto checked = check(options); !checked) return std::unexpected(checked.error());
  return options;
}

}  // namespace trawl
