// Linux cooked captures, which give frames of all kinds of devices one link type (LINKTYPE_LINUX_SLL and _SLL2).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "packet/link_type.h"

namespace trawl {

/// What stands in the header beside the frame's own protocol and source address.
struct CookedFacts {
  uint32_t ifindex = 0;
  uint16_t hardware_type = 0;  // ARPHRD_* of linux/if_arp.h
  uint8_t packet_type = 0;     // PACKET_HOST … PACKET_OUTGOING of linux/if_packet.h
};

/// Bytes that the header has more than the one it replaces; may be negative. `type` is kLinkLinuxSll or kLinkLinuxSll2.
int cooked_growth(LinkType type, LinkType native);

/// `out` becomes the cooked form of `frame`, whose own link type `native` is Ethernet or raw IP. A frame that is cut
/// within its own header has protocol 0.
void cook(std::span<const uint8_t> frame, LinkType native, LinkType type, const CookedFacts& facts,
          std::vector<uint8_t>& out);

}  // namespace trawl
