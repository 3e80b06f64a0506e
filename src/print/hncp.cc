// Home Networking Control Protocol: RFC 7788, with the TLVs of DNCP (RFC 7787).
#include <algorithm>
#include <array>
#include <utility>

#include "base/address.h"
#include "print/dns_name.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kTlvHeader = 4;
constexpr size_t kOutermost = 1;  // indentation of the TLVs that are in no other
constexpr int kAllLevels = 3;     // -v that show them
/// RFC 7788 section 10: what pads TLVs; the length of a TLV does not count it.
constexpr size_t padded(size_t length) {
  return (length + 3) & ~size_t{3};
}

/// What a TLV's printer says of the TLVs inside its value.
struct Inner {
  size_t offset = SIZE_MAX;  // where they begin in the value; SIZE_MAX: it has none
};

struct Line {
  size_t indent;
};
void append(TextBuffer& out, Line line) {
  out.put('\n');
  out.fill('\t', line.indent);
}

struct Milliseconds {
  uint32_t count;
};
void append(TextBuffer& out, Milliseconds m) {
  out.put(m.count / 1000, '.', zero_pad(m.count % 1000, 3), 's');
}

/// An IPv6 address, or the IPv4 address that is mapped into it (RFC 4291 section 2.5.5.2).
void put_address(Printer& p, std::span<const uint8_t> address, int bits = -1) {
  static constexpr uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (address.empty()) return;
  const bool mapped = std::ranges::equal(address.first(12), kMapped) && (bits < 0 || bits >= 96);
  p.put(host_name(p, mapped ? address.subspan(12) : address));
  if (bits >= 0) p.put('/', mapped ? bits - 96 : bits);
}

constexpr size_t bytes_of(uint8_t bits) {
  return (bits + size_t{7}) / 8;
}

/// False when there is no such prefix. The layer has bytes_of(bits) bytes at least.
bool put_prefix(Printer& p, Reader& r, uint8_t bits) {
  if (bits > 128) return false;
  std::array<uint8_t, 16> address{};
  std::ranges::copy(r.bytes(bytes_of(bits)), address.begin());
  if (bits % 8 != 0) address[bits / 8] &= static_cast<uint8_t>(0xff00 >> (bits % 8));
  put_address(p, address, bits);
  return true;
}

/// Labels without compression; the name's last dot is not printed. False when it does not end within the layer.
bool put_labels(Printer& p, Reader& r) {
  for (bool first = true; r.length() > 0; first = false) {
    const uint8_t length = r.u8();
    if (length == 0) return true;
    if (!first) p.put('.');
    const size_t there = std::min<size_t>(length, r.length());
    put_padded_text(p, r, there);
    if (there < length) break;
  }
  p.put("[|DNS]");
  return false;
}

Inner bad_value(Printer& p, std::string_view mark = " (invalid)") {
  p.put(mark);
  return {};
}

Inner print_nothing(Printer& /*p*/, Reader /*r*/) {
  return {};
}

Inner print_request_node_state(Printer& p, Reader r) {
  p.put(" NID: ", hex_bytes(r.bytes(4), ':'));
  return {};
}

Inner print_node_endpoint(Printer& p, Reader r) {
  p.put(" NID: ", hex_bytes(r.bytes(4), ':'));
  p.put(" EPID: ", hex(r.u32(), 8));
  return {};
}

Inner print_network_state(Printer& p, Reader r) {
  p.put(" hash: ", hex(r.u64(), 16));
  return {};
}

Inner print_node_state(Printer& p, Reader r) {
  p.put(" NID: ", hex_bytes(r.bytes(4), ':'));
  p.put(" seqno: ", r.u32());
  p.put(' ', Milliseconds{r.u32()});
  p.put(" hash: ", hex(r.u64(), 16));
  return {20};
}

Inner print_peer(Printer& p, Reader r) {
  p.put(" Peer-NID: ", hex_bytes(r.bytes(4), ':'));
  p.put(" Peer-EPID: ", hex(r.u32(), 8));
  p.put(" Local-EPID: ", hex(r.u32(), 8));
  return {};
}

