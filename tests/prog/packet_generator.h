// Random packets: valid protocol stacks, the same cut short or damaged, and noise.
#pragma once

#include <cstdint>
#include <vector>

#include "prog/random.h"

namespace trawl {

/// An Ethernet frame, or a packet that begins with an IP header (`raw`). 0 to about 400 bytes.
std::vector<uint8_t> random_packet(Random& random, bool raw);

}  // namespace trawl
