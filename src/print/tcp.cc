// TCP: RFC 9293; ECN flags: RFC 3168.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "print/ip.h"
#include "print/names.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/tcp_options.h"
#include "print/tcp_sequence.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kTcp = 6;
constexpr size_t kFixedHeader = 20;

enum Flag : uint16_t { kFin = 0x01, kSyn = 0x02, kReset = 0x04, kPush = 0x08, kAck = 0x10, kUrgent = 0x20 };

/// The letters of each combination of the lower eight flags.
struct FlagLetters {
  std::array<char, 8> letters{};
  uint8_t length = 0;
};

constexpr std::array<FlagLetters, 256> make_flag_letters() {
  constexpr char kLetters[] = {'F', 'S', 'R', 'P', '.', 'U', 'E', 'W'};
  std::array<FlagLetters, 256> all{};
  for (unsigned flags = 1; flags < 256; flags++) {
    FlagLetters& f = all[flags];
    for (unsigned left = flags; left != 0; left &= left - 1) f.letters[f.length++] = kLetters[std::countr_zero(left)];
  }
  all[0] = {{'n', 'o', 'n', 'e'}, 4};
  return all;
}

constexpr auto kFlagLetters = make_flag_letters();

constexpr size_t text_bound(const FlagLetters& f) {
  return f.letters.size();
}
char* put_at(char* at, const FlagLetters& f) {
  std::memcpy(at, f.letters.data(), f.letters.size());
  return at + f.length;
}

struct Header {
  uint16_t source_port;
  uint16_t destination_port;
  uint32_t sequence;
  uint32_t acknowledgement;
  uint16_t flags;
  uint16_t window;
  uint16_t checksum;
  uint16_t urgent;
  size_t length;  // of the header
};

template <size_t kAddress>
struct Connection {
  typename TcpBases<kAddress>::Key key;
  bool reverse = false;  // whether the segment comes from the end that is second in the key
};

template <size_t kAddress>
Connection<kAddress> connection_of(const IpHeader& ip, uint16_t source_port, uint16_t destination_port) {
  const auto source = header_source(ip);
  const auto destination = header_destination(ip);
  Connection<kAddress> c;
  c.reverse = source_port > destination_port;
  if (source_port == destination_port) c.reverse = std::memcmp(source.data(), destination.data(), kAddress) > 0;
  std::memcpy(c.key.low.data(), (c.reverse ? destination : source).data(), kAddress);
  std::memcpy(c.key.high.data(), (c.reverse ? source : destination).data(), kAddress);
  c.key.ports =
      c.reverse ? uint32_t{destination_port} << 16 | source_port : uint32_t{source_port} << 16 | destination_port;
  return c;
}

/// Its first numbers are needed when addresses and ports have been printed: then they should be in the cache.
void prefetch_connection(const TcpState& state, const IpHeader& ip, uint16_t source_port, uint16_t destination_port) {
  if (ip.version == 4) {
    state.ipv4.prefetch(connection_of<4>(ip, source_port, destination_port).key);
  } else {
    state.ipv6.prefetch(connection_of<16>(ip, source_port, destination_port).key);
  }
}

/// Makes the numbers relative to the connection's first ones. Returns what SACK blocks are relative to.
template <size_t kAddress>
uint32_t make_relative(TcpBases<kAddress>& bases, const IpHeader& ip, Header& h) {
  const auto [key, reverse] = connection_of<kAddress>(ip, h.source_port, h.destination_port);
  bool made = false;
  TcpBase& base = bases.find(key, made);
  uint32_t& own = reverse ? base.acknowledgement : base.sequence;
  uint32_t& other = reverse ? base.sequence : base.acknowledgement;
  if (made || (h.flags & kSyn) != 0) {
    own = h.sequence;
    other = h.acknowledgement - 1;
  } else {
    h.sequence -= own;
    h.acknowledgement -= other;
  }
  return other;
}

void put_checksum(Printer& p, Reader segment, uint16_t found) {
  if (!segment.has(segment.length())) return;
  const uint16_t sum = transport_checksum(*p.ip, segment.bytes_at(0, segment.length()), kTcp);
  p.put(", cksum 0x", hex(found, 4));
  if (sum == 0) {
    p.put(" (correct)");
  } else {
    p.put(" (incorrect -> 0x", hex(right_checksum(found, sum), 4), ')');
  }
}

/// What some middle boxes and stacks put into a reset to say why (RFC 9293, section 3.5.3).
void put_reset_reason(Printer& p, Reader r) {
  constexpr size_t kMostShown = 30;
  p.put(r.has(r.length()) ? " [RST" : " [!RST");
  if (r.length() > kMostShown) p.put('+');
  p.put(' ', safe_text(r.rest().first(std::min({r.length(), r.captured(), kMostShown}))), ']');
}