Inner print_keep_alive_interval(Printer& p, Reader r) {
  p.put(" EPID: ", hex(r.u32(), 8));
  p.put(" Interval: ", Milliseconds{r.u32()});
  return {};
}

Inner print_trust_verdict(Printer& p, Reader r) {
  p.put(" Verdict: ", r.u8());
  r.skip(3);
  p.put(" Fingerprint: ", hex_bytes(r.bytes(32)), " Common Name: ");
  put_padded_text(p, r, r.length());
  return {};
}

Inner print_version(Printer& p, Reader r) {
  r.skip(2);
  const uint16_t roles = r.u16();
  p.put(" M: ", roles >> 12, " P: ", (roles >> 8) & 15, " H: ", (roles >> 4) & 15, " L: ", roles & 15);
  p.put(" User-agent: ");
  put_padded_text(p, r, r.length());
  return {};
}

Inner print_external_connection(Printer& /*p*/, Reader /*r*/) {
  return {0};
}

Inner print_delegated_prefix(Printer& p, Reader r) {
  const uint32_t valid = r.u32();
  const uint32_t preferred = r.u32();
  const uint8_t bits = r.u8();
  if (bytes_of(bits) > r.length()) return bad_value(p);
  p.put(" VLSO: ", Milliseconds{valid}, " PLSO: ", Milliseconds{preferred}, " Prefix: ");
  if (!put_prefix(p, r, bits)) return bad_value(p, "(length is invalid)");
  return {padded(9 + bytes_of(bits))};
}

Inner print_assigned_prefix(Printer& p, Reader r) {
  const uint32_t endpoint = r.u32();
  const uint8_t priority = r.u8() & 15;
  const uint8_t bits = r.u8();
  if (bytes_of(bits) > r.length()) return bad_value(p);
  p.put(" EPID: ", hex(endpoint, 8), " Prty: ", priority, " Prefix: ");
  if (!put_prefix(p, r, bits)) return bad_value(p);
  return {padded(6 + bytes_of(bits))};
}

Inner print_node_address(Printer& p, Reader r) {
  p.put(" EPID: ", hex(r.u32(), 8), " IP Address: ");
  put_address(p, r.bytes(16));
  return {20};
}

Inner print_dns_delegated_zone(Printer& p, Reader r) {
  p.put(" IP-Address: ");
  put_address(p, r.bytes(16));
  const uint8_t flags = r.u8();
  p.put(' ', (flags & 4) != 0 ? 'l' : '-', (flags & 2) != 0 ? 'b' : '-', (flags & 1) != 0 ? 's' : '-', ' ');
  if (!put_labels(p, r)) return bad_value(p);
  return {padded(r.position())};
}

Inner print_domain_name(Printer& p, Reader r) {
  p.put(" Domain: ");
  put_labels(p, r);
  return {};
}

Inner print_node_name(Printer& p, Reader r) {
  const auto address = r.bytes(16);
  const uint8_t length = r.u8();
  if (length > r.length()) return bad_value(p);
  p.put(" IP-Address: ");
  put_address(p, address);
  p.put(" Name: ");
  if (length < 64) {
    p.put('"');
    put_padded_text(p, r, length);
    p.put('"');
  } else {
    p.invalid();
  }
  return {padded(size_t{17} + length)};
}

Inner print_managed_psk(Printer& p, Reader r) {
  p.put(" PSK: ", hex_bytes(r.bytes(32)));
  return {32};
}

Inner print_prefix_policy(Printer& p, Reader r) {
  enum : uint8_t { kInternet = 0, kLastPrefix = 128, kDomain, kOpaque, kRestrictive };
  const uint8_t type = r.u8();
  p.put(" type: ");
  if ((type == kInternet || type == kRestrictive) && r.length() == 0) {
    p.put(type == kInternet ? "Internet connectivity" : "Restrictive assignment");
  } else if (type == kInternet || type == kRestrictive) {
    p.invalid();
  } else if (type <= kLastPrefix) {
    p.put("Dest-Prefix: ");
    if (bytes_of(type) > r.length() || !put_prefix(p, r, type)) p.invalid();
  } else if (type == kDomain) {
    p.put("DNS domain: ");
    put_labels(p, r);
  } else if (type == kOpaque) {
    p.put("Opaque UTF-8: ");
    put_padded_text(p, r, r.length());
  } else {
    p.put("Unknown (", type, ')');
  }
  return {};
}

