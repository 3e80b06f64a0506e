// Packets of BSD's packet filters: what IPsec of OpenBSD sees (LINKTYPE_ENC) and what a firewall of Symantec wrote.
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint32_t kAuthentic = 0x0800;
constexpr uint32_t kConfidential = 0x0400;
constexpr uint16_t kEthertypeIpv4 = 0x0800;
constexpr uint16_t kEthertypeIpv6 = 0x86dd;
constexpr uint32_t kFamilyIpv4 = 2;
constexpr uint32_t kFamiliesIpv6[] = {24, 28, 30};
constexpr size_t kSymantecHeader = 44;
constexpr uint16_t kMaxLength = 1500;

}  // namespace

void print_enc_link(Printer& p, Reader r) {
  constexpr size_t kHeader = 12;
  p.protocol = "enc";
  if (!r.has(kHeader)) return p.truncated();
  p.link_header_length = kHeader;
  uint32_t family = r.le32_at(0);
  uint32_t flags = r.le32_at(8);
  // From a host of the other byte order: a family has a small number.
  if (family >> 16 != 0) {
    family = r.u32_at(0);
    flags = r.u32_at(8);
  }
  p.put('(');
  const uint32_t known = flags & (kAuthentic | kConfidential);
  if (flags == 0) p.put("unprotected");
  if ((known & kAuthentic) != 0) p.put("authentic", known == flags && known == kAuthentic ? "" : ",");
  if ((known & kConfidential) != 0) p.put("confidential", known == flags ? "" : ",");
  if (known == flags) p.put("): ");
  p.put("SPI 0x", hex(r.u32_at(4), 8), ": ");
  r.skip(kHeader);
  uint16_t type = family == kFamilyIpv4 ? kEthertypeIpv4 : 0;
  for (const uint32_t number : kFamiliesIpv6) {
    if (number == family) type = kEthertypeIpv6;
  }
  if (type != 0) put_ethertype(p, r.after(0), type);
}

void print_symantec_link(Printer& p, Reader r) {
  p.protocol = "symantec";
  if (!r.has(kSymantecHeader)) return p.truncated();
  p.link_header_length = kSymantecHeader;
  const size_t length = r.length();
  const uint16_t type = r.u16_at(6);
  const auto put_header = [&] {
    if (type <= kMaxLength) return p.put("invalid ethertype ", type, ", length ", length, ": ");
    put_ethertype_name(p, type);
    p.put(", length ", length, ": ");
  };
  if (p.options.link_header) put_header();
  const Reader payload = r.after(kSymantecHeader);
  if (type > kMaxLength && put_ethertype(p, payload, type)) return;
  if (!p.options.link_header) put_header();
  put_default(p, payload);
}

}  // namespace trawl
