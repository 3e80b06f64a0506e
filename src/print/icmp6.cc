// ICMPv6: RFC 4443. What is not about errors and echoes is in files of its own.
#include <algorithm>

#include "print/names.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Type : uint8_t {
  kUnreachable = 1,
  kPacketTooBig = 2,
  kTimeExceeded = 3,
  kParameterProblem = 4,
  kEchoRequest = 128,
  kEchoReply = 129,
};

// IANA "ICMPv6 type Numbers".
constexpr ValueName kTypes[] = {
    {1, "destination unreachable"},
    {2, "packet too big"},
    {3, "time exceeded in-transit"},
    {4, "parameter problem"},
    {128, "echo request"},
    {129, "echo reply"},
    {130, "multicast listener query"},
    {131, "multicast listener report"},
    {132, "multicast listener done"},
    {133, "router solicitation"},
    {134, "router advertisement"},
    {135, "neighbor solicitation"},
    {136, "neighbor advertisement"},
    {137, "redirect"},
    {138, "router renumbering"},
    {139, "node information query"},
    {140, "node information reply"},
    {141, "inverse neighbor solicitation"},
    {142, "inverse neighbor advertisement"},
    {143, "multicast listener report v2"},
    {144, "ha discovery request"},
    {145, "ha discovery reply"},
    {146, "mobile router solicitation"},
    {147, "mobile router advertisement"},
    {155, "RPL"},
    {200, "mtrace response"},
    {201, "mtrace message"},
};

/// Where the text of a message goes over several lines, its length comes first.
constexpr bool length_comes_first(uint8_t type) {
  return (type >= 133 && type <= 137) || type == 145 || type == 147;
}

/// Types whose messages say nothing more.
constexpr bool is_bare(uint8_t type) {
  return type == 141 || type == 142;
}

// The packet that an error is about, behind the 8 bytes of ICMPv6's header.
constexpr size_t kHeader = 8;
constexpr size_t kIp6Header = 40;

enum QuotedHeader : uint8_t {
  kHopByHop = 0,
  kTcp = 6,
  kUdp = 17,
  kRouting = 43,
  kFragment = 44,
  kAh = 51,
  kOptions = 60
};

/// TCP or UDP above IPv6 and its extension headers in a quoted packet; `r` moves there from behind the IPv6 header.
/// Nothing when the packet is cut, fragmented, or has another protocol.
struct Upper {
  bool found = false;
  uint8_t protocol = 0;
};
Upper find_upper(Reader& r, uint8_t next) {
  while (r.has(1)) {
    switch (next) {
      case kUdp:
      case kTcp:
        return {true, next};
      case kFragment:
        if (!r.has(8) || (r.u16_at(2) & 0xfff8) != 0) return {};
        next = r.u8_at(0);
        r.skip(8);
        break;
      case kHopByHop:
      case kRouting:
      case kOptions: {
        if (!r.has(2)) return {};
        next = r.u8_at(0);
        r.skip((r.u8_at(1) + 1U) * 8);
        break;
      }
      case kAh:
        if (!r.has(2)) return {};
        next = r.u8_at(0);
        r.skip((r.u8_at(1) + 2U) * 4);
        break;
      default:
        return {};
    }
  }
  return {};
}

/// False when the port is not in the quoted packet.
bool put_port_unreachable(Printer& p, Reader quoted) {
  const auto destination = quoted.bytes_at(24, 16);
  const uint8_t next = quoted.u8_at(6);
  quoted.skip(kIp6Header);
  const Upper upper = find_upper(quoted, next);
  if (!upper.found) return false;
  const uint16_t port = quoted.u16_at(2);
  p.put(", ", host_name(p, destination));
  if (upper.protocol == kTcp) {
    p.put(" tcp port ");
    p.names.put_tcp_port(p.text, port);
  } else {
    p.put(" udp port ");
    p.names.put_udp_port(p.text, port);
  }
  return true;
}