/// Options of DHCP inside a TLV, and how they print. An option's printer returns false when its value makes no sense.
struct DhcpOption {
  uint16_t code;
  std::string_view name;
  bool (*print)(Printer&, Reader);
};

bool print_ip4_addresses(Printer& p, Reader r) {
  if (r.length() % 4 != 0 || r.length() == 0) return false;
  while (r.length() > 0) p.put(' ', host_name(p, r.bytes(4)));
  return true;
}

bool print_ip6_addresses(Printer& p, Reader r) {
  if (r.length() % 16 != 0) {
    p.invalid();
    return false;
  }
  while (r.length() > 0) p.put(' ', host_name(p, r.bytes(16)));
  return true;
}

/// A name that is cut short makes its option invalid, not the packet: it is read with a failure of its own.
bool print_names(Printer& p, Reader r) {
  ReadFailure cut;
  const Reader start(r.rest(), r.length(), &cut);
  Reader names = start;
  while (names.length() > 0) {
    p.put(' ');
    if (!put_domain_name(p, start, names) || cut.failed) return false;
  }
  return true;
}

constexpr DhcpOption kDhcp4Options[] = {
    {6, "DNS-server", print_ip4_addresses},
    {42, "NTP-server", print_ip4_addresses},
    {119, "DNS-search", print_names},
};
constexpr DhcpOption kDhcp6Options[] = {
    {23, "DNS-server", print_ip6_addresses},
    {24, "DNS-search-list", print_names},
    {31, "SNTP-servers", print_ip6_addresses},
};

/// The code and the length of an option take `kField` bytes each. False at the first option that makes no sense.
template <size_t kField>
bool print_dhcp_options(Printer& p, Reader r, std::span<const DhcpOption> options, size_t indent) {
  while (r.length() > 0) {
    if (r.length() < 2 * kField) return false;
    const uint16_t code = kField == 1 ? r.u8() : r.u16();
    const uint16_t length = kField == 1 ? r.u8() : r.u16();
    const auto option = std::ranges::find(options, code, &DhcpOption::code);
    const bool known = option != options.end();
    p.put(Line{indent}, known ? option->name : "Unknown", " (", length + 2 * kField, ')');
    if (length > r.length()) return false;
    if (known && !option->print(p, r.with_length(length))) return false;
    r.skip(length);
  }
  return true;
}

struct Tlv {
  uint16_t type;
  std::string_view name;
  uint16_t least;  // length of the value
  bool exact;      // whether it is no longer than that
  Inner (*print)(Printer&, Reader);
};
constexpr uint16_t kDhcp4Data = 37;
constexpr uint16_t kDhcp6Data = 38;
constexpr Tlv kTlvs[] = {
    {1, "Request network state", 0, true, print_nothing},
    {2, "Request node state", 4, true, print_request_node_state},
    {3, "Node endpoint", 8, true, print_node_endpoint},
    {4, "Network state", 8, true, print_network_state},
    {5, "Node state", 20, false, print_node_state},
    {8, "Peer", 12, true, print_peer},
    {9, "Keep-alive interval", 8, false, print_keep_alive_interval},
    {10, "Trust-Verdict", 37, false, print_trust_verdict},
    {32, "HNCP-Version", 5, false, print_version},
    {33, "External-Connection", 0, false, print_external_connection},
    {34, "Delegated-Prefix", 9, false, print_delegated_prefix},
    {35, "Assigned-Prefix", 6, false, print_assigned_prefix},
    {36, "Node-Address", 20, false, print_node_address},
    {kDhcp4Data, "DHCPv4-Data", 1, false, print_nothing},
    {kDhcp6Data, "DHCPv6-Data", 1, false, print_nothing},
    {39, "DNS-Delegated-Zone", 17, false, print_dns_delegated_zone},
    {40, "Domain-Name", 1, false, print_domain_name},
    {41, "Node-Name", 17, false, print_node_name},
    {42, "Managed-PSK", 32, false, print_managed_psk},
    {43, "Prefix-Policy", 1, false, print_prefix_policy},
};

