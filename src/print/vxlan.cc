// VXLAN: RFC 7348; VXLAN-GPE: draft-ietf-nvo3-vxlan-gpe.
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 8;

constexpr uint8_t kInstance = 0x08;
constexpr uint8_t kNextProtocol = 0x04;
constexpr ValueName kFlags[] = {{kInstance, "I"}};
constexpr ValueName kGpeFlags[] = {{kInstance, "I"}, {kNextProtocol, "P"}, {0x02, "B"}, {0x01, "O"}};

constexpr uint8_t kEthernet = 3;
constexpr struct {
  uint8_t next;
  uint16_t ethertype;
} kGpePayloads[] = {{1, 0x0800}, {2, 0x86dd}, {4, 0x894f}};

}  // namespace

void print_vxlan(Printer& p, Reader r) {
  p.protocol = "vxlan";
  if (r.length() < kHeader) {
    p.put("VXLAN");
    return p.invalid();
  }
  p.put("VXLAN");
  const uint8_t flags = r.u8();
  p.put(", flags [", flag_names(kFlags, flags, "", "invalid"), "] (0x", hex(flags, 2), "), ");
  r.skip(3);
  p.put("vni ", r.u24(), '\n');
  r.bytes(1);
  if (Layer layer{p}) put_ethernet(p, r.after(0));
}

void print_vxlan_gpe(Printer& p, Reader r) {
  p.protocol = "vxlan_gpe";
  p.put("VXLAN-GPE, ");
  if (r.length() < kHeader) {
    p.put(" (len ", r.length(), " < ", kHeader, ')');
    return p.invalid();
  }
  const uint8_t flags = r.u8();
  p.put("flags [", flag_names(kGpeFlags, flags, "", "none"), "], ");
  r.skip(2);
  const uint8_t next = r.u8();
  p.put("vni ", r.u32() >> 8);
  p.put(p.verbose() > 0 ? "\n    " : ": ");
  Layer layer{p};
  if (!layer) return;
  if (next == kEthernet) {
    put_ethernet(p, r.after(0));
    return;
  }
  for (const auto& payload : kGpePayloads) {
    if (payload.next == next && put_ethertype(p, r.after(0), payload.ethertype)) return;
  }
  p.put("ERROR: unknown-next-protocol");
  p.invalid();
}

}  // namespace trawl
