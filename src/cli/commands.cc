#include "cli/commands.h"

#include "cli/capture_arguments.h"
#include "mode/live.h"

namespace trawl {

namespace {

Result<int> list_interfaces() {
  if (const auto listed = print_devices(); !listed) return std::unexpected(listed.error());
  return 0;
}

Result<Runner> prepare_capture(const Arguments& arguments, const std::string& program) {
  if (arguments.has(OptionId::kListInterfaces)) return Runner(list_interfaces);
  auto options = capture_options(arguments, program);
  if (!options) return std::unexpected(options.error());
  return Runner([options = std::move(*options)] { return run_capture(options); });
}

constexpr CommandRow kCommands[] = {
    {"", "[options] [expression] [-- command [arguments]]", "Capture packets and say whose they are",
     capture_option_groups, prepare_capture},
};

}  // namespace

std::span<const CommandRow> commands() {
  return kCommands;
}

}  // namespace trawl
