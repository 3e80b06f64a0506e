#include "cli/doctor_arguments.h"

#include "cli/color_argument.h"
#include "cli/kernel_arguments.h"

namespace trawl {

namespace {

Result<void> apply(DoctorOptions& options, OptionId id, const char* argument) {
  if (id == OptionId::kVerbose) options.verbose++;
  if (id == OptionId::kJson) options.json = true;
  if (id != OptionId::kColor) return {};
  const auto color = wants_color(argument);
  if (!color) return std::unexpected(color.error());
  options.color = *color;
  return {};
}

}  // namespace

Result<DoctorOptions> doctor_options(const Arguments& arguments, const std::string&) {
  DoctorOptions options;
  if (!arguments.joined_words().empty() || !arguments.command.empty())
    return fail("doctor takes options only, but for the URL of --fetch-btf");
  options.color = wants_color("auto").value_or(false);
  for (const auto& [row, argument] : arguments.options) {
    const auto kernel = read_kernel_option(options.kernel, row->id, argument);
    if (!kernel) return std::unexpected(kernel.error());
    if (*kernel) continue;
    if (auto applied = apply(options, row->id, argument); !applied) return std::unexpected(applied.error());
  }
  return options;
}

}  // namespace trawl
