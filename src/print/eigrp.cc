// Enhanced Interior Gateway Routing Protocol, version 2: RFC 7868.
#include <algorithm>
#include <array>

#include "base/address.h"
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kVersion = 2;
constexpr size_t kHeaderLength = 20;
constexpr size_t kTlvHeaderLength = 4;

constexpr ValueName kOpcodes[] = {
    {1, "Update"}, {3, "Query"}, {4, "Reply"}, {5, "Hello"}, {6, "IPX SAP"}, {7, "Probe"},
};

constexpr ValueName kFlags[] = {
    {1, "Init"},
    {2, "Conditionally Received"},
    {4, "Restart"},
    {8, "End-of-Table"},
};

constexpr ValueName kOriginProtocols[] = {
    {1, "IGRP"},  {2, "EIGRP"}, {3, "Static"}, {4, "RIP"},   {5, "Hello"},      {6, "OSPF"},
    {7, "IS-IS"}, {8, "EGP"},   {9, "BGP"},    {10, "IDRP"}, {11, "Connected"},
};

void print_general_parameters(Printer& p, Reader r) {
  const auto k = r.bytes(6);
  if (k.size() < 6) return;
  p.put("\n\t    holdtime: ", r.u16(), "s, k1 ", k[0], ", k2 ", k[1], ", k3 ", k[2], ", k4 ", k[3], ", k5 ", k[4]);
}

void print_software_version(Printer& p, Reader r) {
  const auto v = r.bytes(4);
  if (v.size() < 4) return;
  p.put("\n\t    IOS version: ", v[0], '.', v[1], ", EIGRP version ", v[2], '.', v[3]);
}

/// The metrics that every route carries, 16 bytes.
void print_metrics(Printer& p, Reader r) {
  const uint32_t delay = r.u32();
  const uint32_t bandwidth = r.u32();
  const uint32_t mtu = r.u24();
  const uint8_t hops = r.u8();
  const uint8_t reliability = r.u8();
  p.put("\n\t      delay ", delay / 100, " ms, bandwidth ", bandwidth, " Kbps, mtu ", mtu, ", hop ", hops,
        ", reliability ", reliability, ", load ", r.u8());
}

/// Where an external route is from, but for the router.
struct Origin {
  uint32_t as;
  uint32_t tag;
  uint32_t metric;
  uint8_t protocol;
  uint8_t flags;
};

template <class Router>
void put_origin(Printer& p, Router router, const Origin& o) {
  p.put("\n\t      origin-router ", router, ", origin-as ", o.as, ", origin-proto ",
        name_or(kOriginProtocols, o.protocol, "unknown"), ", flags [0x", hex(o.flags, 2), "], tag 0x", hex(o.tag, 8),
        ", metric ", o.metric);
}

constexpr size_t kIpOriginLength = 20;
constexpr size_t kAppletalkOriginLength = 16;
constexpr size_t kMetricsLength = 16;

void put_prefix(Printer& p, Reader r, uint8_t length) {
  std::array<uint8_t, 4> prefix{};
  const auto sent = r.bytes((length + 7) / 8);
  std::ranges::copy(sent, prefix.begin());
  const size_t start = p.text.size();
  p.put(ip4_text(prefix));
  const size_t width = p.text.size() - start;
  p.text.truncate(start);
  p.text.fill(' ', width < 15 ? 15 - width : 0);
  p.put(ip4_text(prefix), '/', length);
}

void print_ip_route(Printer& p, Reader r, bool external) {
  const auto next_hop = r.bytes(4);
  Reader origin = r;
  if (external) r.skip(kIpOriginLength);
  const Reader metrics = r;
  r.skip(kMetricsLength);
  const uint8_t length = r.u8();
  if (length > 32) return p.put("\n\t    illegal prefix length ", length);
  p.put("\n\t    IPv4 prefix: ");
  put_prefix(p, r, length);
  p.put(", nexthop: ");
  const bool self = std::ranges::all_of(next_hop, [](uint8_t byte) { return byte == 0; });
  self ? p.put("self") : p.put(ip4_text(next_hop));
  if (external) {
    const auto router = origin.bytes(4);
    const uint32_t as = origin.u32();
    const uint32_t tag = origin.u32();
    const uint32_t metric = origin.u32();
    origin.skip(2);
    const uint8_t protocol = origin.u8();
    put_origin(p, ip4_text(router), {as, tag, metric, protocol, origin.u8()});
  }
  print_metrics(p, metrics);
}

void print_ip_internal(Printer& p, Reader r) {
  print_ip_route(p, r, false);
}
void print_ip_external(Printer& p, Reader r) {
  print_ip_route(p, r, true);
}

void print_cable_setup(Printer& p, Reader r) {
  const uint16_t first = r.u16();
  const uint16_t last = r.u16();
  p.put("\n\t    Cable-range: ", first, '-', last, ", Router-ID ", r.u32());
}

