// The trace command's arguments -> its options.
#pragma once

#include <string>

#include "base/error.h"
#include "cli/arguments.h"
#include "mode/trace.h"

namespace trawl {

/// `program`: the name in messages.
Result<TraceOptions> trace_options(const Arguments& arguments, const std::string& program);

}  // namespace trawl
