// Ethernet II and IEEE 802.3 frames.
#include "print/protocols.h"
#include "print/registry.h"

namespace trawl {

void print_ethernet_frame(Printer& p, Reader r) {
  p.protocol = "ether";
  r.skip(12);
  const uint16_t type = r.u16();
  p.link_header_length = 14;
  if (const PrintFunction print = find_ethertype(type)) print(p, r.with_length(r.length()));
}

}  // namespace trawl
