// IP over Fibre Channel: RFC 2625 section 3 (network header and LLC/SNAP).
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

void print_fibre_channel_link(Printer& p, Reader r) {
  constexpr size_t kHeader = 16;
  p.protocol = "ipfc";
  const size_t length = r.length();
  if (!r.has(kHeader)) return p.truncated();
  // Names of 64 bits; the last six bytes are the MAC address.
  LinkAddresses link;
  r.skip(2);
  link.destination = r.bytes(6);
  r.skip(2);
  link.source = r.bytes(6);
  if (p.options.link_header)
    p.put(ethernet_name(p, link.source), " > ", ethernet_name(p, link.destination), ", length ", length, ": ");
  p.link_header_length = kHeader + put_llc_frame(p, r.after(0), link);
}

}  // namespace trawl
