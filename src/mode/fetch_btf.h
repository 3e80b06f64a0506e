// `trawl doctor --fetch-btf`: the running kernel's types from an archive, for kernels that do not tell them.
#pragma once

#include <string>

#include "base/error.h"

namespace trawl {

/// An archive of BTF for kernels of distributions: below it <id>/<version>/<processor>/<release>.btf.tar.xz.
inline constexpr const char* kBtfArchive = "https://raw.githubusercontent.com/aquasecurity/btfhub-archive/main";

/// Puts the file where captures look for it (kernel/btf_file.h), readable by all, and says where. What is there stays
/// until the new file is whole. `url`: an archive's root, or the file itself (its name ends in .tar.xz); empty:
/// kBtfArchive. Returns the exit status.
Result<int> fetch_btf(const std::string& url);

}  // namespace trawl
