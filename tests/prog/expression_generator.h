// Random pcap-filter expressions over what libpcap accepts (pcap-filter(7)). Their constants are those that
// packet_generator.h puts into packets, so that they match often enough to tell something.
#pragma once

#include <string>

#include "prog/random.h"

namespace trawl {

/// For Ethernet, or for packets that begin with an IP header (`raw`). Most, not all, compile.
std::string random_expression(Random& random, bool raw);

}  // namespace trawl
