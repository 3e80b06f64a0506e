// Each mode's programs loaded and attached, as its start does, and taken away again.
#pragma once

#include "base/capabilities.h"
#include "base/finding.h"
#include "kernel/kernel_options.h"

namespace trawl {

/// A row per mode: whether its programs work here, and what they do without.
FindingGroup try_modes(const KernelOptions& kernel);

/// What this process may do to the kernel: nothing in a user namespace, whatever it may do there.
CapabilitySet capabilities_in_kernel();

/// A row per mode: the capabilities that this process does not have and the mode needs, or has a use for.
FindingGroup check_privileges(CapabilitySet has);

/// All that some mode cannot do without.
CapabilitySet needed_capabilities();

}  // namespace trawl
