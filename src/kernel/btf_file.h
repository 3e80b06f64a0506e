// Which file tells how this kernel's structures lie in memory (BTF), where the kernel does not say it itself.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernel/kernel_options.h"

namespace trawl {

/// Where the kernel shows its own.
inline constexpr const char* kOwnTypes = "/sys/kernel/btf/vmlinux";
/// Where `trawl doctor --fetch-btf` puts one.
inline constexpr const char* kBtfFolder = "/var/lib/trawl/btf";

/// The places to look at, in this order. `release`: as `uname -r` says it.
std::vector<std::string> btf_places(const std::string& release);

/// The file of --kernel-btf, else the first of the places that there is; the kernel's own only if that is not switched
/// off. Errors: there is none, and how to get one; the one that was named is none.
Result<std::string> find_btf_file(const KernelOptions& options);

/// Whether bytes begin as a BTF file does, whole: the header of linux/btf.h, and sections within the size.
Result<void> check_btf(std::span<const uint8_t> bytes);

}  // namespace trawl
