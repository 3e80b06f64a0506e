// The addresses of other network namespaces that the calling thread's one has a number for: containers, mostly.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "wire/neighbour.h"

namespace trawl {

struct Neighbour {
  trawl_neighbour_key key;
  int32_t id;  // the namespace's number in this one
};

/// An address that several namespaces have, or this one too, says nothing and is left out, as those are that hold on
/// one link or within one host only. `netns`: inode number of this namespace. Needs CAP_NET_ADMIN and Linux 5.0.
Result<std::vector<Neighbour>> list_neighbours(uint32_t netns);

/// A descriptor that becomes readable when addresses change here or in the namespaces that have a number here.
Result<Fd> watch_neighbours();

}  // namespace trawl
