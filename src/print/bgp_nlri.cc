// BGP's reachability information: RFC 4271, RFC 8277 (labels), RFC 4364 (VPN), RFC 4761 (VPLS), RFC 4684 (route
// targets), RFC 6514 (multicast VPN), RFC 6037 (MDT), RFC 7911 (path identifiers).
#include <algorithm>
#include <array>

#include "base/address.h"
#include "print/bgp.h"
#include "print/iso_address.h"

namespace trawl::bgp {

namespace {

enum Afi : uint16_t { kIpv4 = 1, kIpv6 = 2, kNsap = 3, kVpls = 25, kLayer2Vpn = 196 };
enum Safi : uint8_t {
  kUnicast = 1,
  kMulticast = 2,
  kBoth = 3,
  kLabeled = 4,
  kMulticastVpn = 5,
  kVplsSafi = 65,
  kMdt = 66,
  kVpnUnicast = 128,
  kVpnMulticast = 129,
  kVpnBoth = 130,
  kRouteTargets = 132,
};
constexpr ValueName kSafis[] = {
    {0, "Reserved"},
    {1, "Unicast"},
    {2, "Multicast"},
    {3, "Unicast+Multicast"},
    {4, "labeled Unicast"},
    {64, "Tunnel"},
    {65, "VPLS"},
    {66, "MDT"},
    {70, "EVPN"},
    {128, "labeled VPN Unicast"},
    {129, "labeled VPN Multicast"},
    {130, "labeled VPN Unicast+Multicast"},
    {132, "Route Target Routing Information"},
    {5, "Multicast VPN"},
};
constexpr ValueName kMulticastRoutes[] = {
    {1, "Intra-AS I-PMSI"}, {2, "Inter-AS I-PMSI"},  {3, "S-PMSI"},           {4, "Intra-AS Segment-Leaf"},
    {5, "Source-Active"},   {6, "Shared Tree Join"}, {7, "Source Tree Join"},
};

constexpr bool is_plain(uint8_t safi) {
  return safi == kUnicast || safi == kMulticast || safi == kBoth;
}
constexpr bool is_vpn(uint8_t safi) {
  return safi == kVpnUnicast || safi == kVpnMulticast || safi == kVpnBoth;
}

/// The `length` bits of a prefix, of which nothing may be set behind them.
bool read_prefix_bits(Reader& r, Prefix& prefix, uint8_t length) {
  const size_t n = (length + 7U) / 8;
  prefix.length = length;
  if (r.length() < n) return false;
  std::ranges::copy(r.bytes(n), prefix.bytes.begin());
  if (length % 8 != 0) prefix.bytes[n - 1] &= static_cast<uint8_t>(0xff00 >> length % 8);
  return true;
}

constexpr unsigned kLabelBits = 24;
constexpr unsigned kDistinguisherBits = 64;

struct Label {
  uint32_t field;
};
void append(TextBuffer& out, Label label) {
  out.put(", label:", label.field >> 4, (label.field & 1) == 0 ? " (BOGUS: Bottom of Stack NOT set!)" : " (bottom)");
}

constexpr unsigned longest_prefix(uint16_t afi) {
  return afi == kIpv4 ? 32 : 128;
}

Route print_labeled(Printer& p, Reader& r, uint16_t afi) {
  if (!r.has(4)) return Route::kCut;
  if (r.length() < 4) return Route::kShort;
  const uint8_t bits = r.u8_at(0);
  if (bits < kLabelBits || bits - kLabelBits > longest_prefix(afi)) return Route::kIllegal;
  r.skip(1);
  const uint32_t label = r.u24();
  Prefix prefix;
  if (!read_prefix_bits(r, prefix, static_cast<uint8_t>(bits - kLabelBits))) return Route::kShort;
  p.put("\n\t      ", PrefixText{prefix, afi}, Label{label});
  return Route::kRead;
}

Route print_labeled_vpn(Printer& p, Reader& r, uint16_t afi) {
  const uint8_t bits = r.u8_at(0);
  constexpr unsigned kInFront = kLabelBits + kDistinguisherBits;
  const unsigned longest = afi == kNsap ? 152 : longest_prefix(afi);
  if (bits < kInFront || bits - kInFront > longest) return Route::kIllegal;
  r.skip(1);
  const uint32_t label = r.u24();
  Reader distinguisher = r;
  r.skip(kDistinguisherBits / 8);
  const auto length = static_cast<uint8_t>(bits - kInFront);
  const size_t n = (length + 7U) / 8;
  const auto sent = r.bytes(n);
  if (sent.size() < n) return Route::kCut;
  std::array<uint8_t, 19> address{};
  std::ranges::copy(sent, address.begin());
  if (length % 8 != 0) address[n - 1] &= static_cast<uint8_t>(0xff00 >> length % 8);
  p.put("\n\t      RD: ");
  put_distinguisher(p, distinguisher);
  p.put(", ");
  const std::span<const uint8_t> bytes(address);
  if (afi == kIpv4) {
    p.put(ip4_text(bytes.first(4)));
  } else if (afi == kIpv6) {
    p.put(ip6_text(bytes.first(16)));
  } else {
    p.put(nsap_text(bytes.first(n)));
  }
  p.put('/', length, Label{label});
  return Route::kRead;
}

Route print_plain(Printer& p, Reader& r, uint16_t afi, bool path_id) {
  if (path_id && r.length() < 4) return Route::kShort;
  const uint32_t id = path_id ? r.u32() : 0;
  Prefix prefix;
  const Route route = read_prefix(r, prefix, longest_prefix(afi));
  if (route != Route::kRead) return route;
  p.put("\n\t      ", PrefixText{prefix, afi});
  if (path_id) p.put("   Path Id: ", id);
  return route;
}

struct HexPairs {
  std::span<const uint8_t> bytes;
};
void append(TextBuffer& out, HexPairs h) {
  for (size_t i = 0; i < h.bytes.size(); i++) {
    out.put(hex(h.bytes[i], 2), i % 2 == 1 && i + 1 < h.bytes.size() ? " " : "");
  }
}

void put_route_target(Printer& p, const std::array<uint8_t, 8>& target, unsigned bits) {
  const std::span<const uint8_t> bytes(target);
  const HexPairs sent{bytes.first((bits + 7) / 8)};
  if (bits == 0) return p.put("route-target: 0:0/0");
  if (bits < 16) return p.put("route-target: partial-type: (", sent, '/', bits, ')');
  const auto number = [&](size_t at, size_t n) {
    uint32_t v = 0;
    for (size_t i = 0; i < n; i++) v = v << 8 | target[at + i];
    return v;
  };
  switch (number(0, 2)) {
    case 0x0002:
      return p.put("route-target: ", number(2, 2), ':', number(4, 4), '/', bits, " (", sent, ')');
    case 0x0102:
      return p.put("route-target: ", ip4_text(bytes.subspan(2, 4)), ':', number(6, 2), '/', bits, " (", sent, ')');
    case 0x0202:
      return p.put("route-target: ", as_number(p, number(2, 4)), ':', number(6, 2), '/', bits, " (", sent, ')');
    default:
      p.put("route target: unknown-type(", hex(number(0, 2), 4), ") (", sent, '/', bits, ')');
  }
}

Route print_route_targets(Printer& p, Reader& r) {
  constexpr unsigned kOriginBits = 32;
  const uint8_t bits = r.u8_at(0);
  if (bits == 0) {
    r.skip(1);
    p.put("\n\t      default route target");
    return Route::kRead;
  }
  if (bits < kOriginBits || bits - kOriginBits > 64) return Route::kIllegal;
  r.skip(1);
  const uint32_t as = r.u32();
  const unsigned left = bits - kOriginBits;
  std::array<uint8_t, 8> target{};
  std::ranges::copy(r.bytes((left + 7) / 8), target.begin());
  if (left % 8 != 0) target[left / 8] &= static_cast<uint8_t>(0xff00 >> left % 8);
  p.put("\n\t      origin AS: ", as_number(p, as), ", ");
  put_route_target(p, target, left);
  return Route::kRead;
}

/// An address whose length in bits its caller knows.
void put_vpn_address(Printer& p, Reader& r, unsigned bits) {
  if (bits == 32) {
    const auto address = r.bytes(4);
    p.put(ip4_text(address));
  } else if (bits == 128) {
    const auto address = r.bytes(16);
    p.put(ip6_text(address));
  } else {
    p.put("bogus address length ", bits);
    r.skip(bits / 8);
  }
}

void put_source_and_group(Printer& p, Reader& r) {
  for (const std::string_view label : {", Source ", ", Group "}) {
    const uint8_t bits = r.u8();
    if (bits == 0) continue;
    p.put(label);
    put_vpn_address(p, r, bits);
  }
}

Route print_multicast_vpn(Printer& p, Reader& r) {
  enum Type : uint8_t {
    kIntraAs = 1,
    kInterAs = 2,
    kSelective = 3,
    kSourceActive = 5,
    kSharedJoin = 6,
    kSourceJoin = 7
  };
  constexpr size_t kDistinguisher = 8;
  const uint8_t type = r.u8();
  const uint8_t length = r.u8();
  if (type == kIntraAs && length < kDistinguisher) return Route::kCut;
  p.put("\n\t      Route-Type: ", name_or(kMulticastRoutes, type, "Unknown"), " (", type, "), length: ", length);
  Reader route = r.with_length(length);
  const auto put_rd = [&] {
    p.put(", RD: ");
    put_distinguisher(p, route);
  };
  switch (type) {
    case kIntraAs:
      put_rd();
      p.put(", Originator ");
      put_vpn_address(p, route, static_cast<unsigned>(length - kDistinguisher) * 8);
      break;
    case kInterAs:
      put_rd();
      p.put(", Source-AS ", as_number(p, route.u32()));
      break;
    case kSelective:
      put_rd();
      put_source_and_group(p, route);
      p.put(", Originator ");
      put_vpn_address(p, route, static_cast<unsigned>(route.length()) * 8);
      break;
    case kSourceActive:
      put_rd();
      put_source_and_group(p, route);
      break;
    case kSharedJoin:
    case kSourceJoin:
      put_rd();
      p.put(", Source-AS ", as_number(p, route.u32()));
      put_source_and_group(p, route);
      break;
    default:
      break;
  }
  r.skip(length);
  return Route::kRead;
}

Route print_mdt(Printer& p, Reader& r) {
  constexpr uint8_t kBits = 128;
  if (r.u8_at(0) != kBits) return Route::kIllegal;
  r.skip(1);
  p.put("\n\t      RD: ");
  put_distinguisher(p, r);
  const auto address = r.bytes(4);
  const auto group = r.bytes(4);
  p.put(", VPN IP Address: ", ip4_text(address), ", MC Group Address: ", ip4_text(group));
  return Route::kRead;
}

void print_layer2_tlvs(Printer& p, Reader r) {
  constexpr uint8_t kCircuitStatus = 1;
  while (r.length() > 0) {
    if (r.length() < 3) return p.put("\n\t\tran past the end");
    const uint8_t type = r.u8();
    const uint16_t bits = r.u16();
    if (type != kCircuitStatus) {
      p.put("\n\t\tunknown TLV #", type, ", length: ", bits);
      continue;
    }
    p.put("\n\t\tcircuit status vector (", type, ") length: ", bits, ": 0x");
    for (size_t n = (bits + 7U) / 8; n > 0; n--) {
      if (r.length() < 1) return p.put(" (ran past the end)");
      p.put(hex(r.u8(), 2));
    }
  }
}

Route print_layer2(Printer& p, Reader& r) {
  constexpr uint16_t kNextHopRoute = 12;
  constexpr uint16_t kFixed = 15;
  const uint16_t length = r.u16();
  Reader route = r.with_length(length);
  if (length == kNextHopRoute) {
    if (!route.has(length)) return Route::kCut;
    p.put("\n\t      RD: ");
    put_distinguisher(p, route);
    const auto hop = route.bytes(4);
    p.put(", BGPNH: ", ip4_text(hop));
  } else if (length > 17) {
    if (!route.has(kFixed)) return Route::kCut;
    p.put("\n\t      RD: ");
    put_distinguisher(p, route);
    const uint16_t edge = route.u16();
    const uint16_t offset = route.u16();
    p.put(", CE-ID: ", edge, ", Label-Block Offset: ", offset, ", Label Base ", route.u24() >> 4);
    print_layer2_tlvs(p, route);
  } else {
    return Route::kCut;
  }
  r.skip(length);
  return Route::kRead;
}

Route print_nsap(Printer& p, Reader& r) {
  const uint8_t bits = r.u8_at(0);
  if (bits > 152) return Route::kIllegal;
  r.skip(1);
  const size_t n = (bits + 7U) / 8;
  const auto sent = r.bytes_at(3, n);  // 3 too far: it is where the others have their label
  if (p.stopped()) return Route::kShort;
  r.skip(n);
  std::array<uint8_t, 19> address{};
  std::ranges::copy(sent, address.begin());
  if (bits % 8 != 0) address[n - 1] &= static_cast<uint8_t>(0xff00 >> bits % 8);
  p.put("\n\t      ", nsap_text(std::span<const uint8_t>(address).first(n)), '/', bits);
  return Route::kRead;
}

Route print_route(Printer& p, Reader& r, Family family, bool path_ids) {
  if (family.afi == kVpls || family.afi == kLayer2Vpn) return print_layer2(p, r);
  if (family.afi == kNsap) return is_vpn(family.safi) ? print_labeled_vpn(p, r, kNsap) : print_nsap(p, r);
  switch (family.safi) {
    case kLabeled:
      return print_labeled(p, r, family.afi);
    case kMulticastVpn:
      return print_multicast_vpn(p, r);
    case kMdt:
      return print_mdt(p, r);
    case kRouteTargets:
      return print_route_targets(p, r);
    default:
      return is_vpn(family.safi) ? print_labeled_vpn(p, r, family.afi) : print_plain(p, r, family.afi, path_ids);
  }
}

/// Whether a list of prefixes of at most `longest` bits ends exactly at the end of `r`, or before it.
bool fits(Reader r, unsigned longest, size_t id_length, unsigned shortest) {
  while (r.length() > 0) {
    r.skip(id_length);
    if (!r.has(1)) return false;
    const uint8_t bits = r.u8();
    if (bits > longest || bits < shortest) return false;
    const size_t n = (bits + 7U) / 8;
    if (n > r.length()) return false;
    r.skip(n);
  }
  return true;
}

}  // namespace

Route read_prefix(Reader& r, Prefix& prefix, unsigned longest) {
  const Reader start = r;
  if (r.length() < 1) return Route::kShort;
  const uint8_t length = r.u8();
  if (length > longest) {
    r = start;
    return Route::kIllegal;
  }
  return read_prefix_bits(r, prefix, length) ? Route::kRead : Route::kShort;
}

void append(TextBuffer& out, const PrefixText& t) {
  const std::span<const uint8_t> bytes(t.prefix.bytes);
  switch (t.afi) {
    case kIpv6:
      append(out, ip6_text(bytes));
      break;
    case kIpv4:
      append(out, ip4_text(bytes.first(4)));
      break;
    default:
      append(out, nsap_text(bytes.first((t.prefix.length + 7U) / 8)));
  }
  out.put('/', t.prefix.length);
}

void put_distinguisher(Printer& p, Reader& r) {
  const uint16_t type = r.u16();
  const auto bytes = r.bytes_at(0, 6);
  if (bytes.size() < 6) return;
  const uint16_t first = r.u16_at(0);
  const uint32_t number = r.u32_at(2);
  const uint16_t last = r.u16_at(4);
  switch (type) {
    case 0:
      p.put(first, ':', number, " (= ", ip4_text(bytes.subspan(2)), ')');
      break;
    case 1:
      p.put(ip4_text(bytes.first(4)), ':', last);
      break;
    case 2:
      p.put(as_number(p, r.u32_at(0)), ':', last, " (", ip4_text(bytes.first(4)), ':', last, ')');
      break;
    default:
      p.put("unknown RD format");
  }
  r.skip(6);
}

const NameTable kSafiNames = kSafis;

void append(TextBuffer& out, AsNumber as) {
  if (as.dotted && as.number > 0xffff) {
    out.put(as.number >> 16, '.', as.number & 0xffff);
  } else {
    append(out, as.number);
  }
}

bool has_path_ids(Reader r, unsigned longest_prefix) {
  // A list that is right with identifiers has them, unless it is right without them, too. A default route among
  // others is taken for the upper half of an identifier.
  return fits(r, longest_prefix, 4, 0) && !fits(r, longest_prefix, 0, 1);
}

Route print_update_prefix(Printer& p, Reader& r, bool path_id) {
  const uint32_t id = path_id ? r.u32() : 0;
  Prefix prefix;
  const Route route = read_prefix(r, prefix, 32);
  if (route != Route::kRead) return route;
  p.put("\n\t    ", PrefixText{prefix, kIpv4});
  if (path_id) p.put("   Path Id: ", id);
  return route;
}

bool has_decoder(Family family) {
  const uint8_t safi = family.safi;
  switch (family.afi) {
    case kIpv4:
      return is_plain(safi) || is_vpn(safi) || safi == kLabeled || safi == kMulticastVpn || safi == kMdt ||
             safi == kRouteTargets;
    case kIpv6:
      return is_plain(safi) || is_vpn(safi) || safi == kLabeled;
    case kNsap:
      return is_plain(safi) || is_vpn(safi);
    case kVpls:
      return safi == kVplsSafi;
    case kLayer2Vpn:
      return is_vpn(safi);
    default:
      return false;
  }
}

bool print_routes(Printer& p, Reader r, Family family) {
  const bool path_ids = is_plain(family.safi) && (family.afi == kIpv4 || family.afi == kIpv6) &&
                        has_path_ids(r, longest_prefix(family.afi));
  while (r.length() > 0) {
    const Route route = print_route(p, r, family, path_ids);
    if (route == Route::kIllegal) {
      p.put(family.safi == kRouteTargets ? "\n\t      (illegal prefix length)" : "\n\t    (illegal prefix length)");
    }
    if (route != Route::kRead) return route != Route::kCut;
  }
  return true;
}

void print_next_hops(Printer& p, Reader r, Family family) {
  const bool ipv6 = family.afi == kIpv6;
  const bool distinguisher = is_vpn(family.safi) && family.afi != kLayer2Vpn;
  const size_t address_length = ipv6 ? 16 : 4;
  bool first = true;
  while (r.length() > 0) {
    if (!first) p.put(", ");
    first = false;
    const bool nsap = family.afi == kNsap;
    if (r.length() < (distinguisher ? 8U : 0U) + (nsap ? 1 : address_length)) return p.put("invalid len");
    if (distinguisher) {
      p.put("RD: ");
      put_distinguisher(p, r);
      p.put(", ");
    }
    const auto address = r.bytes(nsap ? r.length() : address_length);
    if (nsap) {
      p.put(nsap_text(address));
    } else if (ipv6) {
      p.put(ip6_text(address));
    } else {
      p.put(ip4_text(address));
    }
  }
}

}  // namespace trawl::bgp
