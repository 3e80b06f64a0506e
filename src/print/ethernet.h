// Ethernet and 802.2 framing, for whoever finds a frame: link types, tunnels, bridges.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "print/printer.h"

namespace trawl {

/// What stands between the addresses and the type of a frame from a switch's port, and is no EtherType tag.
struct EthernetVariant {
  size_t tag_length = 0;                              // bytes between the addresses and the type
  void (*put_tag)(Printer& p, Reader tag) = nullptr;  // prints it, with -e behind the addresses
};

/// A frame with everything in it. Returns the length of its headers (with tags and LLC), which -x leaves out when the
/// frame is the packet's link layer.
size_t put_ethernet(Printer& p, Reader r, const EthernetVariant& variant = {});

/// The payload behind an EtherType. False when nothing knows the type, with nothing printed.
bool put_ethertype(Printer& p, Reader r, uint16_t type);
/// "ethertype IPv4 (0x0800)", or "IPv4" with -q.
void put_ethertype_name(Printer& p, uint16_t type);
/// "IPv4"; empty for an unknown type.
std::string_view ethertype_name(uint16_t type);

/// An 802.2 header and its payload; p.link says the addresses. `r` begins at the DSAP. Returns the header's length;
/// `known` is false when the payload was not decoded, and the caller may dump it.
struct LlcResult {
  size_t header_length;
  bool known;
};
LlcResult put_llc(Printer& p, Reader r);
/// The same behind the SNAP SAPs: organization and protocol. False when nothing knows them.
bool put_snap(Printer& p, Reader r, size_t bridge_padding);
/// 802.2 in a frame of a LAN other than Ethernet; what is not decoded is dumped. Returns the length of LLC's header.
size_t put_llc_frame(Printer& p, Reader r, const LinkAddresses& link);

}  // namespace trawl
