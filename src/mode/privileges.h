// Root gives up what a capture no longer needs.
#pragma once

#include <string>

#include "base/error.h"

namespace trawl {

/// Becomes the user of that `name` with the user's groups; keeps the capabilities by which a running capture goes on
/// (BPF, PERFMON, NET_ADMIN, NET_RAW, and SYS_PTRACE for other users' /proc). Does nothing when not root. Errors: no
/// such user, in tcpdump's words.
Result<void> become_user(const std::string& name);

}  // namespace trawl
