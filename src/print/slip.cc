// Serial Line IP: RFC 1055, with Van Jacobson's header compression: RFC 1144. A header of BSD's stands before each
// packet: direction, and the compressed header as it was on the line.
#include <array>

#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 16;
constexpr size_t kTcpHeader = 20;
constexpr uint16_t kEthertypeIpv4 = 0x0800;
constexpr uint16_t kEthertypeIpv6 = 0x86dd;

constexpr uint8_t kIn = 0;
constexpr uint8_t kOut = 1;

// The first byte of what was on the line.
constexpr uint8_t kTypeMask = 0xf0;
constexpr uint8_t kIp = 0x40;
constexpr uint8_t kUncompressedTcp = 0x70;
constexpr uint8_t kCompressedTcp = 0x80;
constexpr size_t kProtocolOffset = 9;  // in an IPv4 header: a connection stands there

// RFC 1144, section 3.2.2: which fields changed.
constexpr uint8_t kNewConnection = 0x40;
constexpr uint8_t kNewIpId = 0x20;
constexpr uint8_t kNewSequence = 0x08;
constexpr uint8_t kNewAcknowledgment = 0x04;
constexpr uint8_t kNewWindow = 0x02;
constexpr uint8_t kNewUrgent = 0x01;
constexpr uint8_t kSpecials = kNewSequence | kNewAcknowledgment | kNewWindow | kNewUrgent;
constexpr uint8_t kInteractive = kNewSequence | kNewWindow | kNewUrgent;
constexpr uint8_t kUnidirectional = kSpecials;

/// How much data the last packet of each connection had, by direction: changes of sequence numbers may say "as much
/// as that".
struct Connections : ProtocolState {
  std::array<std::array<uint32_t, 256>, 2> data_length{};
  uint8_t last = 0;
};

/// Of the headers of an uncompressed packet; the compressed ones do not say it.
uint32_t data_length(Reader ip) {
  const size_t length = ip.length();
  const size_t ip_header = size_t{4} * (ip.u8_at(0) & 0x0f);
  ip.bytes_at(ip_header, kTcpHeader);
  const size_t tcp_header = size_t{4} * (ip.u8_at(ip_header + 12) >> 4);
  return static_cast<uint32_t>(length - ip_header - tcp_header);
}

/// A field's change: one byte, or three with a zero first. tcpdump does not move behind the one byte.
uint16_t read_change(Reader& r) {
  const uint8_t first = r.u8_at(0);
  if (first != 0) return first;
  r.skip(1);
  return r.u16();
}

/// This one may be negative.
void put_window_change(Printer& p, Reader& r) {
  const auto change = static_cast<int16_t>(read_change(r));
  p.put(" W", change >= 0 ? "+" : "", change);
}

void put_changes(Printer& p, Reader& r, uint8_t flags) {
  if ((flags & kNewUrgent) != 0) p.put(" U=", read_change(r));
  if ((flags & kNewWindow) != 0) put_window_change(p, r);
  if ((flags & kNewAcknowledgment) != 0) p.put(" A+", read_change(r));
  if ((flags & kNewSequence) != 0) p.put(" S+", read_change(r));
}

void put_compressed(Printer& p, Reader r, Reader ip, Connections& connections, int direction) {
  const uint8_t flags = r.u8();
  if ((flags & kNewConnection) != 0) {
    connections.last = r.u8();
    if (p.stopped()) return;
    p.put("ctcp ", connections.last);
  } else {
    p.put("ctcp *");
  }
  r.skip(2);  // TCP's checksum
  uint32_t& known = connections.data_length[static_cast<size_t>(direction)][connections.last];
  switch (flags & kSpecials) {
    case kInteractive:
      p.put(" *SA+", known);
      break;
    case kUnidirectional:
      p.put(" *S+", known);
      break;
    default:
      put_changes(p, r, flags);
  }
  if ((flags & kNewIpId) != 0) p.put(" I+", read_change(r));
  const uint32_t length = data_length(ip);
  if (p.stopped()) return;
  known = length;
  p.put(' ', length, " (", r.position(), ')');
}

void put_uncompressed(Printer& p, Reader line, Reader ip, Connections& connections, int direction) {
  connections.last = line.u8_at(kProtocolOffset);
  if (p.stopped()) return;
  p.put("utcp ", connections.last, ": ");
  if (direction < 0) return;
  const uint32_t length = data_length(ip);
  if (p.stopped()) return;
  connections.data_length[static_cast<size_t>(direction)][connections.last] = length;
}

void put_header(Printer& p, Reader r) {
  const Reader ip = r.after(kHeader);
  const uint8_t side = r.u8();
  int direction = -1;
  if (side == kIn || side == kOut) {
    direction = side;
    p.put(side == kIn ? "I " : "O ");
  } else {
    p.put("Invalid direction ", side, ' ');
  }
  auto& connections = p.state<Connections>();
  const Reader line = r.after(0);
  const uint8_t type = r.u8_at(0);
  if ((type & kTypeMask) == kIp) return p.put("ip ", ip.length() + kHeader, ": ");
  if ((type & kTypeMask) == kUncompressedTcp) return put_uncompressed(p, line, ip, connections, direction);
  if (direction < 0) return;
  if ((type & kCompressedTcp) == 0) return p.put("slip-", type, "!: ");
  put_compressed(p, line, ip, connections, direction);
  p.put(": ");
}

void put_packet(Printer& p, Reader r) {
  if (!r.has(1) || r.length() < 1) return p.truncated();
  const uint8_t version = r.u8_at(0) >> 4;
  if (version != 4 && version != 6) return p.put("ip v", version);
  if (const PrintFunction print = find_ethertype(version == 4 ? kEthertypeIpv4 : kEthertypeIpv6)) print(p, r);
}

/// False when the packet is shorter than the header before it.
bool check_header(Printer& p, const Reader& r) {
  if (!r.has(kHeader) || r.length() < kHeader) {
    p.truncated();
    return false;
  }
  p.link_header_length = kHeader;
  return true;
}

}  // namespace

void print_slip_link(Printer& p, Reader r) {
  p.protocol = "slip";
  if (!check_header(p, r)) return;
  if (p.options.link_header) put_header(p, r);
  put_packet(p, r.after(kHeader));
}

void print_slip_bsdos_link(Printer& p, Reader r) {
  p.protocol = "slip_bsdos";
  if (!check_header(p, r)) return;
  if (const PrintFunction print = find_ethertype(kEthertypeIpv4)) print(p, r.after(kHeader));
}

}  // namespace trawl
