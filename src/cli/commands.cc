#include "cli/commands.h"

#include "cli/capture_arguments.h"
#include "cli/doctor_arguments.h"
#include "cli/states_arguments.h"
#include "cli/trace_arguments.h"
#include "cli/xdp_arguments.h"
#include "mode/device_questions.h"
#include "mode/fetch_btf.h"

namespace trawl {

namespace {

Result<int> done(const Result<void>& result) {
  if (!result) return std::unexpected(result.error());
  return 0;
}

Result<Runner> prepare_capture(const Arguments& arguments, const std::string& program) {
  auto read = capture_options(arguments, program);
  if (!read) return std::unexpected(read.error());
  if (read->namespaces.empty()) {
    if (auto named = name_numbers(read->interfaces); !named) return std::unexpected(named.error());
  }
  const CaptureOptions& options = *read;
  if (arguments.has(OptionId::kListInterfaces)) return Runner([] { return done(print_devices()); });
  if (arguments.has(OptionId::kListLinkTypes)) return Runner([options] { return done(print_link_types(options)); });
  if (arguments.has(OptionId::kListTimeStampTypes)) {
    return Runner([options] { return done(print_time_stamp_types(options)); });
  }
  if (options.dump_program != 0) return Runner([options] { return done(print_program(options)); });
  return Runner([options] { return run_capture(options); });
}

/// For a command that reads its arguments and runs: `read` makes the options, `run` takes them.
template <auto read, auto run>
Result<Runner> prepare(const Arguments& arguments, const std::string& program) {
  auto options = read(arguments, program);
  if (!options) return std::unexpected(options.error());
  return Runner([options = std::move(*options)] { return run(options); });
}

Result<Runner> prepare_xdp(const Arguments& arguments, const std::string& program) {
  if (arguments.has(OptionId::kListInterfaces)) return Runner([] { return done(print_xdp_devices()); });
  return prepare<xdp_options, run_xdp>(arguments, program);
}

Result<Runner> prepare_doctor(const Arguments& arguments, const std::string& program) {
  const std::string url = arguments.joined_words();
  if (arguments.has(OptionId::kFetchBtf)) return Runner([url] { return fetch_btf(url); });
  return prepare<doctor_options, run_doctor>(arguments, program);
}

constexpr CommandRow kCommands[] = {
    {"", "[options] [expression] [-- command [arguments]]", "Capture packets and say whose they are",
     capture_option_groups, prepare_capture},
    {"doctor", "[options] [URL]", "Say what this machine lets each mode do, found out by trying", doctor_option_groups,
     prepare_doctor},
    {"states", "[options] [expression]", "Show every change of state of TCP connections, and whose they are",
     states_option_groups, prepare<states_options, run_states>},
    {"trace", "[options] [expression]", "Follow packets through the kernel, step by step", trace_option_groups,
     prepare<trace_options, run_trace>},
    {"xdp", "[options] [expression]", "Sample packets at an interface's XDP hook", xdp_option_groups, prepare_xdp},
};

}  // namespace

std::span<const CommandRow> commands() {
  return kCommands;
}

}  // namespace trawl
