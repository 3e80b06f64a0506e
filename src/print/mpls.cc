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

PrintFunction find_payload(uint32_t label, Reader& r) {
  if (label == kIpv4ExplicitNull) return find_ethertype(kEthertypeIpv4);
  if (label == kIpv6ExplicitNull) return find_ethertype(kEthertypeIpv6);
  if (label == kImplicitNull) return nullptr;
  return guess_payload(r.u8_at(0));
}

}  // namespace

void print_mpls(Printer& p, Reader r) {
  p.protocol = "mpls";
  p.put("MPLS");
  const std::string_view line = p.verbose() > 0 ? "\n\t" : " ";
  uint32_t entry = 0;
  uint32_t label = 0;
  for (bool first = true; (entry & kBottomOfStack) == 0; first = false) {
    if (!r.has(4)) return p.truncated();
    if (r.length() < 4) {
      p.put("[|mpls]");
      return;
    }
    entry = r.u32();
    label = entry >> 12;
    p.put(first ? " " : line, "(label ", label);
    if (p.verbose() > 0 && !find_name(kReservedLabels, label).empty())
      p.put(" (", find_name(kReservedLabels, label), ')');
    p.put(", tc ", entry >> 9 & 7);
    if ((entry & kBottomOfStack) != 0) p.put(", [S]");
    p.put(", ttl ", entry & 0xff, ')');
  }
  if (!r.has(1)) return;
  const PrintFunction print = find_payload(label, r);
  if (print == nullptr) return;
  p.put(line);
  if (Layer layer{p}) print(p, r.after(0));
}

}  // namespace trawl
