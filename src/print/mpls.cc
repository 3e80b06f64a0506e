// MPLS label stack: RFC 3032, RFC 5462.
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint32_t kIpv4ExplicitNull = 0;
constexpr uint32_t kRouterAlert = 1;
constexpr uint32_t kIpv6ExplicitNull = 2;
constexpr uint32_t kImplicitNull = 3;
constexpr ValueName kReservedLabels[] = {
    {kIpv4ExplicitNull, "IPv4 explicit NULL"},
    {kRouterAlert, "router alert"},
    {kIpv6ExplicitNull, "IPv6 explicit NULL"},
    {kImplicitNull, "implicit NULL"},
};
constexpr uint32_t kFirstUnreserved = 16;
constexpr uint32_t kBottomOfStack = 0x100;

constexpr uint16_t kEthertypeIpv4 = 0x0800;
constexpr uint16_t kEthertypeIpv6 = 0x86dd;
constexpr uint8_t kSapOsi = 0xfe;

/// Nothing in the stack says what it carries: the first byte tells IP versions and OSI protocols apart.
PrintFunction guess_payload(uint8_t first) {
  if (first >= 0x45 && first <= 0x4f) return find_ethertype(kEthertypeIpv4);
  if (first >= 0x60 && first <= 0x6f) return find_ethertype(kEthertypeIpv6);
  if (first >= 0x81 && first <= 0x83) return find_llc_sap(kSapOsi);
  return nullptr;
}

PrintFunction find_payload(uint32_t label, uint8_t first) {
  if (label == kIpv4ExplicitNull || label == kImplicitNull) return find_ethertype(kEthertypeIpv4);
  if (label == kIpv6ExplicitNull) return find_ethertype(kEthertypeIpv6);
  return guess_payload(first);
}

bool has_fixed_payload(uint32_t label) {
  return label == kIpv4ExplicitNull || label == kImplicitNull || label == kIpv6ExplicitNull;
}

void print_payload(Printer& p, Reader r, uint32_t label) {
  const bool fixed_payload = has_fixed_payload(label);
  if (!fixed_payload && r.length() == 0) return;
  const uint8_t first = fixed_payload ? 0 : r.u8_at(0);
  if (p.stopped()) return;
  if (const PrintFunction print = find_payload(label, first)) {
    p.put(p.verbose() > 0 ? "\n\t" : " ");
    if (Layer layer{p}) print(p, r);
    return;
  }
  put_whole_default(p, r);
}

}  // namespace

void print_mpls(Printer& p, Reader r) {
  p.protocol = "mpls";
  p.put("MPLS");
  uint32_t entry = 0;
  uint32_t label = 0;
  for (bool first = true; (entry & kBottomOfStack) == 0; first = false) {
    if (r.length() < 4) {
      p.invalid();
      r.need(r.length());
      return;
    }
    entry = r.u32();
    if (p.stopped()) return;
    label = entry >> 12;
    p.put(first || p.verbose() == 0 ? " " : "\n\t", "(label ", label);
    if (p.verbose() > 0 && label < kFirstUnreserved) p.put(" (", name_or(kReservedLabels, label, "rsvd"), ')');
    p.put(", tc ", entry >> 9 & 7);
    if ((entry & kBottomOfStack) != 0) p.put(", [S]");
    p.put(", ttl ", entry & 0xff, ')');
  }
  print_payload(p, r.after(0), label);
}

}  // namespace trawl