/// RFC 7787 section 10 and RFC 7788 section 13: what types without a name are for.
constexpr std::string_view range_name(uint16_t type) {
  if (type == 0) return "Reserved";
  if (type >= 44 && type <= 511) return "Unassigned";
  if (type >= 768 && type <= 1023) return "Private use";
  return "Future use";
}

void print_tlvs(Printer& p, Reader r, size_t indent);

/// False when nothing is said of the TLVs behind this one: bad DHCPv4 options end their level.
bool print_value(Printer& p, const Tlv& tlv, const Reader& value, size_t indent) {
  bool good = value.length() >= tlv.least && !(tlv.exact && value.length() > tlv.least);
  if (good && tlv.type == kDhcp4Data && !print_dhcp_options<1>(p, value, kDhcp4Options, indent + 1)) {
    p.invalid();
    return false;
  }
  if (good && tlv.type == kDhcp6Data) good = print_dhcp_options<2>(p, value, kDhcp6Options, indent + 1);
  if (!good) {
    p.invalid();
    return true;
  }
  const Inner inner = tlv.print(p, value);
  if (inner.offset < value.length()) print_tlvs(p, value.after(inner.offset), indent + 1);
  return true;
}

/// One line that names the TLVs of a level: neighbours of the same name are counted.
class Summary {
 public:
  explicit Summary(size_t indent) : indent_(indent) {}
  void add(Printer& p, std::string_view name) {
    if (name != name_) flush(p);
    name_ = name;
    count_++;
  }
  void flush(Printer& p) {
    if (count_ == 0) return;
    if (!first_) p.put(", ");
    if (first_ && indent_ == kOutermost) p.put(' ');
    if (first_ && indent_ > kOutermost) p.put(Line{indent_});
    p.put(name_);
    if (count_ > 1) p.put(" (x", count_, ')');
    first_ = false;
    count_ = 0;
  }

 private:
  size_t indent_;
  std::string_view name_;
  size_t count_ = 0;
  bool first_ = true;
};

/// False like print_value().
bool print_tlv(Printer& p, uint16_t type, const Tlv* tlv, const Reader& value, size_t indent) {
  p.put(tlv != nullptr ? tlv->name : range_name(type));
  if (tlv == nullptr) p.put(": type=", type);
  p.put(" (", kTlvHeader + value.length(), ')');
  return tlv == nullptr || print_value(p, *tlv, value, indent);
}

/// One -v shows the outermost level, two show the next one, too, three all. A level that is cut short does not end
/// those around it.
void print_tlvs(Printer& p, Reader r, size_t indent) {
  const Layer layer(p);
  if (!layer) return;
  const bool shown = p.verbose() >= kAllLevels || std::cmp_less_equal(indent, p.verbose());
  Summary summary(indent);
  while (r.length() > 0 && !p.stopped()) {
    if (shown) p.put(Line{indent});
    if (!r.has(kTlvHeader)) return p.truncated();
    if (r.length() < kTlvHeader) return p.invalid();
    const uint16_t type = r.u16();
    const uint16_t length = r.u16();
    if (!r.has(length)) return p.truncated();
    if (r.length() < length) return p.invalid();
    const auto* const found = std::ranges::find(kTlvs, type, &Tlv::type);
    const Tlv* const tlv = found == std::end(kTlvs) ? nullptr : found;
    if (shown) {
      if (!print_tlv(p, type, tlv, r.with_length(length), indent)) return;
    } else {
      summary.add(p, tlv != nullptr ? tlv->name : range_name(type));
    }
    r.skip(padded(length));
  }
  summary.flush(p);
}

}  // namespace

void print_hncp(Printer& p, Reader r) {
  p.protocol = "hncp";
  p.put("hncp (", r.length(), ')');
  print_tlvs(p, r, kOutermost);
}

}  // namespace trawl
