// Docker Engine, and Podman by its Docker-compatible socket: HTTP on a Unix socket.
#pragma once

#include "attribute/runtime/runtime.h"

namespace trawl {

Result<void> follow_docker(const RuntimeSession& session);

}  // namespace trawl
