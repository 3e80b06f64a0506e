// The options about processes and containers.
#pragma once

#include "base/error.h"
#include "cli/option_table.h"
#include "mode/capture.h"

namespace trawl {

/// False: not one of these options.
Result<bool> apply_context_option(CaptureOptions& options, OptionId id, std::string_view argument);

/// Those of them that name container runtimes, which several commands share.
bool apply_runtime_option(RuntimeAddresses& runtimes, OptionId id, std::string_view argument);

}  // namespace trawl
