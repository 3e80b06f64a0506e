#include "cli/states_arguments.h"

#include <algorithm>
#include <string_view>

#include "cli/context_arguments.h"
#include "cli/kernel_arguments.h"
#include "cli/lists.h"
#include "cli/numbers.h"
#include "cli/process_filter_arguments.h"
#include "packet/tcp_states.h"

namespace trawl {

namespace {

constexpr size_t kMostPorts = 16;

struct Switch {
  OptionId id;
  bool StatesOptions::* member;
};

constexpr Switch kSwitches[] = {
    {OptionId::kOnCpu, &StatesOptions::on_cpu},
    {OptionId::kFrom, &StatesOptions::from},
    {OptionId::kJson, &StatesOptions::json},
    {OptionId::kSummary, &StatesOptions::summary},
    {OptionId::kLineBuffered, &StatesOptions::line_buffered},
};

struct EventName {
  std::string_view name;
  uint32_t bits;  // of StatesOptions::events
};

constexpr EventName kEventNames[] = {
    {"state", 1},
    {"retransmit", 2},
    {"reset", 4 | 8},
    {"drop", 16},
};

Result<void> add_port(StatesOptions& options, std::string_view text) {
  const auto port = parse_number<uint16_t>(text, 1, UINT16_MAX);
  if (!port) return fail("invalid port " + std::string(text), "a port is a number from 1 to 65535");
  if (options.ports.size() == kMostPorts) return fail("more than 16 ports", "an expression can name more");
  options.ports.push_back(*port);
  return {};
}

Result<void> add_state(uint32_t& states, std::string_view text) {
  const auto state = find_tcp_state(text);
  if (!state) {
    std::string names;
    for (const std::string_view name : std::span(kTcpStates).subspan(1)) {
      names += (names.empty() ? "" : ", ") + std::string(name);
    }
    return fail("unknown state '" + std::string(text) + "'", "states are " + names);
  }
  states |= 1U << *state;
  return {};
}

Result<void> add_event(uint32_t& events, std::string_view text) {
  const auto* found = std::ranges::find(kEventNames, text, &EventName::name);
  if (found == std::end(kEventNames)) {
    return fail("unknown event '" + std::string(text) + "'", "events are state, retransmit, reset and drop");
  }
  events |= found->bits;
  return {};
}

class StatesArguments {
 public:
  explicit StatesArguments(StatesOptions& options) : options_(options) {}

  Result<void> apply(OptionId id, std::string_view text);
  void finish();

 private:
  StatesOptions& options_;
  uint32_t states_ = 0;
  uint32_t events_ = 0;
};

Result<void> StatesArguments::apply(OptionId id, std::string_view text) {
  if (const auto* row = std::ranges::find(kSwitches, id, &Switch::id); row != std::end(kSwitches)) {
    options_.*row->member = true;
    return {};
  }
  if (id == OptionId::kPort) return each_part(text, [&](std::string_view part) { return add_port(options_, part); });
  if (id == OptionId::kState) return each_part(text, [&](std::string_view part) { return add_state(states_, part); });
  if (id == OptionId::kEvents) return each_part(text, [&](std::string_view part) { return add_event(events_, part); });
  if (id == OptionId::kVerbose) {
    options_.verbose++;
    return {};
  }
  if (id == OptionId::kNetns) {
    options_.namespaces.emplace_back(text);
    return {};
  }
  if (id == OptionId::kCount) return set_count(options_.count, text);
  return set_buffer_size(options_.buffer_kib, text);
}

void StatesArguments::finish() {
  if (states_ != 0) options_.states = states_;
  if (events_ != 0) options_.events = events_;
}

}  // namespace

Result<StatesOptions> states_options(const Arguments& arguments, const std::string& program) {
  StatesOptions options;
  options.program = program;
  options.expression = arguments.joined_words();
  if (!arguments.command.empty()) return fail("no command can stand behind -- here");
  StatesArguments parser(options);
  for (const auto& [row, argument] : arguments.options) {
    const auto process = read_process_option(options.processes, row->id, argument);
    if (!process) return std::unexpected(process.error());
    if (*process) continue;
    const std::string_view text = argument == nullptr ? "" : argument;
    const auto context = apply_context_option(options.context, options.runtimes, row->id, text);
    if (!context) return std::unexpected(context.error());
    if (*context) continue;
    const auto kernel = read_kernel_option(options.kernel, row->id, argument);
    if (!kernel) return std::unexpected(kernel.error());
    if (*kernel) continue;
    if (auto applied = parser.apply(row->id, text); !applied) {
      return std::unexpected(applied.error());
    }
  }
  parser.finish();
  if (options.json && options.summary) return fail("--summary and --json exclude each other");
  return options;
}

}  // namespace trawl
