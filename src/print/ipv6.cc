// IPv6: RFC 8200.
#include "print/ipv6.h"

#include "print/ip.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kFixedHeader = 40;

void put_details(Printer& p, Reader r, uint16_t payload_length, uint8_t next_header) {
  const uint32_t first_word = r.u32_at(0);
  const uint32_t traffic_class = first_word >> 20 & 0xff;
  const uint32_t flow = first_word & 0xfffff;
  p.put('(');
  if (traffic_class != 0) p.put("class 0x", hex(traffic_class, 2), ", ");
  if (flow != 0) p.put("flowlabel 0x", hex(flow, 5), ", ");
  p.put("hlim ", r.u8_at(7), ", next-header ", ip_protocol_name(next_header), " (", next_header, "), payload length ",
        payload_length, ") ");
}

void put_chain(Printer& p, Reader r, Ipv6Chain& chain, IpHeader& ip) {
  // A header takes 8 bytes at least, so that the datagram's size bounds this loop.
  bool overrun = false;
  while (!chain.done && !p.stopped()) {
    const Ipv6ExtensionFunction print = find_ipv6_extension(chain.next_header);
    if (print == nullptr && overrun) {
      p.protocol = "ip6";
      return p.truncated();
    }
    if (print == nullptr) {
      const size_t whole = size_t{chain.jumbo_length} + kFixedHeader;
      if (whole > chain.wire_length) {
        p.put("[header+payload length ", whole, " > length ", chain.wire_length, "] (invalid) ");
      }
      ip.protocol = chain.next_header;
      return put_ip_payload(p, r.first(r.length()), chain.next_header);
    }
    const size_t start = r.position();
    const size_t length = r.length();
    print(p, r, chain, ip);
    chain.found_extension = true;
    if (chain.done || p.stopped()) return;
    if (r.position() < start || r.position() - start <= length) continue;
    if (chain.payload_length != 0) {
      p.protocol = "ip6";
      return p.truncated();
    }
    overrun = true;  // without a length, extension headers are followed as far as they are captured
  }
}

}  // namespace

void print_ipv6(Printer& p, Reader r) {
  p.protocol = "ip6";
  if (!p.options.link_header) p.put("IP6 ");
  const size_t wire_length = r.length();
  if (wire_length < kFixedHeader) {
    p.put(" [length ", wire_length, " < 40]");
    return p.invalid();
  }
  if (const uint8_t version = r.u8_at(0) >> 4; version != 6) {
    p.put(" [version ", version, " != 6]");
    return p.invalid();
  }
  Ipv6Chain chain;
  chain.wire_length = wire_length;
  chain.payload_length = r.u16_at(4);
  const size_t length = chain.payload_length + kFixedHeader;
  if (length > wire_length) p.put("[header+payload length ", length, " > length ", wire_length, "] (invalid) ");
  chain.next_header = r.u8_at(6);
  if (p.verbose() > 0) put_details(p, r, chain.payload_length, chain.next_header);
  if (!r.has(kFixedHeader)) return p.truncated();
  IpHeader ip;
  ip.version = 6;
  ip.header = r.bytes_at(0, kFixedHeader);
  ip.source = ip.header.subspan(8, 16);
  ip.destination = ip.header.subspan(24, 16);
  ip.ttl = ip.header[7];
  ip.protocol = chain.next_header;
  const IpHeader* const outer = p.ip;
  p.ip = &ip;
  if (!prints_own_addresses(chain.next_header)) put_ip_addresses(p);
  // Without a payload length a hop-by-hop header should tell it, and the bytes behind the fixed header stay readable.
  Reader payload = r.first(length);
  if (chain.payload_length == 0) payload = r.with_length(chain.next_header == 0 ? wire_length : length);
  payload.skip(kFixedHeader);
  put_chain(p, payload.after(0), chain, ip);
  p.ip = outer;
}

}  // namespace trawl
