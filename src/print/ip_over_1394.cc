// IP over IEEE 1394 as Apple's systems hand it on: two EUI-64 addresses and an EtherType (RFC 2734 on the bus itself).
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

void put_address(Printer& p, std::span<const uint8_t> address) {
  for (size_t i = 0; i < address.size(); i++) p.put(i == 0 ? "" : ":", hex(address[i], 2));
}

void put_header(Printer& p, Reader r) {
  const size_t length = r.length();
  const auto destination = r.bytes(8);
  put_address(p, r.bytes(8));
  p.put(" > ");
  put_address(p, destination);
  p.put(", ");
  put_ethertype_name(p, r.u16());
  p.put(", length ", length, ": ");
}

}  // namespace

void print_apple_1394_link(Printer& p, Reader r) {
  constexpr size_t kHeader = 18;
  p.protocol = "ap1394";
  if (!r.has(kHeader)) return p.truncated();
  p.link_header_length = kHeader;
  if (p.options.link_header) put_header(p, r);
  const Reader payload = r.after(kHeader);
  if (put_ethertype(p, payload, r.u16_at(kHeader - 2))) return;
  if (!p.options.link_header) put_header(p, r);
  put_default(p, payload);
}

}  // namespace trawl
