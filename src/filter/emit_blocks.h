// The part of the emit pass that is the same for all hooks: registers, arithmetic and control flow.
#pragma once

#include <span>

#include "filter/access.h"
#include "filter/graph.h"
#include "filter/guards.h"

namespace trawl {

/// Where a program goes with its verdict.
struct Exits {
  Assembler::Label accept;
  Assembler::Label reject;
};

/// Appends the program to `code`. r6 and r9 are set; ends with a jump to one of the exits.
void emit_blocks(const Graph& graph, std::span<const BlockGuards> guards, Access& access, Assembler& code, Exits exits);

}  // namespace trawl
