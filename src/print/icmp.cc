// ICMP: RFC 792, router discovery: RFC 1256, multi-part messages: RFC 4884, MPLS label stacks in them: RFC 4950.
#include <algorithm>

#include "print/names.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Type : uint8_t {
  kEchoReply = 0,
  kUnreachable = 3,
  kSourceQuench = 4,
  kRedirect = 5,
  kEcho = 8,
  kRouterAdvertisement = 9,
  kTimeExceeded = 11,
  kParameterProblem = 12,
  kTimestamp = 13,
  kTimestampReply = 14,
  kMaskReply = 18,
};

constexpr ValueName kTypes[] = {
    {0, "echo reply"},         {3, "unreachable"},           {4, "source quench"},        {5, "redirect"},
    {8, "echo request"},       {9, "router advertisement"},  {10, "router solicitation"}, {11, "time exceeded"},
    {12, "parameter problem"}, {13, "time stamp request"},   {14, "time stamp reply"},    {15, "information request"},
    {16, "information reply"}, {17, "address mask request"}, {18, "address mask reply"},
};

// What stands before and behind the address that can not be reached, by code.
struct Unreachable {
  std::string_view before;
  std::string_view after;
};
constexpr Unreachable kUnreachables[] = {
    {"net ", " unreachable"},
    {"host ", " unreachable"},
    {"", ""},  // protocol
    {"", ""},  // port
    {"", " unreachable - need to frag"},
    {"", " unreachable - source route failed"},
    {"net ", " unreachable - unknown"},
    {"host ", " unreachable - unknown"},
    {"", " unreachable - source host isolated"},
    {"net ", " unreachable - admin prohibited"},
    {"host ", " unreachable - admin prohibited"},
    {"net ", " unreachable - tos prohibited"},
    {"host ", " unreachable - tos prohibited"},
    {"host ", " unreachable - admin prohibited filter"},
    {"host ", " unreachable - host precedence violation"},
    {"host ", " unreachable - precedence cutoff"},
};
constexpr uint8_t kProtocolUnreachable = 2;
constexpr uint8_t kPortUnreachable = 3;
constexpr uint8_t kFragmentationNeeded = 4;

constexpr uint8_t kTcp = 6;
constexpr uint8_t kUdp = 17;

// The datagram that an error is about, behind the 8 bytes of ICMP's header.
constexpr size_t kHeader = 8;
constexpr size_t kIpHeader = 20;  // of the datagram that a message is about

void put_port_unreachable(Printer& p, Reader inner) {
  const size_t header = static_cast<size_t>(inner.u8_at(0) & 0xf) * 4;
  const uint8_t protocol = inner.u8_at(9);
  const auto destination = inner.bytes_at(16, 4);
  const uint16_t port = inner.u16_at(header + 2);
  p.put("ICMP ", host_name(p, destination));
  switch (protocol) {
    case kTcp:
      p.put(" tcp port ");
      p.names.put_tcp_port(p.text, port);
      break;
    case kUdp:
      p.put(" udp port ");
      p.names.put_udp_port(p.text, port);
      break;
    default:
      p.put(" protocol ", protocol, " port ", port);
  }
  p.put(" unreachable");
}

void put_unreachable(Printer& p, Reader r, uint8_t code) {
  Reader inner = r.after(kHeader);
  const auto destination = inner.bytes_at(16, 4);
  if (code == kPortUnreachable) return put_port_unreachable(p, inner);
  if (code == kProtocolUnreachable) {
    return p.put("ICMP ", host_name(p, destination), " protocol ", inner.u8_at(9), " unreachable");
  }
  if (code >= std::size(kUnreachables)) {
    return p.put("ICMP ", host_name(p, destination), " unreachable - #", code);
  }
  p.put("ICMP ", kUnreachables[code].before, host_name(p, destination), kUnreachables[code].after);
  if (code == kFragmentationNeeded) {
    if (const uint16_t mtu = r.u16_at(6); mtu != 0) p.put(" (mtu ", mtu, ')');
  }
}

