// What IPv4 and IPv6 share: the payload by its protocol, addresses and ports in front of it, protocol names.
#pragma once

#include <cstdint>
#include <string_view>

#include "print/names.h"
#include "print/printer.h"

namespace trawl {

/// The payload of an IP datagram, or of an extension header or AH in one: by IP's protocol number, or " ip-proto-N"
/// when nothing knows it. p.ip must be set; sets its `protocol`.
void put_ip_payload(Printer& p, Reader r, uint8_t protocol);

/// "a > b: " of p.ip.
void put_ip_addresses(Printer& p, std::string_view after = ": ");

/// The addresses as the fixed header says them, whatever a routing header or option says.
constexpr std::span<const uint8_t> header_source(const IpHeader& ip) {
  return ip.version == 4 ? ip.header.subspan(12, 4) : ip.header.subspan(8, 16);
}
constexpr std::span<const uint8_t> header_destination(const IpHeader& ip) {
  return ip.version == 4 ? ip.header.subspan(16, 4) : ip.header.subspan(24, 16);
}

/// Whether the payload of `protocol` follows the fixed header at once, so that its printer prints addresses and ports.
bool follows_fixed_header(const IpHeader& ip, uint8_t protocol);

/// "a.80 > b.1234: ", or the ports alone behind another header than the fixed one of p.ip.
using PutPort = void (Names::*)(TextBuffer& out, uint16_t port);
void put_ip_ports(Printer& p, uint8_t protocol, PutPort put_port, uint16_t source, uint16_t destination);

/// The name of the number in IP's header ("UDP"), "unknown" for one without.
std::string_view ip_protocol_name(uint8_t protocol);

/// Protocols that put addresses and ports on the line by themselves.
constexpr bool prints_own_addresses(uint8_t protocol) {
  return protocol == 6 || protocol == 17 || protocol == 33 || protocol == 132;
}

}  // namespace trawl
