// The capture command's arguments -> its options.
#pragma once

#include <string>

#include "base/error.h"
#include "cli/arguments.h"
#include "mode/capture.h"

namespace trawl {

/// `program`: the name in messages. Errors: tcpdump's text where tcpdump has one.
Result<CaptureOptions> capture_options(const Arguments& arguments, const std::string& program);

}  // namespace trawl
