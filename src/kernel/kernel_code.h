// The running kernel's code, as it is in memory: with what the kernel has patched in it since it was linked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/error.h"

namespace trawl {

/// `size` bytes at a kernel address, from /proc/kcore. Errors: the kernel has none (CONFIG_PROC_KCORE), no privilege
/// (CAP_SYS_RAWIO), lockdown; no memory is there.
Result<std::vector<uint8_t>> read_kernel_code(uint64_t address, size_t size);

}  // namespace trawl
