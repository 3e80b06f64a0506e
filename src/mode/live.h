// The capture command on live interfaces.
#pragma once

#include "base/error.h"
#include "mode/capture.h"

namespace trawl {

/// Returns the exit status: that of the command behind "--" where there is one, else 0.
Result<int> run_live(const CaptureOptions& options);

}  // namespace trawl
