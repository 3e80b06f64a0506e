// IPv4: RFC 791.
#include "print/protocols.h"
#include "print/registry.h"

namespace trawl {

void print_ipv4(Printer& p, Reader r) {
  p.protocol = "ip";
  p.put("IP ");
  r.skip(20);
  print_udp(p, r);
}

}  // namespace trawl
