// What this kernel's probes of functions can do, found by trying.
#pragma once

#include "kernel/probe/attempt.h"

namespace trawl {

/// A function that the kernel has for trials, and never calls by itself.
inline constexpr const char* kTrialFunction = "bpf_fentry_test1";

/// Whether many functions can be probed by one link: a program loads everywhere, and links only where there is FPROBE.
Probe probe_kprobe_multi();

}  // namespace trawl
