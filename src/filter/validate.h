// Whether a classic program may be run or translated at all. libpcap's output always passes; a fuzzer's does not.
#pragma once

#include <span>

#include "base/error.h"
#include "filter/classic.h"

namespace trawl {

/// Checks that every instruction is known, every jump goes forward to an instruction, scratch words exist, no constant
/// division by zero is made, and no path runs off the end. What passes always terminates, in at most `program.size()`
/// steps. The error says which instruction is wrong.
Result<void> validate(std::span<const ClassicInstruction> program);

}  // namespace trawl
