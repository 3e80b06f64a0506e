// RSVP's objects: RFC 2205, RFC 2747 (integrity), RFC 2961 (message ids), RFC 3209 and RFC 3473 (traffic engineering),
// RFC 4090 (fast reroute), RFC 4124 (classes), RFC 4875 (multipoint).
#include <algorithm>
#include <bit>

#include "base/address.h"
#include "print/ethernet.h"
#include "print/gmpls_names.h"
#include "print/number_names.h"
#include "print/rsvp.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl::rsvp {

namespace {

enum Class : uint8_t {
  kSession = 1,
  kHop = 3,
  kIntegrity = 4,
  kTimeValues = 5,
  kErrorSpec = 6,
  kStyle = 8,
  kFlowSpec = 9,
  kFilterSpec = 10,
  kSenderTemplate = 11,
  kSenderTspec = 12,
  kAdspec = 13,
  kConfirm = 15,
  kLabel = 16,
  kLabelRequest = 19,
  kExplicitRoute = 20,
  kRecordedRoute = 21,
  kHello = 22,
  kMessageId = 23,
  kMessageIdAck = 24,
  kMessageIdList = 25,
  kRecoveryLabel = 34,
  kUpstreamLabel = 35,
  kLabelSet = 36,
  kSubLsp = 50,
  kDetour = 63,
  kClassType = 66,
  kOldClassType = 125,
  kSuggestedLabel = 129,
  kRestart = 131,
  kCapability = 134,
  kNotifyRequest = 195,
  kAdministrativeStatus = 196,
  kProperties = 204,
  kFastReroute = 205,
  kSessionAttribute = 207,
  kGeneralizedUni = 229,
};
constexpr ValueName kTypes[] = {
    {0x0301, "IPv4"},
    {0x0302, "IPv6"},
    {0x0303, "IPv4 plus opt. TLVs"},
    {0x0304, "IPv6 plus opt. TLVs"},
    {0xc301, "IPv4"},
    {0xc302, "IPv6"},
    {0x0f01, "IPv4"},
    {0x0f02, "IPv6"},
    {0x0501, "1"},
    {0x0901, "obsolete"},
    {0x0902, "IntServ"},
    {0x0c02, "IntServ"},
    {0x0d02, "IntServ"},
    {0x0a01, "IPv4"},
    {0x0a02, "IPv6"},
    {0x0a03, "IPv6 Flow-label"},
    {0x0a07, "Tunnel IPv4"},
    {0x0a0c, "IPv4 P2MP LSP Tunnel"},
    {0x0a0d, "IPv6 P2MP LSP Tunnel"},
    {0x0101, "IPv4"},
    {0x0102, "IPv6"},
    {0x0107, "Tunnel IPv4"},
    {0x010b, "UNI IPv4"},
    {0x010d, "IPv4 P2MP LSP Tunnel"},
    {0x010e, "IPv6 P2MP LSP Tunnel"},
    {0x0b01, "IPv4"},
    {0x0b02, "IPv6"},
    {0x0b07, "Tunnel IPv4"},
    {0x0b0c, "IPv4 P2MP LSP Tunnel"},
    {0x0b0d, "IPv6 P2MP LSP Tunnel"},
    {0x1701, "1"},
    {0x1801, "Message id ack"},
    {0x1802, "Message id nack"},
    {0x1901, "1"},
    {0x0801, "1"},
    {0x1601, "Hello Request"},
    {0x1602, "Hello Ack"},
    {0x1301, "without label range"},
    {0x1302, "with ATM label range"},
    {0x1303, "with FR label range"},
    {0x1304, "Generalized Label"},
    {0x1001, "Label"},
    {0x1002, "Generalized Label"},
    {0x1003, "Waveband Switching"},
    {0x8101, "Label"},
    {0x8102, "Generalized Label"},
    {0x8103, "Waveband Switching"},
    {0x2301, "Label"},
    {0x2302, "Generalized Label"},
    {0x2303, "Waveband Switching"},
    {0x2201, "Label"},
    {0x2202, "Generalized Label"},
    {0x2203, "Waveband Switching"},
    {0x1401, "IPv4"},
    {0x1501, "IPv4"},
    {0x0601, "IPv4"},
    {0x0602, "IPv6"},
    {0x0603, "IPv4 plus opt. TLVs"},
    {0x0604, "IPv6 plus opt. TLVs"},
    {0x8301, "IPv4"},
    {0x8601, "1"},
    {0xcf07, "Tunnel IPv4"},
    {0xcd07, "Tunnel IPv4"},
    {0xcd01, "1"},
    {0x3f07, "Tunnel IPv4"},
    {0xcc01, "1"},
    {0xc401, "1"},
    {0x4201, "1"},
    {0x7d01, "1"},
    {0x2401, "1"},
    {0xe501, "1"},
    {0x3201, "IPv4 sub-LSP"},
    {0x3202, "IPv6 sub-LSP"},
};
constexpr ValueName kAdministrativeFlags[] = {
    {0x80000000, "Reflect"},
    {0x00000004, "Testing"},
    {0x00000002, "Admin-down"},
    {0x00000001, "Delete-in-progress"},
};
constexpr ValueName kDiffservErrors[] = {
    {1, "Unexpected CT object"},
    {2, "Unsupported CT"},
    {3, "Invalid CT value"},
    {4, "CT/setup priority do not form a configured TE-Class"},
    {5, "CT/holding priority do not form a configured TE-Class"},
    {6, "CT/setup priority and CT/holding priority do not form a configured TE-Class"},
    {7, "Inconsistency between signaled PSC and signaled CT"},
    {8, "Inconsistency between signaled PHBs and signaled CT"},
};
constexpr ValueName kRoutingErrors[] = {
    {1, "Bad EXPLICIT_ROUTE object"},
    {2, "Bad strict node"},
    {3, "Bad loose node"},
    {4, "Bad initial subobject"},
    {5, "No route available toward destination"},
    {6, "Unacceptable label value"},
    {7, "RRO indicated routing loops"},
    {8, "non-RSVP-capable router in the path"},
    {9, "MPLS label allocation failure"},
    {10, "Unsupported L3PID"},
};
constexpr ValueName kErrorCodes[] = {
    {24, "Routing Problem"},
    {25, "Notify Error"},
    {28, "Diffserv TE Error"},
    {125, "Diffserv TE Error (Old)"},
};
constexpr ValueName kSessionFlags[] = {
    {1, "Local Protection"},     {2, "Label Recording"},  {4, "SE Style"},
    {8, "Bandwidth protection"}, {16, "Node protection"},
};
constexpr ValueName kStyles[] = {
    {17, "Wildcard Filter"},
    {10, "Fixed Filter"},
    {18, "Shared Explicit"},
};
constexpr ValueName kIntegrityFlags[] = {
    {128, "Handshake"},
};
constexpr ValueName kCapabilityFlags[] = {
    {4, "RecoveryPath Transmit Enabled"},
    {2, "RecoveryPath Desired"},
    {1, "RecoveryPath Srefresh Capable"},
};
constexpr ValueName kPropertyNames[] = {
    {0x01, "Cos"}, {0x02, "Metric 1"}, {0x04, "Metric 2"}, {0x08, "CCC Status"}, {0x10, "Path Type"},
};
constexpr ValueName kLabelSetActions[] = {
    {0, "Inclusive list"},
    {1, "Exclusive list"},
    {2, "Inclusive range"},
    {3, "Exclusive range"},
};
constexpr ValueName kUniTypes[] = {
    {1, "Source TNA address"}, {2, "Destination TNA address"}, {3, "Diversity"},
    {4, "Egress label"},       {5, "Service level"},
};

struct Object {
  Printer& p;
  Reader r;
  std::string_view indent;
  uint8_t type;