void put_undecoded(Printer& p, const Reader& r) {
  if (p.verbose() <= 1) put_hex_lines(p.text, "\n\t", r.rest().first(std::min(r.length(), r.captured())));
}

/// False when nothing may follow.
bool put_unreachable(Printer& p, Reader r, uint8_t code) {
  Reader quoted = r.after(kHeader);
  static constexpr std::string_view kCodes[] = {", unreachable route", ",  unreachable prohibited", ", beyond scope",
                                                ", unreachable address", ", unreachable port"};
  if (code >= std::size(kCodes)) {
    p.put(", unknown unreach code (", code, ')');
    put_undecoded(p, r);
    return false;
  }
  p.put(kCodes[code]);
  if (code == 4) {
    if (put_port_unreachable(p, quoted)) return true;
    p.truncated();
    return false;
  }
  p.put(' ', host_name(p, quoted.bytes_at(24, 16)));
  if (code == 2) p.put(", source address ", host_name(p, quoted.bytes_at(8, 16)));
  return true;
}

void put_time_exceeded(Printer& p, Reader r, uint8_t code) {
  switch (code) {
    case 0:
      return p.put(" for ", host_name(p, r.bytes_at(kHeader + 24, 16)));
    case 1:
      return p.put(" (reassembly)");
    default:
      p.put(", unknown code (", code, ')');
  }
}

void put_parameter_problem(Printer& p, Reader r, uint8_t code) {
  static constexpr std::string_view kCodes[] = {", erroneous", ", next header", ", option",
                                                ", incomplete header chain"};
  r.need(kHeader + kIp6Header);
  if (code >= std::size(kCodes)) return p.put(", code-#", code);
  p.put(kCodes[code], " - octet ", r.u32_at(4));
}

void put_body(Printer& p, Reader r, uint8_t type, uint8_t code) {
  switch (type) {
    case kPacketTooBig:
      return p.put(", mtu ", r.u32_at(4));
    case kTimeExceeded:
      return put_time_exceeded(p, r, code);
    case kParameterProblem:
      return put_parameter_problem(p, r, code);
    case kEchoRequest:
    case kEchoReply: {
      const uint16_t id = r.u16_at(4);
      return p.put(", id ", id, ", seq ", r.u16_at(6));
    }
    default:
      break;
  }
  if (const PrintFunction print = find_icmp6_type(type)) return print(p, r);
  if (is_bare(type)) return;
  p.put(", length ", r.length());
  put_undecoded(p, r);
}

void put_checksum(Printer& p, Reader r) {
  const size_t length = r.length();
  if (p.ip == nullptr || p.ip->fragment || !r.has(length)) return;
  const uint16_t sum = transport_checksum(*p.ip, r.bytes_at(0, length), 58);
  const uint16_t found = r.u16_at(2);
  if (sum == 0) return p.put("[icmp6 sum ok] ");
  p.put("[bad icmp6 cksum 0x", hex(found, 4), " -> 0x", hex(right_checksum(found, sum), 4), "!] ");
}

}  // namespace

void print_icmp6(Printer& p, Reader r) {
  p.protocol = "icmp6";
  const size_t length = r.length();
  if (p.ip != nullptr && p.ip->version != 6) {
    p.put("[ICMPv6 requires IPv6]");
    return p.invalid();
  }
  if (length == 0) {
    p.put("ICMP6, length 0");
    return p.invalid();
  }
  if (p.verbose() > 0) put_checksum(p, r);
  const uint8_t type = r.u8_at(0);
  p.put("ICMP6, ", named(kTypes, type, "unknown icmp6 type (", ")"));
  if (p.verbose() > 0 && length_comes_first(type)) p.put(", length ", length);
  const uint8_t code = r.u8_at(1);
  if (type == kUnreachable) {
    if (!put_unreachable(p, r, code)) return;
  } else {
    put_body(p, r, type, code);
  }
  const bool length_is_put = find_name(kTypes, type).empty() || type >= 200;
  if (p.verbose() == 0 && !length_is_put) p.put(", length ", length);
}

}  // namespace trawl
