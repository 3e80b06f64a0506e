// VLAN tags: IEEE 802.1Q section 9.6 and IEEE 802.1ad.
#include "print/vlan.h"
#include "print/protocols.h"

namespace trawl {

void put_vlan_tci(Printer& p, uint16_t tci) {
  p.put("vlan ", tci & 0xfff, ", p ", tci >> 13);
  if ((tci & 0x1000) != 0) p.put(", DEI");
}

bool print_vlan_tag(Printer& p, Reader& r, uint16_t& type) {
  const uint16_t tci = r.u16();
  type = r.u16();
  if (p.options.link_header) {
    put_vlan_tci(p, tci);
    p.put(", ");
  }
  return true;
}

}  // namespace trawl
