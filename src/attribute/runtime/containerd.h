// containerd: gRPC on a Unix socket. All its namespaces are followed.
#pragma once

#include "attribute/runtime/runtime.h"

namespace trawl {

Result<void> follow_containerd(const RuntimeSession& session);

}  // namespace trawl
