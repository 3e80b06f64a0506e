// The build id of the running kernel and of files: which debug image belongs to which code.
#pragma once

#include <string>

#include "base/error.h"

namespace trawl {

/// Hexadecimal, as in the names below /usr/lib/debug/.build-id. Errors: the kernel does not tell (/sys/kernel/notes).
Result<std::string> kernel_build_id();
/// Of a loaded module (/sys/module/NAME/notes).
Result<std::string> module_build_id(const std::string& name);

/// The debug image of the kernel, or of a module, with this build id: where Debian, Ubuntu and Fedora keep them, else
/// from debuginfod-find where that is installed. Errors: none is found; the hint names the package to install.
Result<std::string> find_debug_image(const std::string& build_id, const std::string& module);

}  // namespace trawl
