// Owners of sockets that are older than a capture, where programs in the kernel cannot set them (features.h:
// storage-in-tracing).
#pragma once

#include <cstdint>
#include <span>

#include "base/fd.h"
#include "wire/owner.h"

namespace trawl {

/// Goes through the open files of the processes and gives each internet socket without an owner the process it was
/// found in. `owners_map`: descriptor of the map `owners` of bpf/lib/owner.h. Processes are known by their numbers in
/// the initial pid namespace, so nothing is found from within another one. What is gone meanwhile is left out.
void seed_owners(int owners_map, std::span<const trawl_owner> processes);

}  // namespace trawl
