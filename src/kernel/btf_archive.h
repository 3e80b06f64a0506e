// A kernel's BTF out of an archive's file: one regular file in a tar archive, compressed by xz.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"

namespace trawl {

/// The content of the archive's first regular file. Errors: not xz, not tar, cut short, or larger than 64 MiB.
Result<std::vector<uint8_t>> unpack_btf(std::span<const uint8_t> archive);

/// The first regular file of a tar archive (POSIX.1-2017 pax, "ustar"): a part of `tar`. Errors: damaged, or there is
/// none.
Result<std::span<const uint8_t>> first_file_of_tar(std::span<const uint8_t> tar);

/// Where such archives have the file for a system, below their root: "ubuntu/20.04/x86_64/5.4.0-42-generic.btf.tar.xz".
/// `os_release`: the text of os-release(5). Errors: that names no system.
Result<std::string> btf_archive_path(const std::string& os_release, const std::string& machine,
                                     const std::string& release);

}  // namespace trawl
