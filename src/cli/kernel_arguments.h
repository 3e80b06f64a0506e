// The options of the group "Kernel", which commands share.
#pragma once

#include "base/error.h"
#include "cli/option_table.h"
#include "kernel/kernel_options.h"

namespace trawl {

/// Whether it is one of them; then it is applied.
Result<bool> read_kernel_option(KernelOptions& options, OptionId id, const char* argument);

}  // namespace trawl
