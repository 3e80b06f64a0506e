// Any runtime that speaks Kubernetes' Container Runtime Interface, runtime.v1: CRI-O, containerd, cri-dockerd. gRPC on
// a Unix socket.
#pragma once

#include "attribute/runtime/runtime.h"

namespace trawl {

Result<void> follow_cri(const RuntimeSession& session);

}  // namespace trawl
