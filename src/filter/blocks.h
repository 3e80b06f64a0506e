// The blocks pass: cuts a program into basic blocks and leaves out what is never reached.
#pragma once

#include <span>

#include "filter/graph.h"

namespace trawl {

/// `branches` is resolve_jumps(program).
Graph make_blocks(std::span<const ClassicInstruction> program, std::span<const Branch> branches);

}  // namespace trawl
