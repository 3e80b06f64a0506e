// UDP: RFC 768; jumbograms: RFC 2675.
#include "print/ip.h"
#include "print/names.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/udp_ports.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kUdp = 17;
constexpr size_t kHeaderLength = 8;

void put_checksum(Printer& p, Reader datagram, size_t length, uint16_t found) {
  if (found == 0 && p.ip->version == 4) {
    p.put("[no cksum] ");
    return;
  }
  if (!datagram.has(length)) return;
  const uint16_t sum = transport_checksum(*p.ip, datagram.bytes_at(0, length), kUdp);
  if (sum == 0) {
    p.put("[udp sum ok] ");
  } else {
    p.put("[bad udp cksum 0x", hex(found, 4), " -> 0x", hex(right_checksum(found, sum), 4), "!] ");
  }
}

void put_length(Printer& p, size_t header_says, size_t there) {
  if (header_says > there && !p.ip->fragment) {
    p.put("UDP, bad length ", header_says, " > ", there);
  } else {
    p.put("UDP, length ", header_says);
  }
}

/// With -T. Some types put other addresses on the line, or nothing at all: the line goes back to `start` for those.
void put_forced(Printer& p, Reader payload, size_t start) {
  const ForcedType* const forced = find_udp_type(p.options.packet_type);
  if (forced == nullptr || forced->own_addresses) p.text.truncate(start);
  if (forced == nullptr) return;
  if (Layer layer{p}) forced->print(p, payload);
}

}  // namespace

void print_udp(Printer& p, Reader r) {
  p.protocol = "udp";
  if (!r.has(4)) {
    if (follows_fixed_header(*p.ip, kUdp)) put_ip_addresses(p);
    return p.truncated();
  }
  const Reader datagram = r;
  size_t length = r.length();
  const uint16_t source = r.u16();
  const uint16_t destination = r.u16();
  const size_t start = p.text.size();
  put_ip_ports(p, kUdp, &Names::put_udp_port, source, destination);
  if (length < kHeaderLength) {
    p.put("truncated-udp ", length);
    return;
  }
  if (!r.has(2)) return p.truncated();
  size_t header_says = r.u16();
  if (header_says == 0 && length > 65535) header_says = length;
  if (header_says < kHeaderLength) {
    p.put("truncated-udplength ", header_says);
    return;
  }
  header_says -= kHeaderLength;
  length -= kHeaderLength;
  if (header_says < length) length = header_says;
  if (!r.has(2)) return p.truncated();
  const uint16_t checksum = r.u16();
  if (p.options.packet_type != PacketType::kDefault) return put_forced(p, r.with_length(length), start);
  if (!p.options.quiet && offer_udp(p, r.with_length(length), source, destination)) return;
  // It is optional over IPv4, so that less is said of it there.
  if (p.verbose() > (p.ip->version == 4 ? 1 : 0) && !p.options.no_checksums && !p.ip->fragment) {
    put_checksum(p, datagram, length + kHeaderLength, checksum);
  }
  if (!p.options.quiet) {
    if (const PrintFunction print = find_udp_port(source, destination)) {
      auto& ports = p.state<UdpPorts>();
      ports.source = source;
      ports.destination = destination;
      if (Layer layer{p}) print(p, r.with_length(length));
      return;
    }
    if (offer_udp_range(p, r.with_length(length), source, destination)) return;
  }
  put_length(p, header_says, length);
}

}  // namespace trawl