void print_appletalk_route(Printer& p, Reader r, bool external) {
  const uint16_t next_network = r.u16();
  const uint16_t next_node = r.u16();
  Reader origin = r;
  if (external) r.skip(kAppletalkOriginLength);
  const Reader metrics = r;
  r.skip(kMetricsLength);
  const uint16_t first = r.u16();
  p.put("\n\t     Cable-Range: ", first, '-', r.u16(), ", nexthop: ");
  next_network == 0 && next_node == 0 ? p.put("self") : p.put(next_network, '.', next_node);
  if (external) {
    const uint32_t router = origin.u32();
    const uint32_t as = origin.u32();
    const uint32_t tag = origin.u32();
    const uint8_t protocol = origin.u8();
    const uint8_t flags = origin.u8();
    put_origin(p, router, {as, tag, origin.u16(), protocol, flags});
  }
  print_metrics(p, metrics);
}

void print_appletalk_internal(Printer& p, Reader r) {
  print_appletalk_route(p, r, false);
}
void print_appletalk_external(Printer& p, Reader r) {
  print_appletalk_route(p, r, true);
}

struct Tlv {
  uint16_t type;
  std::string_view name;
  PrintFunction print;  // null: in hexadecimal
  size_t shortest;      // of the value, in bytes
};

constexpr Tlv kTlvs[] = {
    {0x0001, "General Parameters", print_general_parameters, 8},
    {0x0002, "Authentication", nullptr, 0},
    {0x0003, "Sequence", nullptr, 0},
    {0x0004, "Software Version", print_software_version, 4},
    {0x0005, "Next Multicast Sequence", nullptr, 0},
    {0x0102, "IP Internal routes", print_ip_internal, 22},
    {0x0103, "IP External routes", print_ip_external, 42},
    {0x0202, "AppleTalk Internal routes", print_appletalk_internal, 24},
    {0x0203, "AppleTalk External routes", print_appletalk_external, 40},
    {0x0204, "AppleTalk Cable setup", print_cable_setup, 8},
    {0x0302, "IPX Internal routes", nullptr, 0},
    {0x0303, "IPX External routes", nullptr, 0},
};

/// Returns false when nothing that follows can be found.
bool print_tlv(Printer& p, Reader& r) {
  const size_t available = r.length();
  const uint16_t type = r.u16();
  const uint16_t length = r.u16();
  if (length < kTlvHeaderLength || length > available) {
    put_unknown(p, "\n\t    ", r, available);
    return false;
  }
  const auto* const tlv = std::ranges::find(kTlvs, type, &Tlv::type);
  const bool known = tlv != std::ranges::end(kTlvs);
  p.put("\n\t  ", known ? tlv->name : "Unknown", " TLV (0x", hex(type, 4), "), length: ", length);
  const size_t value_length = length - kTlvHeaderLength;
  r.need(value_length);
  if (known && value_length < tlv->shortest) {
    p.put(" (too short, < ", tlv->shortest + kTlvHeaderLength, ')');
    if (p.verbose() > 1) put_unknown(p, "\n\t    ", r, value_length);
    r.skip(value_length);
    return true;
  }
  const bool decoded = known && tlv->print != nullptr;
  if (decoded) tlv->print(p, r);
  if (p.verbose() > 1 || !decoded) put_unknown(p, "\n\t    ", r, value_length);
  r.skip(value_length);
  return true;
}

}  // namespace

void print_eigrp(Printer& p, Reader r) {
  p.protocol = "eigrp";
  const size_t length = r.length();
  if (!r.need(kHeaderLength)) return;
  const uint8_t version = r.u8();
  if (version != kVersion) return p.put("EIGRP version ", version, " packet not supported");
  const uint8_t opcode = r.u8();
  if (p.verbose() == 0) {
    return p.put("EIGRP ", named(kOpcodes, opcode, "unknown (", ")"), ", length: ", length);
  }
  const auto opcode_name = named(kOpcodes, opcode, "unknown, type: ");
  if (length < kHeaderLength) {
    return p.put("EIGRP ", opcode_name, ", length: ", length, " (too short, < ", kHeaderLength, ')');
  }
  const uint16_t checksum = r.u16();
  const uint32_t flags = r.u32();
  const uint32_t sequence = r.u32();
  const uint32_t acknowledged = r.u32();
  const uint16_t router = r.u16();
  const uint16_t as = r.u16();
  p.put("\n\tEIGRP v", version, ", opcode: ", opcode_name, " (", opcode, "), chksum: 0x", hex(checksum, 4),
        ", Flags: [", flag_names(kFlags, flags), "]\n\tseq: 0x", hex(sequence, 8), ", ack: 0x", hex(acknowledged, 8),
        ", VRID: ", router, ", AS: ", as, ", length: ", r.length());
  while (r.length() > 0 && !p.stopped()) {
    if (!print_tlv(p, r)) return;
  }
}

}  // namespace trawl
