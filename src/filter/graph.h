// The form a classic program takes between the passes that turn it into eBPF: basic blocks that jump to each other.
//
//   validate   filter/validate.h   the program is well formed
//   jumps      filter/jumps.h      every jump goes straight to where it ends up
//   blocks     filter/blocks.h     straight pieces of code, only those that are reached
//   guards     filter/guards.h     where the packet's length is compared, and with what
//   emit       filter/emit.h       eBPF for one hook
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "filter/classic.h"

namespace trawl {

/// A jump: to another instruction or block, or to the end with a verdict.
struct Target {
  enum class Kind : uint8_t { kNext, kAccept, kReject };
  Kind kind = Kind::kNext;
  size_t index = 0;  // of the instruction or block, for kNext

  bool operator==(const Target&) const = default;
};

/// What ends a block.
struct Branch {
  enum class Kind : uint8_t {
    kGoto,   // if_true
    kTest,   // the condition of `jump` decides between if_true and if_false
    kTestA,  // accept if A is not 0 (RET A)
  };
  Kind kind = Kind::kGoto;
  ClassicInstruction jump{};
  Target if_true;
  Target if_false;
};

struct Block {
  std::vector<ClassicInstruction> body;  // no jumps, no returns
  Branch end;
};

/// Blocks in the order of the program: all jumps go to a later block. The first is the entry.
using Graph = std::vector<Block>;

}  // namespace trawl
