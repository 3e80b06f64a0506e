// Ethernet behind the header of Hilscher's netANALYZER, and with the preamble that it can keep.
#include "print/ethernet.h"
#include "print/protocols.h"

namespace trawl {

namespace {

void put_link(Printer& p, Reader r, std::string_view protocol, size_t header_length) {
  p.protocol = protocol;
  if (!r.has(header_length) || r.length() < header_length) return p.truncated();
  const size_t ethernet = put_ethernet(p, r.after(header_length));
  p.link_header_length = header_length + ethernet;
}

}  // namespace

void print_netanalyzer_link(Printer& p, Reader r) {
  put_link(p, r, "netanalyzer", 4);
}

void print_netanalyzer_transparent_link(Printer& p, Reader r) {
  put_link(p, r, "netanalyzer_transparent", 12);
}

}  // namespace trawl
