// Traffic engineering in OSPF: RFC 3630 (TLVs), RFC 4203 (GMPLS), RFC 4124 (DiffServ-aware).
#include "print/ospf_te.h"

#include <bit>

#include "print/gmpls_names.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr int kPriorities = 8;

enum Tlv : uint8_t { kRouterAddress = 1, kLink = 2 };
constexpr ValueName kTlvs[] = {{kRouterAddress, "Router Address"}, {kLink, "Link"}};

enum LinkTlv : uint8_t {
  kLinkType = 1,
  kLinkId,
  kLocalAddress,
  kRemoteAddress,
  kMetric,
  kMaximumBandwidth,
  kMaximumReservable,
  kUnreserved,
  kAdministrativeGroup,
  kLinkIdentifiers = 11,
  kProtection = 14,
  kSwitching = 15,
  kSharedRisk = 16,
  kConstraints = 17,
};
constexpr ValueName kLinkTlvs[] = {
    {kLinkType, "Link Type"},
    {kLinkId, "Link ID"},
    {kLocalAddress, "Local Interface IP address"},
    {kRemoteAddress, "Remote Interface IP address"},
    {kMetric, "Traffic Engineering Metric"},
    {kMaximumBandwidth, "Maximum Bandwidth"},
    {kMaximumReservable, "Maximum Reservable Bandwidth"},
    {kUnreserved, "Unreserved Bandwidth"},
    {kAdministrativeGroup, "Administrative Group"},
    {kLinkIdentifiers, "Link Local/Remote Identifier"},
    {kProtection, "Link Protection Type"},
    {kSwitching, "Interface Switching Capability"},
    {kSharedRisk, "Shared Risk Link Group"},
    {kConstraints, "Bandwidth Constraints"},
};
constexpr ValueName kLinkTypes[] = {{1, "Point-to-point"}, {2, "Multi-Access"}};

constexpr ValueName kProtections[] = {
    {0x01, "Extra Traffic"}, {0x02, "Unprotected"}, {0x04, "Shared"},   {0x08, "Dedicated 1:1"},
    {0x10, "Dedicated 1+1"}, {0x20, "Enhanced"},    {0x40, "Reserved"}, {0x80, "Reserved"},
};
constexpr ValueName kSwitchingTypes[] = {
    {1, "Packet-Switch Capable-1"}, {2, "Packet-Switch Capable-2"}, {3, "Packet-Switch Capable-3"},
    {4, "Packet-Switch Capable-4"}, {51, "Layer-2 Switch Capable"}, {100, "Time-Division-Multiplex"},
    {150, "Lambda-Switch Capable"}, {200, "Fiber-Switch Capable"},
};
constexpr ValueName kConstraintModels[] = {
    {0, "Russian dolls"}, {1, "Maximum allocation"}, {254, "Maximum allocation with E-LSP support"}};

constexpr size_t padded(size_t length) {
  return (length + 3) & ~size_t{3};
}

/// An IEEE float of bytes per second, printed as megabits.
Fixed read_bandwidth(Reader& r) {
  const auto bytes_per_second = std::bit_cast<float>(r.u32());
  return fixed(static_cast<double>(bytes_per_second * 8 / 1000000), 3);
}

bool wrong(Printer& p, std::string_view expectation) {
  p.put(expectation);
  p.invalid();
  return false;
}

void put_identifier(Printer& p, Reader& r) {
  const uint32_t number = r.u32_at(0);
  p.put(", ", host_name(p, r.bytes(4)));
  p.put(" (0x", hex(number, 8), ')');
}

bool print_link_type(Printer& p, Reader& r, size_t length) {
  if (length != 1) return wrong(p, " != 1");
  const uint8_t type = r.u8();
  p.put(", ", name_or(kLinkTypes, type, "unknown"), " (", type, ')');
  return true;
}

bool print_identifiers(Printer& p, Reader& r, size_t length) {
  if (length != 4 && length != 8) return wrong(p, " != 4 && != 8");
  put_identifier(p, r);
  if (length == 8) put_identifier(p, r);
  return true;
}

bool print_unreserved(Printer& p, Reader& r, size_t length) {
  if (length != 32) return wrong(p, " != 32");
  for (int i = 0; i < kPriorities; i++) {
    const auto bandwidth = read_bandwidth(r);
    p.put("\n\t\tTE-Class ", i, ": ", bandwidth, " Mbps");
  }
  return true;
}

bool print_switching(Printer& p, Reader& r, size_t length) {
  if (length < 36) return wrong(p, " < 36");
  p.put("\n\t\tInterface Switching Capability: ", name_or(kSwitchingTypes, r.u8(), "Unknown"));
  p.put("\n\t\tLSP Encoding: ", name_or(kGmplsEncodings, r.u8(), "Unknown"), "\n\t\tMax LSP Bandwidth:");
  r.skip(2);
  for (int i = 0; i < kPriorities; i++) {
    const auto bandwidth = read_bandwidth(r);
    p.put("\n\t\t  priority level ", i, ": ", bandwidth, " Mbps");
  }
  return true;
}

