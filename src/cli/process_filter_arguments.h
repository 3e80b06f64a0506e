// The options that choose processes, which several commands share.
#pragma once

#include "attribute/process_filter.h"
#include "base/error.h"
#include "cli/option_table.h"

namespace trawl {

/// False: the option is none of these. Errors: no number, no such user.
Result<bool> read_process_option(ProcessFilter& filter, OptionId id, const char* argument);

}  // namespace trawl
