// Raw IP link types: the first byte's version decides.
#include "print/protocols.h"

namespace trawl {

void print_raw_link(Printer& p, Reader r) {
  p.protocol = "raw";
  if (p.options.link_header) p.put("ip: ");
  if (r.length() == 0) return p.put("truncated-ip 0");
  const uint8_t version = r.u8_at(0) >> 4;
  if (version == 6) return print_ipv6(p, r);
  if (version == 4) return print_ipv4(p, r);
  p.put("unknown ip ", version);
}

}  // namespace trawl
