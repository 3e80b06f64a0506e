// Random classic programs that pass validate(): what no expression compiles to as well.
#pragma once

#include <vector>

#include "filter/classic.h"
#include "prog/random.h"

namespace trawl {

std::vector<ClassicInstruction> random_program(Random& random);

}  // namespace trawl
