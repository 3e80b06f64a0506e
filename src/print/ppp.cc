// PPP: RFC 1661, in HDLC-like framing: RFC 1662; multilink: RFC 1990.
#include "print/ppp.h"

#include <algorithm>
#include <array>

#include "print/protocols.h"
#include "print/registry.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kAddress = 0xff;
constexpr uint8_t kControl = 0x03;
constexpr uint8_t kFlag = 0x7e;
constexpr uint8_t kEscape = 0x7d;
constexpr uint8_t kEscapeBit = 0x20;
constexpr size_t kLinkHeader = 4;
constexpr size_t kMaxEscaped = 4096;
// NetBSD puts the direction where the address is.
constexpr uint8_t kIn = 0x00;
constexpr uint8_t kOut = 0x01;

// Cisco's HDLC has other addresses.
constexpr uint8_t kChdlcUnicast = 0x0f;
constexpr uint8_t kChdlcBroadcast = 0x8f;

constexpr uint8_t kIp = 0x21;  // protocols in one byte
constexpr uint8_t kIp6 = 0x57;
constexpr uint16_t kCompressed = 0x00fd;
constexpr uint16_t kMultilink = 0x003d;
constexpr uint16_t kPap = 0xc023;
constexpr uint16_t kChap = 0xc223;

constexpr ValueName kProtocols[] = {
    {0x0021, "IP"},       {0x0023, "OSI"},
    {0x0025, "NS"},       {0x0027, "DECNET"},
    {0x0029, "APPLE"},    {0x002b, "IPX"},
    {0x002d, "VJC IP"},   {0x002f, "VJNC IP"},
    {0x0031, "BRPDU"},    {0x0033, "STII"},
    {0x0035, "VINES"},    {kMultilink, "MLPPP"},
    {0x0057, "IP6"},      {kCompressed, "Compressed"},
    {0x0201, "HELLO"},    {0x0231, "LUXCOM"},
    {0x0233, "SNS"},      {0x0281, "MPLS"},
    {0x0283, "MPLS"},     {0x8021, "IPCP"},
    {0x8023, "OSICP"},    {0x8025, "NSCP"},
    {0x8027, "DECNETCP"}, {0x8029, "APPLECP"},
    {0x802b, "IPXCP"},    {0x8033, "STIICP"},
    {0x8035, "VINESCP"},  {0x8057, "IP6CP"},
    {0x80fd, "CCP"},      {0x8281, "MPLSCP"},
    {0xc021, "LCP"},      {kPap, "PAP"},
    {0xc025, "LQM"},      {0xc027, "SPAP"},
    {0xc02b, "BACP"},     {0xc02d, "BAP"},
    {0xc03d, "MLPPP-CP"}, {0xc123, "Old-SPAP"},
    {kChap, "CHAP"},      {0xc227, "EAP"},
};

constexpr uint16_t kControlProtocols[] = {0x8021, 0x8023, 0x8057, 0x80fd, 0x8281, 0xc021, 0xc02b, 0xc02d};
constexpr uint16_t kBandwidthAllocation = 0xc02d;

// Network protocols, by their own number or, from some senders, an EtherType.
constexpr struct {
  uint16_t protocol;
  uint16_t ethertype;
} kNetworkProtocols[] = {
    {0x0021, 0x0800}, {0x002f, 0x0800}, {0x0800, 0x0800}, {0x0057, 0x86dd},
    {0x86dd, 0x86dd}, {0x0281, 0x8847}, {0x0283, 0x8848},
};
constexpr uint16_t kIpx[] = {0x002b, 0x8137};
constexpr uint16_t kOsi = 0x0023;
constexpr uint8_t kSapOsi = 0xfe;
constexpr uint8_t kSapIpx = 0xe0;

constexpr ValueName kMultilinkFlags[] = {{0xc000, "begin, end"}, {0x8000, "begin"}, {0x4000, "end"}};

void print_multilink(Printer& p, Reader r) {
  if (!p.options.link_header) p.put("MLPPP, ");
  const size_t length = r.length();
  if (length < 2 || !r.has(2)) {
    p.put("[|mlppp]");
    return;
  }
  const uint16_t header = r.u16();
  p.put("seq 0x", hex(header & 0xfff, 3), ", Flags [", name_or(kMultilinkFlags, header & 0xc000, "none"), "], length ",
        length);
}

/// Nothing says whether address, control and the protocol's first byte were left out.
void print_unescaped(Printer& p, const Reader& frame) {
  Reader r = frame;
  const uint8_t first = r.u8_at(0);
  if (first == kIp || first == kIp6) {
    if (const PrintFunction print = find_ethertype(first == kIp ? 0x0800 : 0x86dd)) print(p, r.after(1));
    return;
  }
  if (r.u16_at(0) == (kAddress << 8 | kControl)) r.skip(2);
  const uint16_t protocol = r.u16_at(0);
  if (p.stopped()) return;
  if (protocol >> 8 == kFlag) return p.put("(protocol 0x", hex(protocol, 4), " invalid)");
  put_ppp_payload(p, r.after(0), protocol);
}

