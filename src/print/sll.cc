// Linux cooked capture, versions 1 and 2: LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2.
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

void print_sll_link(Printer& p, Reader r) {
  p.protocol = "sll";
  r.skip(14);
  const uint16_t type = r.u16();
  p.link_header_length = 16;
  if (!put_ethertype(p, r.after(0), type)) put_default(p, r);
}

void print_sll2_link(Printer& p, Reader r) {
  p.protocol = "sll2";
  const uint16_t type = r.u16();
  r.skip(18);
  p.link_header_length = 20;
  if (!put_ethertype(p, r.after(0), type)) put_default(p, r);
}

}  // namespace trawl
