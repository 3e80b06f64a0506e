// BGP path attributes: RFC 4271, RFC 4760 (multiprotocol), RFC 1997, RFC 4360 and RFC 8092 (communities), RFC 6368
// (attribute set), RFC 6514 (multicast tunnels), RFC 7311 (AIGP).
#include <bit>

#include "base/address.h"
#include "print/bgp.h"
#include "print/number_names.h"
#include "print/unknown_data.h"

namespace trawl::bgp {

namespace {

enum Attribute : uint8_t {
  kOrigin = 1,
  kAsPath = 2,
  kNextHop = 3,
  kMultiExit = 4,
  kLocalPreference = 5,
  kAtomicAggregate = 6,
  kAggregator = 7,
  kCommunity = 8,
  kOriginator = 9,
  kClusterList = 10,
  kReach = 14,
  kUnreach = 15,
  kExtendedCommunity = 16,
  kAs4Path = 17,
  kAggregator4 = 18,
  kPmsiTunnel = 22,
  kAigp = 26,
  kLargeCommunity = 32,
  kAttributeSet = 128,
};
constexpr ValueName kAttributes[] = {
    {1, "Origin"},
    {2, "AS Path"},
    {17, "AS4 Path"},
    {3, "Next Hop"},
    {4, "Multi Exit Discriminator"},
    {5, "Local Preference"},
    {6, "Atomic Aggregate"},
    {7, "Aggregator"},
    {18, "Aggregator4"},
    {8, "Community"},
    {9, "Originator ID"},
    {10, "Cluster List"},
    {11, "DPA"},
    {12, "Advertisers"},
    {13, "RCID Path / Cluster ID"},
    {14, "Multi-Protocol Reach NLRI"},
    {15, "Multi-Protocol Unreach NLRI"},
    {16, "Extended Community"},
    {22, "PMSI Tunnel"},
    {23, "Tunnel Encapsulation"},
    {24, "Traffic Engineering"},
    {25, "IPv6 Extended Community"},
    {26, "Accumulated IGP Metric"},
    {27, "PE Distinguisher Label"},
    {28, "Entropy Label"},
    {32, "Large Community"},
    {128, "Attribute Set"},
    {255, "Reserved for development"},
};

constexpr ValueName kOrigins[] = {{0, "IGP"}, {1, "EGP"}, {2, "Incomplete"}};
constexpr ValueName kSegmentOpens[] = {{1, "{ "}, {2, ""}, {3, "( "}, {4, "({ "}};
constexpr ValueName kSegmentCloses[] = {{1, "}"}, {2, ""}, {3, ")"}, {4, "})"}};
constexpr ValueName kPmsiTunnels[] = {
    {1, "RSVP-TE P2MP LSP"}, {2, "LDP P2MP LSP"},        {3, "PIM-SSM Tree"},  {4, "PIM-SM Tree"},
    {5, "PIM-Bidir Tree"},   {6, "Ingress Replication"}, {7, "LDP MP2MP LSP"},
};
constexpr ValueName kPmsiFlags[] = {{1, "Leaf Information required"}};

enum ExtendedCommunity : uint16_t {
  kRouteTarget0 = 0x0002,
  kRouteOrigin0 = 0x0003,
  kOspfDomain0 = 0x0005,
  kSourceAs = 0x0009,
  kL2vpnId0 = 0x000a,
  kRouteTarget1 = 0x0102,
  kRouteOrigin1 = 0x0103,
  kOspfDomain1 = 0x0105,
  kOspfRouter1 = 0x0107,
  kRouteImport = 0x010b,
  kRouteTarget2 = 0x0202,
  kRouteOrigin2 = 0x0203,
  kOspfDomain2 = 0x0205,
  kOspfRouteType = 0x0306,
  kEncapsulation = 0x030c,
  kLinkBandwidth = 0x4004,
  kOldOspfRouteType = 0x8000,
  kOldOspfRouter = 0x8001,
  kOldOspfDomain = 0x8005,
  kLayer2Info = 0x800a,
  kL2vpnId1 = 0xf10a,
};
constexpr ValueName kExtendedCommunities[] = {
    {0x0002, "target"},
    {0x0102, "target"},
    {0x0202, "target"},
    {0x0003, "origin"},
    {0x0103, "origin"},
    {0x0203, "origin"},
    {0x4004, "link-BW"},
    {0x0005, "ospf-domain"},
    {0x0105, "ospf-domain"},
    {0x0205, "ospf-domain"},
    {0x8005, "ospf-domain"},
    {0x0306, "ospf-route-type"},
    {0x8000, "ospf-route-type"},
    {0x030c, "encapsulation"},
    {0x0107, "ospf-router-id"},
    {0x8001, "ospf-router-id"},
    {0x800a, "layer2-info"},
    {0x8800, "eigrp-general-route (flag, tag)"},
    {0x8801, "eigrp-route-metric (AS, delay)"},
    {0x8802, "eigrp-route-metric (reliability, nexthop, bandwidth)"},
    {0x8803, "eigrp-route-metric (load, MTU)"},
    {0x8804, "eigrp-external-route (remote-AS, remote-ID)"},
    {0x8805, "eigrp-external-route (remote-proto, remote-metric)"},
    {0x0009, "source-AS"},
    {0x010b, "vrf-route-import"},
    {0x000a, "l2vpn-id"},
    {0xf10a, "l2vpn-id"},
};
constexpr ValueName kExtendedFlags[] = {{0x8000, "vendor-specific"}, {0x4000, "non-transitive"}};
constexpr ValueName kOspfRouteTypes[] = {
    {1, "Router"}, {2, "Network"}, {3, "Summary"}, {5, "External"}, {7, "NSSA External"}, {129, "MPLS-VPN Sham"},
};
// RFC 4761, RFC 6624.
constexpr ValueName kLayer2Encapsulations[] = {
    {0, "Reserved"},
    {1, "Frame Relay"},
    {2, "ATM AAL5 SDU VCC transport"},
    {3, "ATM transparent cell transport"},
    {4, "Ethernet (VLAN) Tagged Mode"},
    {5, "Ethernet Raw Mode"},
    {6, "Cisco HDLC"},
    {7, "PPP"},
    {8, "SONET/SDH Circuit Emulation Service over MPLS"},
    {9, "ATM n-to-one VCC cell transport"},
    {10, "ATM n-to-one VPC cell transport"},
    {11, "IP layer 2 transport"},
    {15, "Frame Relay Port mode"},
    {17, "Structure-agnostic E1 over packet"},
    {18, "Structure-agnostic T1 (DS1) over packet"},
    {19, "VPLS"},
    {20, "Structure-agnostic T3 (DS3) over packet"},
    {21, "Nx64kbit/s Basic Service using Structure-aware"},
    {25, "Frame Relay DLCI"},
    {40, "Structure-agnostic E3 over packet"},
    {41, "Octet-aligned playload for Structure-agnostic DS1 circuits"},
    {42, "E1 Nx64kbit/s with CAS using Structure-aware"},
    {43, "DS1 (ESF) Nx64kbit/s with CAS using Structure-aware"},
    {44, "DS1 (SF) Nx64kbit/s with CAS using Structure-aware"},
};
constexpr ValueName kTunnels[] = {
    {1, "L2TPv3 over IP"},
    {2, "GRE"},
    {3, "Transmit Tunnel"},
    {4, "IPsec"},
    {5, "IP in IP with IPsec"},
    {6, "MPLS in IP with IPsec"},
    {7, "IP in IP"},
    {8, "VXLAN"},
    {9, "NVGRE"},
    {10, "MPLS"},
    {11, "MPLS in GRE"},
    {12, "VXLAN GPE"},
    {13, "MPLS in UDP"},
    {14, "IPv6"},
    {15, "SR TE"},
    {16, "Bare"},
    {17, "SR"},
};

constexpr std::string_view kDumpIndent = "\n\t    ";

void print_origin(Printer& p, Reader r) {
  if (r.length() != 1) return p.put("invalid len");
  p.put(name_or(kOrigins, r.u8(), "Unknown Origin Typecode"));
}

/// Whether a path consists of 2-byte AS numbers: neither the attribute nor the message says which it is.
bool has_short_numbers(Reader r) {
  while (r.length() > 0) {
    const uint8_t type = r.u8_at(0);
    if (type < 1 || type > 4 || r.length() < 2) return false;
    const size_t segment = 2 + r.u8_at(1) * 2U;
    if (segment == 2 || segment > r.length() || !r.has(segment)) return false;
    r.skip(segment);
  }
  return true;
}

void print_as_path(Printer& p, Reader r, bool as4) {
  if (r.length() % 2 != 0) return p.put("invalid len");
  if (r.length() == 0) return p.put("empty");
  r.need(r.length());
  const bool short_numbers = !as4 && has_short_numbers(r);
  while (r.length() > 0) {
    const uint8_t type = r.u8();
    const uint8_t count = r.u8();
    p.put(name_or(kSegmentOpens, type, type == 2 ? "" : "?"));
    for (unsigned i = 0; i < count && !p.stopped(); i++) {
      p.put(as_number(p, short_numbers ? r.u16() : r.u32()), ' ');
    }
    p.put(name_or(kSegmentCloses, type, type == 2 ? "" : "?"));
  }
}

void print_address(Printer& p, Reader r) {
  if (r.length() != 4) return p.put("invalid len");
  const auto address = r.bytes(4);
  p.put(ip4_text(address));
}

void print_number(Printer& p, Reader r) {
  if (r.length() != 4) return p.put("invalid len");
  p.put(r.u32());
}

void print_atomic_aggregate(Printer& p, Reader r) {
  if (r.length() != 0) p.put("invalid len");
}

void print_aggregator(Printer& p, Reader r) {
  if (r.length() != 6 && r.length() != 8) return p.put("invalid len");
  const uint32_t as = r.length() == 6 ? r.u16() : r.u32();
  const auto origin = r.bytes(4);
  p.put(" AS #", as_number(p, as), ", origin ", ip4_text(origin));
}

void print_communities(Printer& p, Reader r) {
  constexpr ValueName kWellKnown[] = {
      {0xffff0000, " gshut"},
      {0xffffff01, " NO_EXPORT"},
      {0xffffff02, " NO_ADVERTISE"},
      {0xffffff03, " NO_EXPORT_SUBCONFED"},
  };
  if (r.length() % 4 != 0) return p.put("invalid len");
  while (r.length() > 0) {
    const uint32_t community = r.u32();
    const std::string_view name = find_name(kWellKnown, community);
    if (!name.empty()) {
      p.put(name);
    } else {
      p.put(community >> 16, ':', community & 0xffff, r.length() > 0 ? ", " : "");
    }
  }
}

void print_cluster_list(Printer& p, Reader r) {
  if (r.length() % 4 != 0) return p.put("invalid len");
  while (r.length() > 0) {
    const auto cluster = r.bytes(4);
    p.put(ip4_text(cluster), r.length() > 0 ? ", " : "");
  }
}

void put_families(Printer& p, Family family) {
  p.put(kDumpIndent, "AFI: ", name_or(kAddressFamilyNames, family.afi, "Unknown AFI"), " (", family.afi, "), ",
        family.safi > 128 ? "vendor specific " : "", "SAFI: ", name_or(kSafiNames, family.safi, "Unknown SAFI"), " (",
        family.safi, ')');
}

void put_no_decoder(Printer& p, const Reader& attribute, Family family) {
  p.put(kDumpIndent, "no AFI ", family.afi, " / SAFI ", family.safi, " decoder");
  if (p.verbose() <= 1) put_unknown(p, kDumpIndent, attribute, attribute.length());
}

/// False when the attribute ends inside an SNPA or a route.
bool print_reach(Printer& p, Reader r) {
  const Reader attribute = r;
  const uint16_t afi = r.u16();
  const Family family{afi, r.u8()};
  put_families(p, family);
  if (!has_decoder(family)) {
    put_no_decoder(p, attribute, family);
    return true;
  }
  const uint8_t hop_length = r.u8();
  if (hop_length > 0) {
    p.put(kDumpIndent, "nexthop: ");
    print_next_hops(p, r.with_length(hop_length), family);
    p.put(", nh-length: ", hop_length);
    r.skip(hop_length);
  }
  const uint8_t snpas = r.u8();
  if (snpas > 0) {
    p.put(kDumpIndent, snpas, " SNPA");
    for (unsigned i = 0; i < snpas && !p.stopped(); i++) {
      const uint8_t length = r.u8();
      p.put("\n\t      ", length, " bytes");
      if (length > r.length() && !p.stopped()) return false;
      r.skip(length);
    }
  } else {
    p.put(", no SNPA");
  }
  return print_routes(p, r, family);
}

bool print_unreach(Printer& p, Reader r) {
  const Reader attribute = r;
  const uint16_t afi = r.u16();
  const Family family{afi, r.u8()};
  put_families(p, family);
  if (attribute.length() == 3) {
    p.put("\n\t      End-of-Rib Marker (empty NLRI)");
    return true;
  }
  if (!has_decoder(family)) {
    put_no_decoder(p, attribute, family);
    return true;
  }
  return print_routes(p, r, family);
}

void print_ospf_route_type(Printer& p, Reader& r) {
  constexpr uint8_t kMetric2 = 1;
  constexpr uint8_t kExternal = 5;
  constexpr uint8_t kNssaExternal = 7;
  const auto area = r.bytes(4);
  const uint8_t type = r.u8();
  const uint8_t options = r.u8();
  p.put("area:", ip4_text(area), ", router-type:", named_hex(kOspfRouteTypes, type, "unknown (0x", ")", 2),
        ", metric-type:", options == kMetric2 ? "E2" : "", type == kExternal || type == kNssaExternal ? "E1" : "");
}

/// The 6 bytes behind a type.
void print_extended_value(Printer& p, Reader r, uint16_t type) {
  switch (type) {
    case kRouteTarget0:
    case kRouteOrigin0:
    case kL2vpnId0: {
      const uint16_t as = r.u16();
      const auto number = r.bytes_at(0, 4);
      return p.put(as, ':', r.u32(), " (= ", ip4_text(number), ')');
    }
    case kRouteTarget1:
    case kRouteOrigin1:
    case kL2vpnId1:
    case kRouteImport: {
      const auto address = r.bytes(4);
      return p.put(ip4_text(address), ':', r.u16());
    }
    case kRouteTarget2:
    case kRouteOrigin2: {
      const uint32_t as = r.u32();
      return p.put(as_number(p, as), ':', r.u16());
    }
    case kOspfDomain0:
    case kOspfDomain1:
    case kOspfDomain2:
    case kOldOspfDomain:
    case kOspfRouter1:
    case kOldOspfRouter: {
      const auto address = r.bytes(4);
      return p.put(ip4_text(address));
    }
    case kOspfRouteType:
    case kOldOspfRouteType:
      return print_ospf_route_type(p, r);
    case kLayer2Info: {
      const uint8_t encapsulation = r.u8();
      const uint8_t flags = r.u8();
      return p.put(name_or(kLayer2Encapsulations, encapsulation, "unknown encaps"), " Control Flags [0x", hex(flags, 2),
                   "]:MTU ", r.u16());
    }
    case kSourceAs:
      return p.put("AS ", r.u16());
    case kLinkBandwidth:
      r.skip(2);
      return p.put("bandwidth: ", fixed(static_cast<double>(std::bit_cast<float>(r.u32()) * 8 / 1000000), 3), " Mbps");
    case kEncapsulation:
      r.skip(4);
      return p.put("Tunnel type: ", name_or(kTunnels, r.u16(), "unknown encaps"));
    default:
      p.put(hex_bytes(r.bytes(6)));
  }
}

void print_extended_communities(Printer& p, Reader r) {
  if (r.length() % 8 != 0) return p.put("invalid len");
  while (r.length() > 0) {
    const uint16_t type = r.u16();
    r.need(6);
    p.put(kDumpIndent, name_or(kExtendedCommunities, type, "unknown extd community typecode"), " (0x", hex(type, 4),
          "), Flags [", flag_names(kExtendedFlags, type), "]: ");
    print_extended_value(p, r, type);
    r.skip(6);
  }
}

void put_two_addresses(Printer& p, Reader& r, std::string_view first_label, std::string_view second_label) {
  const auto first = r.bytes(4);
  const auto second = r.bytes(4);
  p.put(first_label, ip4_text(first), second_label, ip4_text(second));
}

void put_address_and_number(Printer& p, Reader& r, std::string_view first_label, std::string_view second_label) {
  const auto first = r.bytes(4);
  p.put(first_label, ip4_text(first), second_label, hex(r.u32(), 8));
}

void print_pmsi_tunnel(Printer& p, Reader r) {
  const uint8_t flags = r.u8();
  const uint8_t type = r.u8();
  const uint32_t label = r.u24();
  p.put("\n\t    Tunnel-type ", name_or(kPmsiTunnels, type, "Unknown"), " (", type, "), Flags [",
        flag_names(kPmsiFlags, flags), "], MPLS Label ", label >> 4);
  switch (type) {
    case 4:
    case 5:
      return put_two_addresses(p, r, "\n\t      Sender ", ", P-Group ");
    case 3:
      return put_two_addresses(p, r, "\n\t      Root-Node ", ", P-Group ");
    case 6: {
      const auto endpoint = r.bytes(4);
      return p.put("\n\t      Tunnel-Endpoint ", ip4_text(endpoint));
    }
    case 2:
    case 7:
      return put_address_and_number(p, r, "\n\t      Root-Node ", ", LSP-ID 0x");
    case 1:
      return put_address_and_number(p, r, "\n\t      Extended-Tunnel-ID ", ", P2MP-ID 0x");
    default:
      if (p.verbose() <= 1) put_unknown(p, "\n\t      ", r, r.length());
  }
}

bool print_aigp(Printer& p, Reader r) {
  constexpr uint8_t kAigpTlv = 1;
  constexpr size_t kTlvHeader = 3;
  while (r.length() > 0) {
    if (r.length() < kTlvHeader) return true;
    const uint8_t type = r.u8();
    const uint16_t length = r.u16();
    p.put("\n\t    ", type == kAigpTlv ? "AIGP" : "Unknown", " TLV (", type, "), length ", length);
    if (length < kTlvHeader || length - kTlvHeader > r.length()) return false;
    const size_t value_length = length - kTlvHeader;
    if (type == kAigpTlv) {
      if (value_length < 8) return false;
      p.put(", metric ", Reader(r).u64());
    } else if (p.verbose() <= 1) {
      put_unknown(p, "\n\t      ", r, value_length);
    }
    r.skip(value_length);
  }
  return true;
}

void print_large_communities(Printer& p, Reader r) {
  if (r.length() == 0 || r.length() % 12 != 0) return p.put("invalid len");
  p.put("\n\t    ");
  while (r.length() > 0) {
    const uint32_t administrator = r.u32();
    const uint32_t first = r.u32();
    p.put(administrator, ':', first, ':', r.u32());
    if (r.length() > 0) p.put(", ");
  }
}

/// A reader on the value of an attribute, and what its header says.
struct AttributeHeader {
  uint8_t flags;
  uint8_t type;
  uint16_t length;
};

AttributeHeader read_header(Reader& r) {
  constexpr uint8_t kExtendedLength = 0x10;
  AttributeHeader h{};
  h.flags = r.u8();
  h.type = r.u8();
  h.length = (h.flags & kExtendedLength) != 0 ? r.u16() : r.u8();
  return h;
}

void put_header(Printer& p, const AttributeHeader& h) {
  constexpr ValueName kFlags[] = {{0x80, "O"}, {0x40, "T"}, {0x20, "P"}, {0x10, "E"}};
  if (h.flags != 0) {
    p.put(", Flags [", flag_names(kFlags, h.flags, "", ""));
    if ((h.flags & 0xf) != 0) p.put('+', hex(h.flags & 0xf));
    p.put("]: ");
  }
}

bool print_value(Printer& p, Reader r, uint8_t type, int level);

/// Moves on over the attributes that are there.
bool print_attribute_set(Printer& p, Reader& r, int level) {
  constexpr int kMaxLevel = 10;
  if (r.length() < 4) return false;
  p.put("\n\t    Origin AS: ", as_number(p, r.u32()));
  while (r.length() > 0) {
    const AttributeHeader h = read_header(r);
    p.put("\n\t      ", name_or(kAttributes, h.type, "Unknown Attribute"), " (", h.type, "), length: ", h.length);
    h.flags != 0 ? put_header(p, h) : p.put(": ");
    if (r.length() < h.length) {
      p.put(" [path attr too short]");
      return true;
    }
    if (level == kMaxLevel) {
      p.put("(too many nested levels, not recursing)");
    } else if (!print_value(p, r.with_length(h.length), h.type, level + 1)) {
      return false;
    }
    r.skip(h.length);
  }
  return true;
}

struct Decoder {
  uint8_t type;
  PrintFunction print;
};
constexpr Decoder kDecoders[] = {
    {kOrigin, print_origin},
    {kAsPath, [](Printer& p, Reader r) { print_as_path(p, r, false); }},
    {kNextHop, print_address},
    {kMultiExit, print_number},
    {kLocalPreference, print_number},
    {kAtomicAggregate, print_atomic_aggregate},
    {kAggregator, print_aggregator},
    {kCommunity, print_communities},
    {kOriginator, print_address},
    {kClusterList, print_cluster_list},
    {kExtendedCommunity, print_extended_communities},
    {kAs4Path, [](Printer& p, Reader r) { print_as_path(p, r, true); }},
    {kAggregator4, [](Printer& p, Reader r) { r.length() == 8 ? print_aggregator(p, r) : p.put("invalid len"); }},
    {kPmsiTunnel, print_pmsi_tunnel},
    {kLargeCommunity, print_large_communities},
};

/// Returns false when the attribute is too short for what it must hold.
bool decode(Printer& p, Reader& r, uint8_t type, int level) {
  if (type == kAigp) return print_aigp(p, r);
  if (type == kReach) return print_reach(p, r);
  if (type == kUnreach) return print_unreach(p, r);
  if (type == kAttributeSet) return print_attribute_set(p, r, level);
  for (const auto& decoder : kDecoders) {
    if (decoder.type == type) {
      decoder.print(p, r);
      return true;
    }
  }
  p.put(kDumpIndent, "no Attribute ", type, " decoder");
  if (p.verbose() <= 1) put_unknown(p, kDumpIndent, r, r.length());
  return true;
}

bool print_value(Printer& p, Reader r, uint8_t type, int level) {
  r.need(r.length());
  const Reader value = r;
  if (!decode(p, r, type, level)) return false;
  const bool shown = type == kLargeCommunity && value.length() % 12 == 0;
  if (p.verbose() > 1 && !shown) put_unknown(p, kDumpIndent, value, r.length());
  return true;
}

}  // namespace

bool print_attributes(Printer& p, Reader r) {
  while (r.length() > 0) {
    const AttributeHeader h = read_header(r);
    p.put("\n\t  ", name_or(kAttributes, h.type, "Unknown Attribute"), " (", h.type, "), length: ", h.length);
    put_header(p, h);
    if (r.length() < h.length) {
      p.put(" [path attrs too short]");
      return true;
    }
    if (!print_value(p, r.with_length(h.length), h.type, 0)) return false;
    r.skip(h.length);
  }
  return true;
}

}  // namespace trawl::bgp