/// Frames whose control characters are escaped (RFC 1662, section 4). The unescaped bytes live in
/// the frame's own scratch space, which nothing keeps.
void print_escaped(Printer& p, Reader r, uint8_t first) {
  std::array<uint8_t, kMaxEscaped> bytes{};
  size_t n = 0;
  bool escape = false;
  const auto take = [&](uint8_t c) {
    if (n == bytes.size()) return;
    if (escape) {
      bytes[n++] = c ^ kEscapeBit;
      escape = false;
    } else if (c == kEscape) {
      escape = true;
    } else {
      bytes[n++] = c;
    }
  };
  take(first);
  size_t left = r.length();
  for (const uint8_t c : r.rest()) {
    if (left-- == 0) break;
    take(c);
  }
  Layer layer{p};
  if (!layer) return;
  print_unescaped(p, Reader(std::span<const uint8_t>(bytes).first(n), n, &p.failure));
}

}  // namespace

std::string_view ppp_protocol_name(uint16_t protocol, std::string_view otherwise) {
  return name_or(kProtocols, protocol, otherwise);
}

void put_ppp_payload(Printer& p, const Reader& frame, uint16_t protocol, size_t field_length) {
  Reader r = frame.after(field_length);
  if (protocol >> 8 == kFlag) return print_escaped(p, r, static_cast<uint8_t>(protocol));
  for (const uint16_t control : kControlProtocols) {
    if (control == protocol && protocol != kBandwidthAllocation) return put_ppp_control(p, frame, protocol);
  }
  if (protocol == kBandwidthAllocation) return;
  if (protocol == kMultilink) return print_multilink(p, r);
  if (protocol == kChap) return put_ppp_chap(p, r);
  if (protocol == kPap) return put_ppp_pap(p, r);
  if (protocol == kCompressed) return p.put("compressed PPP data");
  PrintFunction print = protocol == kOsi ? find_llc_sap(kSapOsi) : nullptr;
  if (std::ranges::find(kIpx, protocol) != std::end(kIpx)) print = find_llc_sap(kSapIpx);
  for (const auto& network : kNetworkProtocols) {
    if (network.protocol == protocol) print = find_ethertype(network.ethertype);
  }
  if (print != nullptr) {
    if (Layer layer{p}) print(p, r);
    return;
  }
  p.put(named_hex(kProtocols, protocol, "unknown PPP protocol (0x", ")", 4), ' ');
  put_unknown(p, "\n\t", r, r.length());
}

size_t put_ppp(Printer& p, Reader r) {
  p.protocol = "ppp";
  const size_t length = r.length();
  if (length < 2) {
    p.truncated();
    return 0;
  }
  const bool header = p.options.link_header;
  const uint8_t address = r.u8_at(0);
  const uint8_t control = r.u8_at(1);
  if (control == kControl && (address == kAddress || address == kIn || address == kOut)) {
    if (header && address != kAddress) p.put(address == kIn ? "In  " : "Out ");
    r.skip(2);
  }
  if (r.length() < 2) {
    p.truncated();
    return 0;
  }
  // An odd byte is a compressed protocol field.
  const bool compressed = (r.u8_at(0) & 1) != 0;
  const uint16_t protocol = compressed ? r.u8_at(0) : r.u16_at(0);
  if (header) {
    const std::string_view name = ppp_protocol_name(protocol, "");
    p.put(name.empty() ? "unknown" : name, " (0x", hex(protocol, 4), "), length ", length);
    if (name.empty()) return 0;
    p.put(": ");
  }
  put_ppp_payload(p, r.after(0), protocol, compressed ? 1 : 2);
  return r.position() + (compressed ? 1 : 2);
}

void print_ppp(Printer& p, Reader r) {
  put_ppp(p, r);
}

void print_ppp_in_ethernet(Printer& p, Reader r) {
  if (r.length() == 0) return;
  p.put(": ");
  print_ppp(p, r);
}

void print_ppp_bsdos_link(Printer& /*p*/, Reader /*r*/) {}

void print_ppp_link(Printer& p, Reader r) {
  p.protocol = "ppp";
  p.link_header_length = std::min(r.captured(), kLinkHeader);
  if (!r.has(kLinkHeader)) return p.truncated();
  print_ppp(p, r);
}

void print_ppp_hdlc_link(Printer& p, Reader r) {
  p.protocol = "ppp_hdlc";
  p.link_header_length = r.captured();
  if (!r.has(2)) return p.truncated();
  const uint8_t address = r.u8_at(0);
  const uint8_t control = r.u8_at(1);
  if (address == kChdlcUnicast || address == kChdlcBroadcast) return print_chdlc_link(p, r);
  p.link_header_length = std::min(r.captured(), kLinkHeader);
  if (!r.has(4)) return p.truncated();
  if (p.options.link_header) p.put(hex(address, 2), ' ', hex(control, 2), ' ', r.length(), ' ');
  r.skip(2);
  p.link_header_length = 2;
  // It is the next two bytes that tcpdump shows.
  if (address != kAddress) return p.put("unknown addr ", hex(r.u8_at(0), 2), "; ctrl ", hex(r.u8_at(1), 2));
  const uint16_t protocol = r.u16_at(0);
  p.put(named_hex(kProtocols, protocol, "unknown PPP protocol (0x", ")", 4), ": ");
  p.link_header_length = 4;
  put_ppp_payload(p, r.after(0), protocol);
}

}  // namespace trawl
