// All processes, with the kernel's own numbers for them, where the kernel has no iterators (bpf/lib/process_walk.h).
#pragma once

#include <vector>

#include "base/error.h"
#include "wire/owner.h"

struct bpf_object;

namespace trawl {

/// Runs the walk of loaded programs over every process, which marks those that are wanted. Errors: this kernel does not
/// run raw tracepoint programs when asked to (Linux 5.10 does).
Result<std::vector<trawl_owner>> walk_processes(const bpf_object* programs);

}  // namespace trawl