bool print_shared_risk(Printer& p, Reader& r, size_t length) {
  if (length % 4 != 0) return wrong(p, " != N x 4");
  if (length > 0) p.put("\n\t\t  Shared risk group: ");
  for (size_t i = 0; i < length && !p.stopped(); i += 4) {
    const uint32_t group = r.u32();
    p.put(i == 0 ? "" : ", ", group);
  }
  return true;
}

bool print_constraints(Printer& p, Reader& r, size_t length) {
  if (length < 4) return wrong(p, " < 4");
  const uint8_t model = r.u8();
  p.put("\n\t\tBandwidth Constraints Model ID: ", name_or(kConstraintModels, model, "unknown"), " (", model, ')');
  const char* problem = length % 4 != 0 ? " != N x 4" : length > 36 ? " > 36" : nullptr;
  if (problem != nullptr) {
    p.put("\n\t\tlength ", length);
    return wrong(p, problem);
  }
  r.skip(3);
  for (size_t i = 0; i + 1 < length / 4; i++) {
    const auto bandwidth = read_bandwidth(r);
    p.put("\n\t\t  Bandwidth constraint CT", i, ": ", bandwidth, " Mbps");
  }
  return true;
}

bool print_four_bytes(Printer& p, Reader& r, uint16_t type, size_t length) {
  if (length != 4) return wrong(p, " != 4");
  switch (type) {
    case kLocalAddress:
    case kRemoteAddress:
      p.put(", ", host_name(p, r.bytes(4)));
      break;
    case kMetric:
      p.put(", Metric ", r.u32());
      break;
    case kMaximumBandwidth:
    case kMaximumReservable:
      p.put(", ", read_bandwidth(r), " Mbps");
      break;
    case kAdministrativeGroup:
      p.put(", 0x", hex(r.u32(), 8));
      break;
    default:
      p.put(", ", flag_names(kProtections, r.u8()));
      break;
  }
  return true;
}

/// One TLV of a link; moves over what it reads. False when its length is wrong.
bool print_link_tlv(Printer& p, Reader& r, uint16_t type, size_t length) {
  switch (type) {
    case kLinkType:
      return print_link_type(p, r, length);
    case kLinkId:
    case kLinkIdentifiers:
      return print_identifiers(p, r, length);
    case kLocalAddress:
    case kRemoteAddress:
    case kMetric:
    case kMaximumBandwidth:
    case kMaximumReservable:
    case kAdministrativeGroup:
    case kProtection:
      return print_four_bytes(p, r, type, length);
    case kUnreserved:
      return print_unreserved(p, r, length);
    case kSwitching:
      return print_switching(p, r, length);
    case kSharedRisk:
      return print_shared_risk(p, r, length);
    case kConstraints:
      return print_constraints(p, r, length);
    default:
      if (p.verbose() <= 1) put_unknown_data(p, "\n\t\t", r, length);
      return true;
  }
}

bool print_link(Printer& p, Reader& r, size_t length) {
  while (length != 0 && !p.stopped()) {
    if (length < 4) {
      p.put("\n\t    Remaining TLV length ", length, " < 4");
      return false;
    }
    const uint16_t type = r.u16();
    const uint16_t size = r.u16();
    if (type == 0 || size == 0) return p.invalid(), false;
    p.put("\n\t      ", name_or(kLinkTlvs, type, "unknown"), " subTLV (", type, "), length: ", size);
    if (length < size + size_t{4}) {
      p.put("\n\t    Remaining TLV length ", length, " < ", size + 4);
      return false;
    }
    length -= 4;
    if (!r.has(size)) return false;
    Reader value = r;
    if (!print_link_tlv(p, value, type, size)) return false;
    // tcpdump goes on behind the groups and then once more as far.
    r.skip(type == kSharedRisk ? size + padded(size) : padded(size));
    if (length < padded(size)) {
      p.put("\n\t    Remaining TLV length ", length, " < ", padded(size));
      return false;
    }
    length -= padded(size);
  }
  return true;
}

}  // namespace

bool print_ospf_te_tlvs(Printer& p, Reader r, size_t length) {
  while (length > 0) {
    if (!r.has(4)) return false;
    if (length < 4) {
      p.put("\n\t    Remaining LS length ", length, " < 4");
      return false;
    }
    const uint16_t type = r.u16();
    const uint16_t size = r.u16();
    length -= 4;
    p.put("\n\t    ", name_or(kTlvs, type, "unknown"), " TLV (", type, "), length: ", size);
    if (size > length) {
      p.put("\n\t    Bogus length ", size, " > ", length);
      return false;
    }
    if (type == 0 || size == 0) return false;
    if (type == kLink) {
      // tcpdump counts a link's TLVs down to nothing, and then that nothing as what the link took of the LSA: TLVs go
      // on, into the next LSA.
      if (!print_link(p, r, size)) return false;
      continue;
    }
    if (padded(size) > length) {
      p.put("\n\t    Bogus padded length ", padded(size), " > ", length);
      return false;
    }
    Reader value = r;
    if (type == kRouterAddress) {
      if (size < 4) {
        p.put("\n\t    TLV length ", size, " < 4");
        return false;
      }
      p.put(", ", host_name(p, value.bytes(4)));
    } else if (p.verbose() <= 1) {
      put_unknown_data(p, "\n\t      ", value, size);
    }
    r.skip(padded(size));
    length -= padded(size);
  }
  return true;
}

}  // namespace trawl
