// Ethernet as an IPv6 payload: RFC 8986 section 4.9 and its protocol number 143.
#include "print/ethernet.h"
#include "print/protocols.h"

namespace trawl {

void print_ethernet_in_ipv6(Printer& p, Reader r) {
  if (p.ip != nullptr && p.ip->version == 6) {
    put_ethernet(p, r);
    return;
  }
  p.put("[Ethernet requires IPv6]");
  p.invalid();
}

}  // namespace trawl
