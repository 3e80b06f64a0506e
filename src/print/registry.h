// Which printer a number leads to: one table per key space, in registry.cc. A parent asks here and knows no child.
#pragma once

#include <cstdint>
#include <string_view>

#include "packet/link_type.h"
#include "print/printer.h"

namespace trawl {

/// Prints a whole frame and sets Printer::link_header_length. Null when the link type is unknown.
PrintFunction find_link_type(LinkType type);

/// The same by libpcap's own number (DLT_), which headers that name what follows them carry.
PrintFunction find_dlt(uint32_t dlt);

/// By the number in Ethernet's type field, GRE's, and the like. Null when unknown.
PrintFunction find_ethertype(uint16_t type);

/// A tag between an Ethernet header and its payload (802.1Q and the like). Reads its own header from `r`, of which at
/// least `size` bytes are there, prints it with -e, and sets `type` to the type that follows. False when the frame ends
/// with it: all is printed.
using EthernetTagFunction = bool (*)(Printer& p, Reader& r, uint16_t& type);
struct EthernetTag {
  uint16_t type;
  EthernetTagFunction print;
  size_t size;  // a frame with less of it is cut short, and that is said of `protocol`
  std::string_view protocol;
  bool always_named = false;  // without -e too; and the type behind it says the frame's length once more
};
/// Null when the type is no tag's.
const EthernetTag* find_ethernet_tag(uint16_t type);

/// By 802.2 service access point, for frames whose two SAPs agree; Printer::llc_control has the control field.
PrintFunction find_llc_sap(uint8_t sap);

/// By SNAP organization (OUI) and protocol number.
PrintFunction find_snap(uint32_t organization, uint16_t protocol);

/// By ARCNET's protocol id. Null when unknown.
PrintFunction find_arcnet_type(uint8_t type);

/// By ISO's network layer protocol identifier (ISO/IEC TR 9577). Null when unknown.
PrintFunction find_nlpid(uint8_t nlpid);

/// By the same identifier behind frame relay's control byte (RFC 2427), ISO's own protocols and SNAP aside.
PrintFunction find_frame_relay(uint8_t nlpid);

/// By IP's protocol or IPv6's next header. Null when unknown.
PrintFunction find_ip_protocol(uint8_t protocol);

/// By GRE's version, 0 or 1, and protocol type. Null when unknown.
PrintFunction find_gre_protocol(int version, uint16_t type);

/// By the type of an IGMP message that carries another protocol. Null when unknown.
PrintFunction find_igmp_type(uint8_t type);

/// By the type of an ICMPv6 message. Null when unknown.
PrintFunction find_icmp6_type(uint8_t type);

/// Prints a datagram's payload without a word about its checksum, where it finds its own message in it.
using ClaimFunction = bool (*)(Printer&, Reader);
/// Offers a datagram's payload to those protocols; returns whether one of them printed it.
bool offer_udp(Printer& p, const Reader& payload, uint16_t source, uint16_t destination);
/// The same for what no port leads to: protocols with a range of ports that know their own messages.
bool offer_udp_range(Printer& p, const Reader& payload, uint16_t source, uint16_t destination);

/// By port, where the source or the destination leads to a printer; where both do, the one that stands earlier in the
/// table. Null when neither does.
PrintFunction find_udp_port(uint16_t source, uint16_t destination);
PrintFunction find_tcp_port(uint16_t source, uint16_t destination);

/// What -T takes every datagram's or segment's payload for.
struct ForcedType {
  PacketType type;
  PrintFunction print;
  bool own_addresses = false;  // puts on the line what else are addresses and ports
};
/// Null when the type is none of UDP's or TCP's.
const ForcedType* find_udp_type(PacketType type);
PrintFunction find_tcp_type(PacketType type);

}  // namespace trawl
