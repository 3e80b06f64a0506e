// Taking away many probes, for each of which the kernel waits several times, without making the user wait for all of
// it.
#pragma once

#include <vector>

#include "kernel/kprobe.h"

namespace trawl {

/// A child process takes the probes away, with short grace periods (kernel/short_grace_periods.h), which it ends
/// whatever happens to this one. Returns when it is done, or after `patience_ms`: false then, and it goes on.
bool remove_probes(std::vector<Kprobe> probes, int patience_ms);

}  // namespace trawl
