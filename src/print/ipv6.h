// The chain of IPv6 headers: what an extension header's printer is given and gives back.
#pragma once

#include <cstdint>

#include "print/printer.h"

namespace trawl {

/// Of one datagram. An extension header's printer reads its header from `r` (which moves behind it) and names the next.
struct Ipv6Chain {
  uint8_t next_header = 0;
  size_t wire_length = 0;        // of the datagram with its fixed header, as the layer below says it
  uint16_t payload_length = 0;   // as the fixed header says it; 0 for jumbograms
  uint32_t jumbo_length = 0;     // of a Jumbo Payload option; 0 without
  bool found_extension = false;  // an extension header stands before this one
  bool hop_by_hop = false;       // its options are being printed
  bool found_hop_by_hop = false;
  bool found_routing = false;  // only the first routing header tells the final destination
  bool done = false;           // the printer printed what there is to say: nothing follows
};

/// By next header: an extension header (RFC 8200, section 4). Null for anything else.
using Ipv6ExtensionFunction = void (*)(Printer& p, Reader& r, Ipv6Chain& chain, IpHeader& ip);
Ipv6ExtensionFunction find_ipv6_extension(uint8_t next_header);

}  // namespace trawl
