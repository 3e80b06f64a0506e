// The small decode that machines want of a packet: addresses, protocol and ports of its outermost IP header. Text for
// people is print/'s.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "packet/link_type.h"

namespace trawl {

/// Addresses point into the packet.
struct PacketHeaders {
  std::span<const uint8_t> link_source;       // 6 bytes of Ethernet; empty otherwise
  std::span<const uint8_t> link_destination;  // the same
  std::optional<uint16_t> ether_type;         // behind VLAN tags
  std::optional<uint16_t> vlan;               // identifier of the outermost tag
  std::span<const uint8_t> source;            // 4 or 16 bytes; empty: no IP header
  std::span<const uint8_t> destination;       // the same
  std::optional<uint8_t> protocol;      // of the IP payload (IANA protocol numbers), behind IPv6 extension headers
  std::optional<uint16_t> source_port;  // TCP, UDP, UDP-Lite, SCTP and DCCP; not of later fragments
  std::optional<uint16_t> destination_port;
};

/// As far as the captured bytes go; what is missing or malformed stays empty.
PacketHeaders read_headers(std::span<const uint8_t> captured, LinkType link_type);

}  // namespace trawl
