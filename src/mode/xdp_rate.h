// trawl xdp --rate: each new flow, and packets per second of all CPUs.
#pragma once

#include "base/error.h"
#include "mode/capture.h"
#include "source/xdp_hook.h"

namespace trawl {

/// Runs until a signal, or -c: that many seconds' lines. Returns the exit status.
Result<int> run_xdp_rate(const XdpHookOptions& hook, const CaptureOptions& options);

}  // namespace trawl
