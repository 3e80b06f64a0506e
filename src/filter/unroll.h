// The one loop that libpcap makes: `protochain` walks a chain of headers by a jump backwards, which neither the kernel
// nor validate() takes.
#pragma once

#include <cstddef>
#include <vector>

#include "filter/classic.h"

namespace trawl {

/// The headers of a chain that are followed: RFC 8200 names eight extension headers, and a host takes each once.
inline constexpr size_t kLongestChain = 16;

/// The same program with jumps forward only: the whole program kLongestChain times, where a jump backwards in one copy
/// leads into the next, and from the last copy rejects. A program without such jumps stays as it is.
std::vector<ClassicInstruction> unroll(std::vector<ClassicInstruction> program);

}  // namespace trawl
