// What the running kernel says of itself: its version, how it was built, what it allows.
#pragma once

#include "base/finding.h"

namespace trawl {

/// Version, processor, and the settings that decide what BPF programs may do.
FindingGroup host_facts();

/// The options of the kernel's configuration that trawl has a use for. One fact, that it was not found, where neither
/// /proc/config.gz nor a file in /boot or /lib/modules has it.
FindingGroup host_configuration();

}  // namespace trawl
