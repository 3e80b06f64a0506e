// What all runtimes have in common: each is followed by a thread of its own that connects, and connects again.
#pragma once

#include <string>

#include "base/error.h"

namespace trawl {

class ContainerStore;

/// One connection's worth of following a runtime. Everything in it is borrowed.
struct RuntimeSession {
  const std::string& address;  // of its Unix socket
  ContainerStore& store;
  int source;    // the runtime's number in the store
  int stop_fd;   // readable when it is time to go
  int want_fd;   // eventfd: readable when somebody wants to know a container
  bool& synced;  // set once the store has been told of all there is
};

/// Tells the store of all containers there are, then of each change; returns when the connection is lost, with the
/// reason. ENOTSUP: what is behind the socket is another kind of service.
using FollowRuntime = Result<void> (*)(const RuntimeSession& session);

}  // namespace trawl
