// The texts of -h and --version.
#pragma once

#include <string>

#include "cli/commands.h"

namespace trawl {

/// Of a command line that is not understood: how it is used, and where to read on.
std::string usage_text(const CommandRow& command, const std::string& program);
std::string help_text(const CommandRow& command, const std::string& program);
/// One line per component, tcpdump's way: this program, libpcap, the cryptographic library.
std::string version_text(const std::string& program);

}  // namespace trawl
