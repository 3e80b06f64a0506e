// UDP: RFC 768; jumbograms: RFC 2675.
#include "print/ip.h"
#include "print/names.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kUdp = 17;
constexpr size_t kHeaderLength = 8;

void put_ports(Printer& p, uint16_t source, uint16_t destination) {
  const bool addresses = follows_fixed_header(*p.ip, kUdp);
  if (addresses) {
    p.names.put_host(p.text, header_source(*p.ip));
    p.put('.');
  }
  p.names.put_udp_port(p.text, source);
  p.put(" > ");
  if (addresses) {
    p.names.put_host(p.text, header_destination(*p.ip));
    p.put('.');
  }
  p.names.put_udp_port(p.text, destination);
  p.put(": ");
}

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
  put_ports(p, source, destination);
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
  if (!p.options.quiet && offer_udp(p, r.with_length(length), source, destination)) return;
  // It is optional over IPv4, so that less is said of it there.
  if (p.verbose() > (p.ip->version == 4 ? 1 : 0) && !p.options.no_checksums && !p.ip->fragment) {
    put_checksum(p, datagram, length + kHeaderLength, checksum);
  }
  if (!p.options.quiet) {
    if (const PrintFunction print = find_udp_port(source, destination)) {
      if (Layer layer{p}) print(p, r.with_length(length));
      return;
    }
  }
  put_length(p, header_says, length);
}

}  // namespace trawl
