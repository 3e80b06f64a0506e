#include "packet/headers.h"

#include <algorithm>

#include "base/bytes.h"

namespace trawl {

namespace {

constexpr uint16_t kIp4 = 0x0800;
constexpr uint16_t kIp6 = 0x86dd;
constexpr uint16_t kVlanTypes[] = {0x8100, 0x88a8, 0x9100};  // IEEE 802.1Q, 802.1ad, and what came before it
constexpr uint16_t kLeastEtherType = 0x600;                  // below it stands a length (IEEE 802.3)
constexpr uint8_t kPortProtocols[] = {6, 17, 33, 132, 136};  // TCP, UDP, DCCP, SCTP, UDP-Lite
constexpr int kMaxTags = 8;
constexpr int kMaxExtensions = 16;
constexpr LinkType kLinkIp4 = 228;
constexpr LinkType kLinkIp6 = 229;

template <size_t N>
bool is_one_of(const auto (&values)[N], auto value) {
  return std::ranges::find(values, value) != std::end(values);
}

void read_ports(Reader& r, PacketHeaders& headers) {
  if (!is_one_of(kPortProtocols, *headers.protocol) || !r.has(4)) return;
  headers.source_port = r.u16();
  headers.destination_port = r.u16();
}

/// RFC 791.
void read_ip4(Reader& r, PacketHeaders& headers) {
  if (!r.has(20)) return;
  const size_t header_length = size_t{r.u8_at(0)} % 16 * 4;
  const bool first_fragment = r.u16_at(6) % 0x2000 == 0;
  headers.protocol = r.u8_at(9);
  headers.source = r.bytes_at(12, 4);
  headers.destination = r.bytes_at(16, 4);
  if (header_length < 20 || !first_fragment) return;
  r.skip(header_length);
  read_ports(r, headers);
}

/// RFC 8200: hop-by-hop options, routing, fragment, destination options, and AH (RFC 4302) stand before the payload.
void read_ip6(Reader& r, PacketHeaders& headers) {
  if (!r.has(40)) return;
  uint8_t next = r.u8_at(6);
  headers.source = r.bytes_at(8, 16);
  headers.destination = r.bytes_at(24, 16);
  r.skip(40);
  for (int i = 0; i < kMaxExtensions; i++) {
    headers.protocol = next;
    constexpr uint8_t kFragment = 44;
    constexpr uint8_t kAuthentication = 51;
    constexpr uint8_t kOthers[] = {0, 43, 60, 135};
    const bool known = next == kFragment || next == kAuthentication || is_one_of(kOthers, next);
    if (!known) return read_ports(r, headers);
    if (!r.has(8)) return;
    const size_t units = r.u8_at(1);
    const size_t size = next == kFragment ? 8 : next == kAuthentication ? (units + 2) * 4 : (units + 1) * 8;
    const bool later_fragment = next == kFragment && r.u16_at(2) >= 8;
    next = r.u8_at(0);
    r.skip(size);
    if (later_fragment) {
      headers.protocol = next;
      return;
    }
  }
}

void read_ip(Reader& r, PacketHeaders& headers) {
  if (!r.has(1)) return;
  const int version = r.u8_at(0) / 16;
  if (version == 4) read_ip4(r, headers);
  if (version == 6) read_ip6(r, headers);
}

void read_payload(Reader& r, uint16_t type, PacketHeaders& headers) {
  for (int i = 0; i < kMaxTags && is_one_of(kVlanTypes, type); i++) {
    if (!r.has(4)) return;
    const uint16_t tag = r.u16();
    if (!headers.vlan) headers.vlan = tag % 0x1000;
    type = r.u16();
  }
  headers.ether_type = type;
  if (type == kIp4 || type == kIp6) read_ip(r, headers);
}

void read_ethernet(Reader& r, PacketHeaders& headers) {
  if (!r.has(14)) return;
  headers.link_destination = r.bytes(6);
  headers.link_source = r.bytes(6);
  const uint16_t type = r.u16();
  if (type >= kLeastEtherType) read_payload(r, type, headers);
}

void read_cooked(Reader& r, size_t protocol_at, size_t header, PacketHeaders& headers) {
  if (!r.has(header)) return;
  const uint16_t type = r.u16_at(protocol_at);
  r.skip(header);
  read_payload(r, type, headers);
}

}  // namespace

PacketHeaders read_headers(std::span<const uint8_t> captured, LinkType link_type) {
  PacketHeaders headers;
  ReadFailure failure;
  Reader r(captured, &failure);
  switch (link_type) {
    case kLinkEthernet:
      read_ethernet(r, headers);
      break;
    case kLinkLinuxSll:
      read_cooked(r, 14, 16, headers);
      break;
    case kLinkLinuxSll2:
      read_cooked(r, 0, 20, headers);
      break;
    case kLinkNull:
      r.skip(4);
      read_ip(r, headers);
      break;
    case kLinkRaw:
    case kLinkIp4:
    case kLinkIp6:
      read_ip(r, headers);
      break;
    default:
      break;
  }
  return headers;
}

}  // namespace trawl
