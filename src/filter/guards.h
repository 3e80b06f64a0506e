// The guards pass: where a program must compare the packet's length, and with what.
//
// A load outside the packet rejects it, and so does any path without one that ends in "reject". The pass looks ahead:
// if every way from a block to "accept" loads up to byte n, the block asks for n bytes once, at its beginning, and the
// loads behind it need not ask again. Loads at an offset that only the packet knows ask for themselves, unless the same
// register was compared with at least as much before.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "filter/graph.h"

namespace trawl {

struct BlockGuards {
  uint32_t length = 0;         // compare the packet's length with this at the beginning; 0: no need
  bool rejects = true;         // no packet is accepted from here on, or none comes here
  std::vector<bool> indirect;  // per instruction of the body: an indirect load that must compare for itself
};

/// One for each block. `knows` tells whether the hook can answer an ancillary load; one that it cannot rejects.
std::vector<BlockGuards> place_guards(const Graph& graph, const std::function<bool(uint32_t ancillary)>& knows);

}  // namespace trawl
