// The jumps pass: where each instruction goes on, with jumps to jumps, and jumps to returns, followed to their end.
#pragma once

#include <span>
#include <vector>

#include "filter/graph.h"

namespace trawl {

/// One Branch per instruction of a valid program. An instruction that does not jump goes on to the next one.
std::vector<Branch> resolve_jumps(std::span<const ClassicInstruction> program);

}  // namespace trawl