void put_redirect(Printer& p, Reader r, uint8_t code) {
  static constexpr std::string_view kNames[] = {"", "", "-tos", "-tos"};
  static constexpr std::string_view kScopes[] = {" to net ", " to host ", " to net ", " to host "};
  const auto gateway = r.bytes_at(4, 4);
  const auto destination = r.bytes_at(kHeader + 16, 4);
  p.put("ICMP redirect");
  if (code < std::size(kNames)) {
    p.put(kNames[code], ' ', host_name(p, destination), kScopes[code], host_name(p, gateway));
  } else {
    p.put("-#", code, ' ', host_name(p, destination), " to ", host_name(p, gateway));
  }
}

void put_router_advertisement(Printer& p, Reader r) {
  const uint8_t count = r.u8_at(4);
  const uint8_t words = r.u8_at(5);
  const uint16_t lifetime = r.u16_at(6);
  r.skip(kHeader);
  if (words == 2) r.need(static_cast<size_t>(count) * 8);
  p.put("ICMP router advertisement lifetime ");
  if (lifetime < 60) {
    p.put(lifetime);
  } else if (lifetime < 3600) {
    p.put(lifetime / 60, ':', zero_pad(lifetime % 60, 2));
  } else {
    p.put(lifetime / 3600, ':', zero_pad(lifetime % 3600 / 60, 2), ':', zero_pad(lifetime % 60, 2));
  }
  p.put(' ', count, ':');
  if (words != 2) return p.put(" [size ", words, ']');
  for (unsigned i = 0; i < count && !p.stopped(); i++) {
    p.put(" {", host_name(p, r.bytes(4)));
    p.put(' ', r.u32(), '}');
  }
}

/// Milliseconds since midnight.
void put_time_of_day(Printer& p, uint32_t ms) {
  p.put(zero_pad(ms / 3600000, 2), ':', zero_pad(ms / 60000 % 60, 2), ':', zero_pad(ms / 1000 % 60, 2), '.',
        zero_pad(ms % 1000, 3));
}

void put_timestamps(Printer& p, Reader r) {
  const uint16_t id = r.u16_at(4);
  const uint16_t sequence = r.u16_at(6);
  r.skip(kHeader);
  r.need(12);
  p.put("ICMP time stamp reply id ", id, " seq ", sequence, ": org ");
  put_time_of_day(p, r.u32());
  p.put(", recv ");
  put_time_of_day(p, r.u32());
  p.put(", xmit ");
  put_time_of_day(p, r.u32());
}

/// Everything is read before anything is put: of a message cut short, not even its name is shown.
void put_message(Printer& p, Reader r, uint8_t type, uint8_t code) {
  switch (type) {
    case kEcho:
    case kEchoReply: {
      const uint16_t id = r.u16_at(4);
      const uint16_t sequence = r.u16_at(6);
      return p.put("ICMP ", named(kTypes, type), ", id ", id, ", seq ", sequence);
    }
    case kUnreachable:
      return put_unreachable(p, r, code);
    case kRedirect:
      return put_redirect(p, r, code);
    case kRouterAdvertisement:
      return put_router_advertisement(p, r);
    case kTimeExceeded:
      r.need(kHeader + kIpHeader);
      if (code > 1) return p.put("ICMP time exceeded-#", code);
      return p.put(code == 0 ? "ICMP time exceeded in-transit" : "ICMP ip reassembly time exceeded");
    case kParameterProblem: {
      if (code != 0) return p.put("ICMP parameter problem - code ", code);
      const uint8_t octet = r.u8_at(4);
      return p.put("ICMP parameter problem - octet ", octet);
    }
    case kMaskReply: {
      const uint32_t mask = r.u32_at(kHeader);
      return p.put("ICMP address mask is 0x", hex(mask, 8));
    }
    case kTimestamp: {
      const uint16_t id = r.u16_at(4);
      const uint16_t sequence = r.u16_at(6);
      return p.put("ICMP time stamp query id ", id, " seq ", sequence);
    }
    case kTimestampReply:
      return put_timestamps(p, r);
    default:
      p.put("ICMP ", named(kTypes, type, "type-#"));
  }
}

