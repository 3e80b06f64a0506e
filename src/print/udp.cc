// UDP: RFC 768.
#include "print/protocols.h"
#include "print/registry.h"

namespace trawl {

void print_udp(Printer& p, Reader r) {
  p.protocol = "udp";
  const uint16_t source = r.u16();
  const uint16_t destination = r.u16();
  p.put("UDP ", source, " > ", destination, ", length ", r.length());
}

}  // namespace trawl