  template <class... T>
  void line(const T&... parts) {
    p.put(indent, "  ", parts...);
  }
  bool has(size_t n) const { return r.length() >= n; }
  std::span<const uint8_t> address(size_t offset, bool ipv6) { return r.bytes_at(offset, ipv6 ? 16 : 4); }
};

struct Address {
  std::span<const uint8_t> bytes;
};
void append(TextBuffer& out, Address a) {
  a.bytes.size() == 4 ? append(out, ip4_text(a.bytes)) : append(out, ip6_text(a.bytes));
}

Outcome print_session(Object& o) {
  const bool ipv6 = o.type == 2 || o.type == 8 || o.type == 14;
  const std::string_view family = ipv6 ? "IPv6" : "IPv4";
  const size_t size = ipv6 ? 16 : 4;
  switch (o.type) {
    case 1:
    case 2: {
      if (!o.has(size + 4)) return Outcome::kTooShort;
      const auto address = o.address(0, ipv6);
      o.line(family, " DestAddress: ", Address{address}, ", Protocol ID: 0x", hex(o.r.u8_at(size), 2));
      const uint8_t flags = o.r.u8_at(size + 1);
      o.line("Flags: [0x", hex(flags, 2), "], DestPort ", o.r.u16_at(size + 2));
      return Outcome::kDecoded;
    }
    case 7:
    case 8:
    case 11: {
      if (!o.has(size * 2 + 4)) return Outcome::kTooShort;
      const auto end = o.address(0, ipv6);
      const auto extended = o.address(size + 4, ipv6);
      o.line(family, " Tunnel EndPoint: ", Address{end}, ", Tunnel ID: 0x", hex(o.r.u16_at(size + 2), 4),
             ", Extended Tunnel ID: ", Address{extended});
      return Outcome::kDecoded;
    }
    case 13:
    case 14: {
      if (!o.has(ipv6 ? 26 : 12)) return Outcome::kTooShort;
      const auto extended = o.address(8, ipv6);
      const uint16_t tunnel = o.r.u16_at(6);
      if (ipv6) {
        o.line("IPv6 P2MP LSP ID: 0x", hex(o.r.u32_at(0), 8), ", Tunnel ID: 0x", hex(tunnel, 4),
               ", Extended Tunnel ID: ", Address{extended});
      } else {
        const auto lsp = o.address(0, false);
        o.line("IPv4 P2MP LSP ID: ", Address{lsp}, ", Tunnel ID: 0x", hex(tunnel, 4),
               ", Extended Tunnel ID: ", Address{extended});
      }
      return Outcome::kDecoded;
    }
    default:
      return Outcome::kDump;
  }
}

/// Classes that hold one address: IPv4 in type 1, IPv6 in type 2.
Outcome print_one_address(Object& o, std::string_view ip4_label, std::string_view ip6_label) {
  if (o.type != 1 && o.type != 2) return Outcome::kDump;
  const bool ipv6 = o.type == 2;
  if (!o.has(ipv6 ? 16 : 4)) return Outcome::kTooShort;
  const auto address = o.address(0, ipv6);
  o.line(ipv6 ? ip6_label : ip4_label, Address{address});
  return Outcome::kDecoded;
}

Outcome print_label(Object& o) {
  switch (o.type) {
    case 1:
      while (o.has(4)) o.line("Label: ", o.r.u32());
      return Outcome::kDecoded;
    case 2:
      if (!o.has(4)) return Outcome::kTooShort;
      o.line("Generalized Label: ", o.r.u32());
      return Outcome::kDecoded;
    case 3: {
      if (!o.has(12)) return Outcome::kTooShort;
      o.line("Waveband ID: ", o.r.u32());
      const uint32_t start = o.r.u32();
      o.line("Start Label: ", start, ", Stop Label: ", o.r.u32());
      return Outcome::kDecoded;
    }
    default:
      return Outcome::kDump;
  }
}

Outcome print_style(Object& o) {
  if (o.type != 1) return Outcome::kDump;
  if (!o.has(4)) return Outcome::kTooShort;
  const uint8_t flags = o.r.u8();
  o.line("Reservation Style: ", name_or(kStyles, o.r.u24(), "Unknown"), ", Flags: [0x", hex(flags, 2), ']');
  return Outcome::kDecoded;
}

/// The sender of a flow: in templates and in filters.
Outcome print_sender(Object& o, bool filter) {
  const bool ipv6 = o.type == 2 || o.type == 3 || o.type == 13;
  const size_t size = ipv6 ? 16 : 4;
  const bool multipoint = o.type == 12 || o.type == 13;
  const bool flow_label = o.type == 3 && filter;
  if (o.type == 8 && filter) {  // as long as an IPv6 tunnel's, but its address is shown as an IPv4 one
    if (!o.has(20)) return Outcome::kTooShort;
    const auto tunnel = o.address(0, false);
    o.line("Source Address: ", Address{tunnel}, ", LSP-ID: 0x", hex(o.r.u16_at(18), 4));
    return Outcome::kDecoded;
  }
  if (o.type != 1 && o.type != 2 && o.type != 7 && !multipoint && !flow_label) return Outcome::kDump;
  if (!o.has(multipoint ? size * 2 + 8 : size + 4)) return Outcome::kTooShort;
  const auto address = o.address(0, ipv6);
  const uint16_t number = o.r.u16_at(size + 2);
  if (multipoint) {
    o.line(ipv6 ? "IPv6" : "IPv4", " Tunnel Sender Address: ", Address{address}, ", LSP ID: 0x", hex(number, 4));
    const auto group = o.address(size + 4, ipv6);
    o.line("Sub-Group Originator ID: ", Address{group}, ", Sub-Group ID: 0x",
           hex(o.r.u16_at(size * 2 + (ipv6 ? 6 : 4)), 4));
  } else if (flow_label) {
    o.line("Source Address: ", Address{address}, ", Flow Label: ", o.r.u24_at(17));
  } else if (o.type == 7) {
    o.line(filter ? "Source Address: " : "IPv4 Tunnel Sender Address: ", Address{address}, ", LSP-ID: 0x",
           hex(number, 4));
  } else {
    o.line("Source Address: ", Address{address}, ", Source Port: ", number);
  }
  return Outcome::kDecoded;
}

void put_layer3(Object& o) {
  const uint16_t protocol = o.r.u16_at(2);
  o.line("L3 Protocol ID: ");
  const std::string_view name = ethertype_name(protocol);
  name.empty() ? o.p.put("Unknown Protocol (0x", hex(protocol, 4), ')') : o.p.put(name);
}

Outcome print_label_request(Object& o) {
  switch (o.type) {
    case 1:
      while (o.has(4)) {
        put_layer3(o);
        o.r.skip(4);
      }
      return Outcome::kDecoded;
    case 2: {
      if (!o.has(12)) return Outcome::kTooShort;
      put_layer3(o);
      o.p.put(",", (o.r.u8_at(4) & 0x80) != 0 ? "no" : "", " merge capability");
      const uint16_t least_path = o.r.u16_at(4) & 0xfff;
      o.line("Minimum VPI/VCI: ", least_path, '/', o.r.u16_at(6) & 0xfff);
      const uint16_t greatest_path = o.r.u16_at(8) & 0xfff;
      o.line("Maximum VPI/VCI: ", greatest_path, '/', o.r.u16_at(10) & 0xfff);
      return Outcome::kDecoded;
    }
    case 3: {
      if (!o.has(12)) return Outcome::kTooShort;
      put_layer3(o);
      const uint32_t least = o.r.u32_at(4) & 0x7fffff;
      const uint16_t length = o.r.u16_at(4) >> 7 & 3;
      o.line("Minimum/Maximum DLCI: ", least, '/', o.r.u32_at(8) & 0x7fffff, ", ", length == 0 ? "10" : "",
             length == 2 ? "23" : "", " bit DLCI");
      return Outcome::kDecoded;
    }
    case 4: {
      if (!o.has(4)) return Outcome::kTooShort;
      const uint8_t encoding = o.r.u8();
      const uint8_t switching = o.r.u8();
      const uint16_t payload = o.r.u16();
      o.line("LSP Encoding Type: ", name_or(kGmplsEncodings, encoding, "Unknown"), " (", encoding, ')');
      o.line("Switching Type: ", name_or(kGmplsSwitchingCapabilities, switching, "Unknown"), " (", switching,
             "), Payload ID: ", name_or(kGmplsPayloads, payload, "Unknown"), " (0x", hex(payload, 4), ')');
      return Outcome::kDecoded;
    }
    default:
      return Outcome::kDump;
  }
}

Outcome print_hello(Object& o) {
  if (o.type != 1 && o.type != 2) return Outcome::kDump;
  if (!o.has(8)) return Outcome::kTooShort;
  const uint32_t source = o.r.u32();
  o.line("Source Instance: 0x", hex(source, 8), ", Destination Instance: 0x", hex(o.r.u32(), 8));
  return Outcome::kDecoded;
}

Outcome print_restart(Object& o) {
  if (o.type != 1) return Outcome::kDump;
  if (!o.has(8)) return Outcome::kTooShort;
  const uint32_t restart = o.r.u32();
  o.line("Restart  Time: ", restart, "ms, Recovery Time: ", o.r.u32(), "ms");
  return Outcome::kDecoded;
}

Outcome print_session_attribute(Object& o) {
  if (o.type != 7) return Outcome::kDump;
  if (!o.has(4)) return Outcome::kTooShort;
  const uint8_t setup = o.r.u8();
  const uint8_t holding = o.r.u8();
  const uint8_t flags = o.r.u8();
  const uint8_t name_length = o.r.u8();
  if (!o.has(name_length)) return Outcome::kTooShort;
  o.line("Session Name: ");
  put_text(o.p, o.r, name_length);
  o.line("Setup Priority: ", setup, ", Holding Priority: ", holding, ", Flags: [", flag_names(kSessionFlags, flags),
         "] (", flags == 0 ? "" : "0x", hex(flags), ')');
  return Outcome::kDecoded;
}

Outcome print_generalized_uni(Object& o) {
  if (o.type != 1) return Outcome::kDump;
  if (!o.has(4)) return Outcome::kTooShort;
  while (o.has(4)) {
    const size_t available = o.r.length();
    const uint16_t length = o.r.u16();
    const uint8_t type = o.r.u8();
    const uint8_t family = o.r.u8();
    o.line("Subobject Type: ", name_or(kUniTypes, type, "Unknown"), " (", type,
           "), AF: ", name_or(kAddressFamilyNames, family, "Unknown"), " (", family, "), length: ", length);
    if (length < 4 || length > available) {
      o.p.invalid();
      return Outcome::kStop;
    }
    Reader r = o.r.with_length(length - 4U);
    if (type == 1 || type == 2) {
      const bool ipv6 = family == 2;
      if (family == 1 || ipv6) {
        if (r.length() < (ipv6 ? 16 : 4)) return Outcome::kTooShort;
        const auto address = r.bytes(ipv6 ? 16 : 4);
        o.line("  UNI ", ipv6 ? "IPv6" : "IPv4", " TNA address: ", Address{address});
      }
    } else if (type == 4) {
      if (r.length() < 12) return Outcome::kTooShort;
      const uint8_t direction = r.u8();
      const uint8_t label_type = r.u8();
      r.skip(2);
      const uint32_t port = r.u32();
      o.line("  U-bit: ", hex(direction >> 7), ", Label type: ", label_type, ", Logical port id: ", port,
             ", Label: ", r.u32());
    } else if (type == 5) {
      if (r.length() < 4) return Outcome::kTooShort;
      o.line("  Service level: ", r.u8() >> 4);
    }
    o.r.skip(length - 4U);
  }
  return Outcome::kDecoded;
}

Outcome print_hop(Object& o) {
  if (o.type < 1 || o.type > 4) return Outcome::kDump;
  const bool ipv6 = o.type == 2 || o.type == 4;
  const size_t size = ipv6 ? 16 : 4;
  if (!o.has(size + 4)) return Outcome::kTooShort;
  const auto address = o.address(0, ipv6);
  o.line("Previous/Next Interface: ", Address{address}, ", Logical Interface Handle: 0x", hex(o.r.u32_at(size), 8));
  return ipv6 || o.has(size + 5) ? Outcome::kDump : Outcome::kDecoded;
}

Outcome print_time_values(Object& o) {
  if (o.type != 1) return Outcome::kDump;
  if (!o.has(4)) return Outcome::kTooShort;
  o.line("Refresh Period: ", o.r.u32(), "ms");
  return Outcome::kDecoded;
}

struct Megabits {
  uint32_t bytes_per_second;  // an IEEE float
};
void append(TextBuffer& out, Megabits m) {
  append(out, general(static_cast<double>(std::bit_cast<float>(m.bytes_per_second) / 125000), 10));
}

Outcome print_fast_reroute(Object& o) {
  if (o.type != 1 && o.type != 7) return Outcome::kDump;
  if (!o.has(o.type == 1 ? 20 : 16)) return Outcome::kTooShort;
  const uint8_t setup = o.r.u8();
  const uint8_t holding = o.r.u8();
  const uint8_t limit = o.r.u8();
  o.r.skip(1);
  o.line("Setup Priority: ", setup, ", Holding Priority: ", holding, ", Hop-limit: ", limit,
         ", Bandwidth: ", Megabits{o.r.u32()}, " Mbps");
  const uint32_t include = o.r.u32();
  const uint32_t exclude = o.r.u32();
  if (o.type == 1) {
    o.line("Include-any: 0x", hex(include, 8), ", Exclude-any: 0x", hex(exclude, 8), ", Include-all: 0x",
           hex(o.r.u32(), 8));
  } else {
    o.line("Include Colors: 0x", hex(include, 8), ", Exclude Colors: 0x", hex(exclude, 8));
  }
  return Outcome::kDecoded;
}

Outcome print_detour(Object& o) {
  if (o.type != 7) return Outcome::kDump;
  while (o.has(8)) {
    const auto repair = o.r.bytes(4);
    const auto avoid = o.r.bytes(4);
    o.line("PLR-ID: ", Address{repair}, ", Avoid-Node-ID: ", Address{avoid});
  }
  return Outcome::kDecoded;
}

Outcome print_class_type(Object& o) {
  if (o.type != 1) return Outcome::kDump;
  if (!o.has(4)) return Outcome::kTooShort;
  o.line("CT: ", o.r.u32() & 7);
  return Outcome::kDecoded;
}

Outcome print_error_spec(Object& o) {
  constexpr uint8_t kRouting = 24;
  constexpr uint8_t kDiffserv = 28;
  constexpr uint8_t kOldDiffserv = 125;
  if (o.type < 1 || o.type > 4) return Outcome::kDump;
  const bool ipv6 = o.type == 2 || o.type == 4;
  if (!o.has(ipv6 ? 20 : 8)) return Outcome::kTooShort;
  const auto address = o.r.bytes(ipv6 ? 16 : 4);
  const uint8_t flags = o.r.u8();
  const uint8_t code = o.r.u8();
  const uint16_t value = o.r.u16();
  o.line("Error Node Address: ", Address{address}, ", Flags: [0x", hex(flags, 2), ']');
  o.line("Error Code: ", name_or(kErrorCodes, code, "unknown"), " (", code, ')');
  if (code == kRouting) {
    o.p.put(", Error Value: ", name_or(kRoutingErrors, value, "unknown"), " (", value, ')');
  } else if (code == kDiffserv || code == kOldDiffserv) {
    o.p.put(", Error Value: ", name_or(kDiffservErrors, value, "unknown"), " (", value, ')');
  } else if (!ipv6) {
    o.p.put(", Unknown Error Value (", value, ')');
  }
  return Outcome::kDecoded;
}

Outcome print_message_id(Object& o) {
  if (o.type != 1 && o.type != 2) return Outcome::kDump;
  if (!o.has(4)) return Outcome::kTooShort;
  const uint8_t flags = o.r.u8();
  o.line("Flags [0x", hex(flags, 2), "], epoch: ", o.r.u24());
  while (o.has(4)) {
    const uint32_t id = o.r.u32();
    o.line("  Message-ID 0x", hex(id, 8), " (", id, ')');
  }
  return Outcome::kDecoded;
}

Outcome print_integrity(Object& o) {
  if (o.type != 1) return Outcome::kDump;
  if (!o.has(32)) return Outcome::kTooShort;
  const uint8_t flags = o.r.u8();
  o.r.skip(1);
  const uint64_t key = o.r.u48();
  const uint64_t sequence = o.r.u64();
  o.line("Key-ID 0x", hex(key, 12), ", Sequence 0x", hex(sequence, 16), ", Flags [", flag_names(kIntegrityFlags, flags),
         ']');
  const auto digest = o.r.bytes(16);
  o.line("MD5-sum 0x", hex_bytes(digest), "  (unchecked)");
  return Outcome::kDecoded;
}

Outcome print_flag_word(Object& o, std::string_view label, NameTable names) {
  if (o.type != 1) return Outcome::kDump;
  if (!o.has(4)) return Outcome::kTooShort;
  o.line(label, flag_names(names, o.r.u32()), ']');
  return Outcome::kDecoded;
}

Outcome print_capability(Object& o) {
  if (o.type != 1) return Outcome::kDump;
  if (!o.has(4)) return Outcome::kTooShort;
  if (const uint32_t reserved = o.r.u32_at(0) & ~7U; reserved != 0) {
    o.line("[reserved=0x", hex(reserved, 8), " must be zero]");
  }
  return print_flag_word(o, "Flags: [", kCapabilityFlags);
}

Outcome print_properties(Object& o) {
  if (o.type != 1) return Outcome::kDump;
  if (!o.has(4)) return Outcome::kTooShort;
  const uint16_t count = o.r.u16();
  const uint16_t padding = o.r.u16();
  o.line("TLV count: ", count, ", padding bytes: ", padding);
  while (o.has(2U + padding)) {
    const size_t available = o.r.length();
    const uint8_t type = o.r.u8();
    const uint8_t length = o.r.u8();
    o.line("  ", name_or(kPropertyNames, type, "unknown"), " TLV (0x", hex(type, 2), "), length: ", length);
    if (available < length) return Outcome::kTooShort;
    if (length < 2) {
      o.p.put(o.indent, "ERROR: property TLV is too short");
      return Outcome::kStop;
    }
    put_unknown(o.p, "\n\t\t", o.r, length - 2U);
    o.r.skip(length - 2U);
  }
  return Outcome::kDecoded;
}

Outcome print_label_set(Object& o) {
  if (o.type != 1) return Outcome::kDump;
  if (!o.has(4)) return Outcome::kTooShort;
  const uint8_t action = o.r.u8();
  o.r.skip(1);
  o.line("Action: ", name_or(kLabelSetActions, action, "Unknown"), " (", action, "), Label type: ", o.r.u16() & 0x7f);
  if (action == 2 || action == 3) {
    if (!o.has(8)) return Outcome::kTooShort;
    const uint32_t start = o.r.u32();
    o.line("Start range: ", start, ", End range: ", o.r.u32());
    return Outcome::kDecoded;
  }
  for (int channel = 1; o.has(4); channel++) o.line("Subchannel #", channel, ": ", o.r.u32());
  return Outcome::kDecoded;
}

Outcome print_any_route(Object& o) {
  return o.type == 1 ? print_route(o.p, o.r, o.indent) : Outcome::kDump;
}

Outcome print_any_services(Object& o) {
  return o.type == 2 ? print_integrated_services(o.p, o.r, o.indent) : Outcome::kDump;
}

Outcome print_confirmed(Object& o) {
  return print_one_address(o, "IPv4 Receiver Address: ", "IPv6 Receiver Address: ");
}

Outcome print_notified(Object& o) {
  return print_one_address(o, "IPv4 Notify Node Address: ", "IPv6 Notify Node Address: ");
}

Outcome print_sub_lsp(Object& o) {
  return print_one_address(o, "Sub-LSP destination address: ", "Sub-LSP destination address: ");
}

Outcome print_sender_template(Object& o) {
  return print_sender(o, false);
}

Outcome print_filter(Object& o) {
  return print_sender(o, true);
}

Outcome print_administrative_status(Object& o) {
  return print_flag_word(o, "Flags [", kAdministrativeFlags);
}

struct ObjectPrinter {
  uint8_t object_class;
  Outcome (*print)(Object& o);
};

constexpr ObjectPrinter kPrinters[] = {
    {kSession, print_session},
    {kConfirm, print_confirmed},
    {kNotifyRequest, print_notified},
    {kSubLsp, print_sub_lsp},
    {kLabel, print_label},
    {kSuggestedLabel, print_label},
    {kUpstreamLabel, print_label},
    {kRecoveryLabel, print_label},
    {kStyle, print_style},
    {kSenderTemplate, print_sender_template},
    {kFilterSpec, print_filter},
    {kLabelRequest, print_label_request},
    {kExplicitRoute, print_any_route},
    {kRecordedRoute, print_any_route},
    {kHello, print_hello},
    {kRestart, print_restart},
    {kSessionAttribute, print_session_attribute},
    {kGeneralizedUni, print_generalized_uni},
    {kHop, print_hop},
    {kTimeValues, print_time_values},
    {kSenderTspec, print_any_services},
    {kAdspec, print_any_services},
    {kFlowSpec, print_any_services},
    {kFastReroute, print_fast_reroute},
    {kDetour, print_detour},
    {kClassType, print_class_type},
    {kOldClassType, print_class_type},
    {kErrorSpec, print_error_spec},
    {kMessageId, print_message_id},
    {kMessageIdList, print_message_id},
    {kMessageIdAck, print_message_id},
    {kIntegrity, print_integrity},
    {kAdministrativeStatus, print_administrative_status},
    {kCapability, print_capability},
    {kProperties, print_properties},
    {kLabelSet, print_label_set},
};

}  // namespace

std::string_view type_name(uint16_t class_and_type) {
  return find_name(kTypes, class_and_type);
}

Outcome print_object_value(Printer& p, Reader r, uint8_t object_class, uint8_t type, std::string_view indent) {
  const auto* const found = std::ranges::find(kPrinters, object_class, &ObjectPrinter::object_class);
  if (found == std::end(kPrinters)) return p.verbose() <= 1 ? Outcome::kDump : Outcome::kDecoded;
  Object o{p, r, indent, type};
  return found->print(o);
}

}  // namespace trawl::rsvp
