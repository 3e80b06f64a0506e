#include "filter/unroll.h"

#include <algorithm>
#include <cstdint>

namespace trawl {

namespace {

// The jump's distance is a signed number in k; libpcap jumps backwards by unconditional jumps only.
bool jumps_back(const ClassicInstruction& i) {
  return i.code == (classic::kJmp | classic::kJa) && static_cast<int32_t>(i.k) < 0;
}

}  // namespace

std::vector<ClassicInstruction> unroll(std::vector<ClassicInstruction> program) {
  if (std::ranges::none_of(program, jumps_back)) return program;
  const auto size = static_cast<uint32_t>(program.size());
  std::vector<ClassicInstruction> unrolled;
  unrolled.reserve(program.size() * kLongestChain);
  for (size_t copy = 0; copy < kLongestChain; copy++) {
    const bool last = copy + 1 == kLongestChain;
    for (ClassicInstruction i : program) {
      if (jumps_back(i)) {
        i = last ? ClassicInstruction{classic::kRet | classic::kK, 0, 0, 0}
                 : ClassicInstruction{i.code, 0, 0, i.k + size};
      }
      unrolled.push_back(i);
    }
  }
  return unrolled;
}

}  // namespace trawl
