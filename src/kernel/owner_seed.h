// Owners of sockets that are older than a capture, where programs in the kernel cannot set them (features.h:
// storage-in-tracing).
#pragma once

#include <cstdint>
#include <span>

#include "base/fd.h"
#include "wire/owner.h"

namespace trawl {

enum class SeedKey : uint8_t {
  kSocket,  // a descriptor: a map of sockets' storage, such as `owners` of bpf/lib/owner.h
  kCookie,  // the socket's cookie
};

struct SeededMap {
  int fd;
  SeedKey key;
};

/// Goes through the open files of the processes and gives each internet socket without an owner in the map the process
/// it was found in. Processes are known by their numbers in the initial pid namespace, so nothing is found from within
/// another one. What is gone meanwhile is left out.
void seed_owners(const SeededMap& map, std::span<const trawl_owner> processes);

}  // namespace trawl
