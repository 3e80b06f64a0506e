// The debug image of the running kernel, or of a loaded module, among the files of this host.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "kernel/lines/debug_image.h"

namespace trawl {

/// Looks where Debian, Ubuntu and Fedora keep them, then asks debuginfod-find where that is installed. `module`: empty
/// for the kernel. Errors: none has this build id and debug information; which had another, and what to install.
Result<DebugImage> find_debug_image(const std::string& build_id, const std::string& module);

/// A module's file below /lib/modules/RELEASE, without what it is compressed by: "kernel/net/ipv4/ip_gre.ko". `list`:
/// the text of modules.dep there. Empty: the list does not have it.
std::string module_path(std::string_view list, std::string_view module);

/// How the system with this os-release(5) installs debug images of a kernel.
std::string debug_package_hint(std::string_view os_release, const std::string& release);

}  // namespace trawl