void put_checksum(Printer& p, Reader r) {
  const size_t length = r.length();
  if (!r.has(length)) return;
  const uint16_t sum = internet_checksum(r.bytes_at(0, length));
  if (sum == 0) return;
  const uint16_t found = r.u16_at(2);
  p.put(" (wrong icmp cksum ", hex(found), " (->", hex(right_checksum(found, sum)), ")!)");
}

constexpr bool carries_datagram(uint8_t type) {
  return type == kUnreachable || type == kSourceQuench || type == kRedirect || type == kTimeExceeded ||
         type == kParameterProblem;
}

void put_datagram(Printer& p, Reader r) {
  p.put("\n\t");
  const uint16_t length = r.u16_at(2);
  const IpHeader* const outer = p.ip;
  const PrintFunction print = find_ethertype(0x0800);
  Reader datagram = r.first(length);  // as far as it says that it goes
  if (!datagram.need(4)) return;
  if (Layer layer{p}; layer && print != nullptr) print(p, datagram.with_length(length));
  p.ip = outer;
}

constexpr ValueName kObjects[] = {{1, "MPLS Stack Entry"}, {2, "Interface Identification"}};

void put_object(Printer& p, Reader r, uint8_t object_class, uint8_t type, size_t length) {
  if (object_class == 1 && type == 1) {
    const uint32_t entry = r.u32();
    p.put("\n\t    label ", entry >> 12, ", tc ", entry >> 9 & 7);
    if ((entry & 0x100) != 0) p.put(", [S]");
    return p.put(", ttl ", entry & 0xff);
  }
  put_hex_lines(p.text, "\n\t    ", r.rest().first(std::min(length, r.captured())));
}

/// The extension structure of RFC 4884. Its length is not in it: it goes to the end of the message.
void put_extension(Printer& p, Reader r, bool sender_marks_it) {
  r.need(5);
  const size_t length = r.length();
  const bool whole = r.has(length);
  const uint16_t sum = whole ? internet_checksum(r.bytes_at(0, length)) : 0;
  // Section 5.5: what an old router sent behind a padded datagram counts when its checksum is right.
  if (!sender_marks_it && sum != 0) return;
  const uint8_t version = r.u8() >> 4;
  r.skip(1);
  const uint16_t checksum = r.u16();
  p.put("\n\tICMP Multi-Part extension v", version);
  if (version != 2) return p.put(" packet not supported");
  if (whole) p.put(", checksum 0x", hex(checksum, 4), sum == 0 ? " (correct)" : " (incorrect)", ", length ", length);
  while (r.length() > 4 && !p.stopped()) {
    r.need(4);
    const uint16_t object_length = r.u16();
    const uint8_t object_class = r.u8();
    const uint8_t type = r.u8();
    p.put("\n\t  ", name_or(kObjects, object_class, "unknown"), " Object (", object_class, "), Class-Type: ", type,
          ", length ", object_length);
    if (object_class == 0 || object_length < 4) return;
    put_object(p, r, object_class, type, object_length - 4U);
    if (r.length() < object_length - 4U) return;
    r.skip(object_length - 4U);
  }
}

}  // namespace

void print_icmp(Printer& p, Reader r) {
  // RFC 4884 section 5.4: the datagram is padded to 128 bytes where an extension follows.
  constexpr size_t kExtension = kHeader + 128;
  p.protocol = "icmp";
  const size_t length = r.length();
  if (p.ip != nullptr && p.ip->version != 4) {
    p.put("[ICMP requires IPv4]");
    return p.invalid();
  }
  const uint8_t type = r.u8_at(0);
  const uint8_t code = r.u8_at(1);
  put_message(p, r, type, code);
  p.put(", length ", length);
  if (p.verbose() == 0) return;
  if (p.ip != nullptr && !p.ip->fragment) put_checksum(p, r);
  if (carries_datagram(type)) put_datagram(p, r.after(kHeader));
  if (p.stopped()) return;
  p.protocol = "icmp";
  if (length > kExtension && (type == kUnreachable || type == kTimeExceeded || type == kParameterProblem)) {
    put_extension(p, r.after(kExtension), r.u8_at(5) != 0);
  }
}

}  // namespace trawl
