// The options about what surrounds processes, which several commands share.
#pragma once

#include <string_view>

#include "attribute/containers.h"
#include "base/error.h"
#include "cli/option_table.h"
#include "packet/context_parts.h"

namespace trawl {

/// False: not one of these options.
Result<bool> apply_context_option(ContextParts& parts, RuntimeAddresses& runtimes, OptionId id,
                                  std::string_view argument);
/// Those of them that name container runtimes, for commands that show no context.
bool apply_runtime_option(RuntimeAddresses& runtimes, OptionId id, std::string_view argument);

}  // namespace trawl
