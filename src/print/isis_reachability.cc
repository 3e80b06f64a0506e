// IS-IS neighbours and prefixes with sub-TLVs: RFC 5305, RFC 5307, RFC 5308, RFC 5130, RFC 4124, RFC 6329, RFC 8667.
#include <algorithm>
#include <array>
#include <bit>

#include "base/address.h"
#include "print/gmpls_names.h"
#include "print/isis.h"
#include "print/unknown_data.h"

namespace trawl::isis {

namespace {

enum NeighborSubtlv : uint8_t {
  kAdministrativeGroups = 3,
  kLinkLocalRemoteId = 4,
  kLinkRemoteId = 5,
  kInterfaceAddress = 6,
  kNeighborAddress = 8,
  kMaximumBandwidth = 9,
  kReservableBandwidth = 10,
  kUnreservedBandwidth = 11,
  kOldBandwidthConstraints = 12,
  kTeMetric = 18,
  kLinkAttribute = 19,
  kLinkProtection = 20,
  kSwitchingCapability = 21,
  kBandwidthConstraints = 22,
  kSpbMetric = 29,
  kLanAdjacencySid = 32,
};
constexpr ValueName kNeighborSubtlvs[] = {
    {kAdministrativeGroups, "Administrative groups"},
    {kLinkLocalRemoteId, "Link Local/Remote Identifier"},
    {kLinkRemoteId, "Link Remote Identifier"},
    {kInterfaceAddress, "IPv4 interface address"},
    {kNeighborAddress, "IPv4 neighbor address"},
    {kMaximumBandwidth, "Maximum link bandwidth"},
    {kReservableBandwidth, "Reservable link bandwidth"},
    {kUnreservedBandwidth, "Unreserved bandwidth"},
    {kTeMetric, "Traffic Engineering Metric"},
    {kLinkAttribute, "Link Attribute"},
    {kLinkProtection, "Link Protection Type"},
    {kSwitchingCapability, "Interface Switching Capability"},
    {kOldBandwidthConstraints, "Bandwidth Constraints (old)"},
    {kBandwidthConstraints, "Bandwidth Constraints"},
    {kLanAdjacencySid, "LAN Adjacency Segment Identifier"},
    {kSpbMetric, "SPB Metric"},
    {250, "Reserved for cisco specific extensions"},
    {251, "Reserved for cisco specific extensions"},
    {252, "Reserved for cisco specific extensions"},
    {253, "Reserved for cisco specific extensions"},
    {254, "Reserved for cisco specific extensions"},
    {255, "Reserved for future expansion"},
};

constexpr ValueName kLinkAttributes[] = {
    {1, "Local Protection Available"},
    {2, "Link excluded from local protection path"},
    {4, "Local maintenance required"},
};

constexpr uint8_t kSidValue = 0x20;  // of an adjacency SID: a label, not an index
constexpr uint8_t kSidLocal = 0x10;
constexpr ValueName kAdjacencySidFlags[] = {
    {0x80, "Address family IPv6"}, {0x40, "Backup"},     {kSidValue, "Value"}, {kSidLocal, "Local significance"},
    {0x08, "Set of adjacencies"},  {0x04, "Persistent"},
};

enum PrefixSubtlv : uint8_t { kTag32 = 1, kTag64 = 2, kPrefixSid = 3, kPrefixColor = 117 };
constexpr ValueName kPrefixSubtlvs[] = {
    {kTag32, "32-Bit Administrative tag"},
    {kTag64, "64-Bit Administrative tag"},
    {kPrefixSid, "Prefix SID"},
    {kPrefixColor, "Management Prefix Color"},
};
constexpr uint8_t kPrefixSidValue = 0x08;
constexpr ValueName kPrefixSidFlags[] = {
    {0x80, "Readvertisement"},  {0x40, "Node"},  {0x20, "No-PHP"}, {0x10, "Explicit NULL"},
    {kPrefixSidValue, "Value"}, {0x04, "Local"},
};
constexpr ValueName kAlgorithms[] = {{0, "SPF"}, {1, "strict-SPF"}};

constexpr std::string_view kDumpIndent = "\n\t\t    ";
constexpr std::string_view kDetailIndent = "\n\t          ";

/// Bytes per second as an IEEE float, printed as megabits.
Fixed megabits(uint32_t bytes_per_second) {
  return fixed(static_cast<double>(std::bit_cast<float>(bytes_per_second) * 8 / 1000000), 3);
}

void print_switching_capability(Printer& p, Reader r) {
  const uint8_t capability = r.u8();
  p.put(kDetailIndent, "Interface Switching Capability:", name_or(kGmplsSwitchingCapabilities, capability, "Unknown"));
  p.put(", LSP Encoding: ", name_or(kGmplsEncodings, r.u8(), "Unknown"));
  r.skip(2);
  p.put(kDetailIndent, "Max LSP Bandwidth:");
  for (int priority = 0; priority < 8; priority++) {
    p.put(kDetailIndent, "  priority level ", priority, ": ", megabits(r.u32()), " Mbps");
  }
  constexpr uint8_t kPacketSwitch1 = 1;
  constexpr uint8_t kPacketSwitch4 = 4;
  constexpr uint8_t kTimeDivision = 100;
  const size_t left = r.length();
  if (capability >= kPacketSwitch1 && capability <= kPacketSwitch4) {
    if (left < 6) return;
    p.put(kDetailIndent, "Min LSP Bandwidth: ", megabits(r.u32()), " Mbps");
    p.put(kDetailIndent, "Interface MTU: ", r.u16());
  } else if (capability == kTimeDivision) {
    if (left < 8) return;
    p.put(kDetailIndent, "Min LSP Bandwidth: ", megabits(r.u32()), " Mbps");
    p.put(kDetailIndent, "Indication ", named(kSdhIndications, r.u8(), "Unknown (", ")"));
  } else if (left > 0) {
    put_unknown(p, kDumpIndent, r, left);
  }
}

void print_bandwidth_constraints(Printer& p, Reader r) {
  const uint8_t model = r.u8();
  p.put(kSubIndent, "Bandwidth Constraints Model ID: ", name_or(kBandwidthConstraintModels, model, "unknown"), " (",
        model, ')');
  for (int type = 0; r.length() >= 4; type++) {
    p.put(kSubIndent, "  Bandwidth constraint CT", type, ": ", megabits(r.u32()), " Mbps");
  }
}

void print_lan_adjacency_sid(Printer& p, Reader r) {
  const uint8_t flags = r.u8();
  p.put(kDetailIndent, "Flags: [", flag_names(kAdjacencySidFlags, flags), ']');
  p.put(kDetailIndent, "Weight: ", r.u8());
  const auto neighbor = r.bytes(6);
  p.put(kDetailIndent, "Neighbor System-ID: ", isis_id(neighbor));
  const uint8_t kind = flags & (kSidValue | kSidLocal);
  if (kind == (kSidValue | kSidLocal)) {
    p.put(kDetailIndent, "Label: ", r.u24());
  } else if (kind == 0) {
    p.put(kDetailIndent, "Index: ", r.u32());
  } else {
    p.invalid();
  }
}

void print_link_ids(Printer& p, Reader r) {
  const size_t length = r.length();
  if (length < 4) return;
  p.put(", 0x", hex(r.u32(), 8));
  if (length == 8) p.put(", 0x", hex(r.u32(), 8));
}

void print_neighbor_value(Printer& p, Reader r, uint8_t type) {
  const size_t length = r.length();
  switch (type) {
    case kAdministrativeGroups:
    case kLinkLocalRemoteId:
    case kLinkRemoteId:
      return print_link_ids(p, r);
    case kInterfaceAddress:
    case kNeighborAddress:
      if (length >= 4) {
        const auto address = r.bytes(4);
        p.put(", ", ip4_text(address));
      }
      return;
    case kMaximumBandwidth:
    case kReservableBandwidth:
      if (length >= 4) p.put(", ", megabits(r.u32()), " Mbps");
      return;
    case kUnreservedBandwidth:
      for (int te_class = 0; length >= 32 && te_class < 8; te_class++) {
        p.put(kDetailIndent, "TE-Class ", te_class, ": ", megabits(r.u32()), " Mbps");
      }
      return;
    case kBandwidthConstraints:
    case kOldBandwidthConstraints:
      if (length > 0) print_bandwidth_constraints(p, r);
      return;
    case kTeMetric:
      if (length >= 3) p.put(", ", r.u24());
      return;
    case kLinkAttribute:
      if (length == 2) {
        const uint16_t attributes = r.u16();
        p.put(", [ ", flag_names(kLinkAttributes, attributes), " ] (0x", hex(attributes, 4), ')');
      }
      return;
    case kLinkProtection:
      if (length >= 2) {
        const uint8_t protection = r.u8();
        p.put(", ", flag_names(kGmplsProtections, protection), ", Priority ", r.u8());
      }
      return;
    case kSpbMetric:
      if (length >= 6) {
        p.put(", LM: ", r.u24());
        p.put(", P: ", r.u8());
        p.put(", P-ID: ", r.u16());
      }
      return;
    case kSwitchingCapability:
      if (length >= 36) print_switching_capability(p, r);
      return;
    case kLanAdjacencySid:
      if (length >= 8) print_lan_adjacency_sid(p, r);
      return;
    default:
      put_unknown(p, kDumpIndent, r, length);
  }
}

/// The sub-TLVs of a neighbour, `sum` bytes of what `r` holds.
bool print_neighbor_subtlvs(Printer& p, Reader& r, size_t sum) {
  while (sum > 0 && !p.stopped()) {
    if (r.length() < 2) {
      p.put(kSubIndent, "Remaining data in TLV shorter than a subTLV header");
      return false;
    }
    if (sum < 2) {
      p.put(kSubIndent, "Remaining data in subTLVs shorter than a subTLV header");
      r.skip(sum);
      return true;
    }
    const uint8_t type = r.u8();
    const uint8_t length = r.u8();
    p.put(kSubIndent, name_or(kNeighborSubtlvs, type, "unknown"), " subTLV #", type, ", length: ", length);
    if (sum - 2 < length) {
      p.put(" (remaining data in subTLVs shorter than the current subTLV)");
      r.skip(sum - 2);
      return true;
    }
    if (r.length() < length) {
      p.put(" (> remaining tlv length)");
      return false;
    }
    r.need(length);
    print_neighbor_value(p, r.with_length(length), type);
    r.skip(length);
    sum -= length + 2U;
  }
  return !p.stopped();
}

void print_prefix_sid(Printer& p, Reader r) {
  const uint8_t flags = r.u8();
  const uint8_t algorithm = r.u8();
  if (r.length() < ((flags & kPrefixSidValue) != 0 ? 3 : 4)) {
    p.truncated();  // and once more for the whole message
    r.need(kNever);
    return;
  }
  p.put(", Flags [", flag_names(kPrefixSidFlags, flags, ", ", "None"), "], Algo ",
        name_or(kAlgorithms, algorithm, "Unknown"), " (", algorithm, "), ");
  if ((flags & kPrefixSidValue) != 0) {
    p.put("label ", r.u24());
  } else {
    p.put("index ", r.u32());
  }
}

void print_prefix_subtlv(Printer& p, Reader& r) {
  const uint8_t type = r.u8();
  const uint8_t length = r.u8();
  p.put(kSubIndent, name_or(kPrefixSubtlvs, type, "unknown"), " subTLV #", type, ", length: ", length);
  if (!r.has(length)) p.truncated();  // told here and once more for the whole message
  r.need(length);
  Reader value = r.with_length(length);
  switch (type) {
    case kPrefixColor:
    case kTag32:
      while (value.length() >= 4) {
        const uint32_t tag = value.u32();
        p.put(", 0x", hex(tag, 8), " (=", tag, ')');
      }
      break;
    case kTag64:
      while (value.length() >= 8) {
        const uint32_t high = value.u32();
        p.put(", 0x", hex(high, 8), hex(value.u32(), 8));
      }
      break;
    case kPrefixSid:
      print_prefix_sid(p, value);
      break;
    default:
      put_unknown(p, kDumpIndent, value, length);
  }
  r.skip(length);
}

}  // namespace

bool print_extended_neighbor(Printer& p, Reader& r, bool has_metric) {
  if (r.length() < 7) return r.need(kNever);
  const auto neighbor = r.bytes(7);
  p.put(kIndent, "IS Neighbor: ", isis_id(neighbor));
  if (has_metric) {
    if (r.length() < 3) return r.need(kNever);
    p.put(", Metric: ", r.u24());
  }
  if (r.length() < 1) return r.need(kNever);
  const uint8_t sum = r.u8();
  p.put(", ", sum == 0 ? "no " : "", "sub-TLVs present");
  if (sum == 0) return true;
  p.put(" (", sum, ')');
  return print_neighbor_subtlvs(p, r, sum);
}

bool print_extended_prefix(Printer& p, Reader& r, bool ipv6) {
  const uint32_t metric = r.u32();
  const uint8_t status = r.u8();
  const unsigned bits = ipv6 ? r.u8() : status & 0x3f;
  const bool external = ipv6 && (status & 0x40) != 0;
  const bool subtlvs = (status & (ipv6 ? 0x20 : 0x40)) != 0;
  const std::string_view family = ipv6 ? "IPv6" : "IPv4";
  if (bits > (ipv6 ? 128U : 32U)) {
    p.put(kIndent, family, " prefix: bad bit length ", bits);
    return r.need(kNever);
  }
  std::array<uint8_t, 16> prefix{};
  std::ranges::copy(r.bytes((bits + 7) / 8), prefix.begin());
  p.put(kIndent, family, " prefix: ");
  if (ipv6) {
    p.put(ip6_text(prefix));
  } else {
    const size_t start = p.text.size();
    p.put(ip4_text(std::span(prefix).first(4)));
    const size_t width = p.text.size() - start;
    p.text.truncate(start);
    p.text.fill(' ', width < 15 ? 15 - width : 0);
    p.put(ip4_text(std::span(prefix).first(4)));
  }
  p.put('/', bits, ", Distribution: ", (status & 0x80) != 0 ? "down" : "up", ", Metric: ", metric);
  if (ipv6) p.put(external ? ", External" : ", Internal");
  if (!subtlvs) return !p.stopped();
  p.put(", sub-TLVs present");
  size_t sum = r.u8();
  p.put(" (", sum, ')');
  while (sum > 0 && !p.stopped()) {
    const size_t before = r.position();
    print_prefix_subtlv(p, r);
    sum -= r.position() - before;  // past 0 where the sum is wrong: then all that is captured is read as sub-TLVs
  }
  return !p.stopped();
}

}  // namespace trawl::isis
