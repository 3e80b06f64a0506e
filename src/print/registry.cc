#include "print/registry.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <span>

#include "print/ipv6.h"
#include "print/registry_tables.h"

namespace trawl {

namespace {

/// A table spread over all keys of at most 16 bits, so that a look-up is one load. 0: none; else entry number + 1.
template <class Index, size_t kSize>
struct Spread {
  std::array<Index, kSize> index{};
};

template <class Key, size_t kSize, size_t kEntries>
constexpr Spread<uint8_t, kSize> spread(const Entry<Key> (&table)[kEntries]) {
  static_assert(kEntries < 255);
  Spread<uint8_t, kSize> s;
  for (size_t i = kEntries; i-- > 0;) s.index[table[i].key] = static_cast<uint8_t>(i + 1);
  return s;
}

/// The ports of one side. Most ports lead nowhere, and a bit for each fits the fastest cache.
struct PortSide {
  PortSide(std::span<const PortEntry> table, Side other_side) {
    for (size_t i = table.size(); i-- > 0;) {
      if (table[i].side == other_side) continue;
      for (size_t port = table[i].first; port <= table[i].last; port++) {
        known.set(port);
        entry[port] = static_cast<uint8_t>(i);
      }
    }
  }
  /// The entry's number, or 255: later than every entry.
  uint8_t find(uint16_t port) const { return known[port] ? entry[port] : uint8_t{255}; }

  std::bitset<65536> known;
  std::array<uint8_t, 65536> entry{};
};

template <size_t kEntries>
struct Ports {
  explicit Ports(const PortEntry (&entries)[kEntries])
      : table(entries), by_source(entries, Side::kDestination), by_destination(entries, Side::kSource) {
    static_assert(kEntries < 255);
  }
  PrintFunction find(uint16_t source, uint16_t destination) const {
    const uint8_t earlier = std::min(by_source.find(source), by_destination.find(destination));
    return earlier == 255 ? nullptr : table[earlier].print;
  }
  std::span<const PortEntry, kEntries> table;
  PortSide by_source;
  PortSide by_destination;
};

/// For small tables and rare keys.
template <class Table, class Key>
auto find_in(const Table& table, Key key) {
  for (const auto& entry : table) {
    if (entry.key == key) return entry.print;
  }
  return decltype(table[0].print){nullptr};
}

}  // namespace

PrintFunction find_link_type(LinkType type) {
  return find_in(kLinkTypes, type);
}

PrintFunction find_dlt(uint32_t dlt) {
  for (const auto& renumbered : kRenumberedLinkTypes) {
    if (renumbered.dlt == dlt) return find_link_type(renumbered.link_type);
    if (renumbered.link_type == dlt) return nullptr;
  }
  return find_link_type(dlt);
}

PrintFunction find_ethertype(uint16_t type) {
  static constexpr auto kSpread = spread<uint16_t, 65536>(kEthertypes);
  const uint8_t i = kSpread.index[type];
  return i == 0 ? nullptr : kEthertypes[i - 1].print;
}

PrintFunction find_arcnet_type(uint8_t type) {
  return find_in(kArcnetTypes, type);
}

PrintFunction find_nlpid(uint8_t nlpid) {
  for (const auto& entry : kNlpidPrinters) {
    if (entry.key == nlpid) return entry.print;
  }
  return nullptr;
}

PrintFunction find_frame_relay(uint8_t nlpid) {
  return find_in(kFrameRelayProtocols, nlpid);
}

PrintFunction find_ip_protocol(uint8_t protocol) {
  static constexpr auto kSpread = spread<uint8_t, 256>(kIpProtocols);
  const uint8_t i = kSpread.index[protocol];
  return i == 0 ? nullptr : kIpProtocols[i - 1].print;
}

Ipv6ExtensionFunction find_ipv6_extension(uint8_t next_header) {
  return find_in(kIpv6Extensions, next_header);
}

const EthernetTag* find_ethernet_tag(uint16_t type) {
  static_assert(std::ranges::is_sorted(kEthernetTags, {}, &EthernetTag::type));
  for (const auto& entry : kEthernetTags) {
    if (entry.type >= type) return entry.type == type ? &entry : nullptr;
  }
  return nullptr;
}

PrintFunction find_gre_protocol(int version, uint16_t type) {
  return version == 0 ? find_in(kGreProtocols, type) : find_in(kEnhancedGreProtocols, type);
}

PrintFunction find_igmp_type(uint8_t type) {
  return find_in(kIgmpTypes, type);
}

PrintFunction find_icmp6_type(uint8_t type) {
  return find_in(kIcmp6Types, type);
}

PrintFunction find_llc_sap(uint8_t sap) {
  return find_in(kLlcSaps, sap);
}

PrintFunction find_snap(uint32_t organization, uint16_t protocol) {
  for (const auto& entry : kSnapProtocols) {
    if (entry.organization == organization && entry.protocol == protocol) return entry.print;
  }
  return nullptr;
}

bool offer_udp(Printer& p, const Reader& payload, uint16_t source, uint16_t destination) {
  for (const auto& claim : kUdpClaims) {
    if ((claim.at_destination ? destination : source) == claim.port && claim.print(p, payload)) return true;
  }
  return false;
}

bool offer_udp_range(Printer& p, const Reader& payload, uint16_t source, uint16_t destination) {
  const auto holds = [&](const UdpRange& range, uint16_t port) { return port >= range.first && port <= range.last; };
  return std::ranges::any_of(kUdpRanges, [&](const UdpRange& range) {
    return (holds(range, source) || holds(range, destination)) && range.print(p, payload);
  });
}

PrintFunction find_udp_port(uint16_t source, uint16_t destination) {
  static const Ports kPorts(kUdpPorts);
  return kPorts.find(source, destination);
}

PrintFunction find_tcp_port(uint16_t source, uint16_t destination) {
  static const Ports kPorts(kTcpPorts);
  return kPorts.find(source, destination);
}

const ForcedType* find_udp_type(PacketType type) {
  const auto* const found = std::ranges::find(kUdpTypes, type, &ForcedType::type);
  return found == std::end(kUdpTypes) ? nullptr : found;
}

PrintFunction find_tcp_type(PacketType type) {
  return find_in(kTcpTypes, type);
}

}  // namespace trawl