void put_payload(Printer& p, Reader r, const Header& h) {
  if ((h.flags & kReset) != 0) {
    if (p.verbose() > 0) return put_reset_reason(p, r);
    if (r.has(r.length())) return;
    p.truncated();
    if (h.length > kFixedHeader) p.put('>');  // as behind options that are cut
    return;
  }
  const PrintFunction print = p.options.packet_type != PacketType::kDefault
                                  ? find_tcp_type(p.options.packet_type)
                                  : find_tcp_port(h.source_port, h.destination_port);
  if (print != nullptr) {
    if (Layer layer{p}) print(p, r);
  }
}

void put_numbers(Printer& p, const Header& h, size_t length) {
  if (p.verbose() > 1 || length > 0 || (h.flags & (kSyn | kFin | kReset)) != 0) {
    p.put(", seq ", h.sequence);
    if (length > 0) p.put(':', static_cast<uint32_t>(h.sequence + length));
  }
  if ((h.flags & kAck) != 0) {
    p.put(", ack ", h.acknowledgement);
  } else if (p.verbose() > 1 && h.acknowledgement != 0) {
    p.put(", [ack ", h.acknowledgement, " != 0 while ACK flag not set]");
  }
  p.put(", win ", h.window);
  if ((h.flags & kUrgent) != 0) {
    p.put(", urg ", h.urgent);
  } else if (p.verbose() > 1 && h.urgent != 0) {
    p.put(", [urg ", h.urgent, " != 0 while URG flag not set]");
  }
}

/// The fixed header, which is known to be captured.
Header read_header(Reader& r) {
  const uint8_t* const at = r.bytes(kFixedHeader).data();
  const auto u16 = [at](size_t offset) { return static_cast<uint16_t>(load_big<2>(at + offset)); };
  const auto u32 = [at](size_t offset) { return static_cast<uint32_t>(load_big<4>(at + offset)); };
  return {.source_port = u16(0),
          .destination_port = u16(2),
          .sequence = u32(4),
          .acknowledgement = u32(8),
          .flags = u16(12),
          .window = u16(14),
          .checksum = u16(16),
          .urgent = u16(18),
          .length = (at[12] >> 4) * size_t{4}};
}

}  // namespace

void print_tcp(Printer& p, Reader r) {
  p.protocol = "tcp";
  const Reader segment = r;
  size_t length = r.length();
  if (!r.has(4)) {
    put_ip_addresses(p, ":");
    return p.truncated();
  }
  const uint16_t flags = r.has(kFixedHeader) ? r.u16_at(12) : 0;
  const bool relative = !p.options.absolute_sequence && !p.options.quiet && (flags & kAck) != 0;
  TcpState* const connections = relative ? &p.state<TcpState>() : nullptr;
  if (relative) prefetch_connection(*connections, *p.ip, r.u16_at(0), r.u16_at(2));
  put_ip_ports(p, kTcp, &Names::put_tcp_port, r.u16_at(0), r.u16_at(2));
  if (!r.has(kFixedHeader)) return p.truncated();
  Header h = read_header(r);
  if (h.length < kFixedHeader) {
    p.put(" tcp ", static_cast<uint32_t>(length - h.length), " [bad hdr length ", h.length, " - too short, < 20]");
    return;
  }
  if (p.options.quiet) {
    p.put("tcp ", static_cast<uint32_t>(length - h.length));
    if (h.length > length) p.put(" [bad hdr length ", h.length, " - too long, > ", length, ']');
    return;
  }
  p.put("Flags [", kFlagLetters[h.flags & 0xff], ']');
  TcpSegment s{.flags = static_cast<uint8_t>(h.flags), .segment = segment, .header_length = h.length};
  if (relative) {
    s.sack_base =
        p.ip->version == 4 ? make_relative(connections->ipv4, *p.ip, h) : make_relative(connections->ipv6, *p.ip, h);
  }
  if (h.length > length) {
    p.put(" [bad hdr length ", h.length, " - too long, > ", length, ']');
    return;
  }
  if (p.verbose() > 0 && !p.options.no_checksums && !p.ip->fragment) put_checksum(p, segment, h.checksum);
  length -= h.length;
  put_numbers(p, h, length);
  const Reader payload = segment.after(h.length);
  if (h.length > kFixedHeader) {
    s.data = payload.rest().first(std::min(length, payload.captured()));
    p.put(", options [");
    if (!put_tcp_options(p, r, h.length - kFixedHeader, s)) return;
    p.put(']');
  }
  p.put(", length ", length);
  if (length == 0) return;
  if (!segment.has(h.length)) {
    p.put(" [remaining caplen(", segment.captured(), ") < header length(", h.length, ")]");
    return p.truncated();
  }
  put_payload(p, payload, h);
}

}  // namespace trawl
