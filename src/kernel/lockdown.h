// The kernel's lockdown (kernel_lockdown(7)): what it keeps even from root.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace trawl {

/// What /sys/kernel/security/lockdown says. Errors: the kernel has no lockdown, or securityfs is not mounted.
Result<std::string> read_lockdown();
/// The level in force, which the text marks: "none [integrity] confidentiality"; empty: none is marked.
std::string_view lockdown_level(std::string_view text);
/// The error when programs that read the kernel's memory, or probes, are refused for that level; none at levels that
/// allow them. `hook`: what was asked for.
std::optional<Error> refused_by_lockdown(std::string_view text, std::string_view hook);

}  // namespace trawl
