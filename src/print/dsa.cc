// Marvell's Distributed Switch Architecture tags, as the Link Street switches' functional specifications lay them out.
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kAddresses = 12;
constexpr size_t kTag = 4;
constexpr size_t kTypedTag = 8;  // an EtherType and two reserved bytes in front

enum : uint8_t { kToCpu, kFromCpu, kToSniffer, kForward };
constexpr std::string_view kModes[] = {"To CPU", "From CPU", "To Sniffer", "Forward"};
constexpr std::string_view kCodes[] = {"BPDU (MGMT) Trap", "Frame2Reg",     "IGMP/MLD Trap", "Policy Trap",
                                       "ARP Mirror",       "Policy Mirror", "reserved",      "reserved"};

struct Tag {
  explicit Tag(uint32_t bits)
      : mode(static_cast<uint8_t>(bits >> 30)),
        tagged((bits >> 29 & 1) != 0),
        device(bits >> 24 & 31),
        port(bits >> 19 & 31),
        trunk((bits >> 18 & 1) != 0),
        code((bits >> 17 & 3) << 1 | (bits >> 12 & 1)),
        cfi((bits >> 16 & 1) != 0),
        priority(bits >> 13 & 7),
        vlan(bits & 0xfff) {}
  uint8_t mode;
  bool tagged;
  uint32_t device;
  uint32_t port;
  bool trunk;  // or received, for a mirrored frame
  uint32_t code;
  bool cfi;
  uint32_t priority;
  uint32_t vlan;
};

void put_whole(Printer& p, const Tag& t) {
  p.put("mode ", kModes[t.mode], ", ");
  if (t.mode == kForward) {
    p.put("dev ", t.device, ", ", t.trunk ? "trunk " : "port ", t.port, ", ");
  } else {
    p.put(t.mode == kFromCpu ? "target" : "source", " dev ", t.device, ", port ", t.port, ", ");
  }
  if (t.mode == kToCpu) p.put("code ", kCodes[t.code], ", ");
  if (t.mode == kToSniffer) p.put(t.trunk ? "ingress" : "egress", " sniff, ");
  p.put(t.tagged ? "tagged, " : "untagged, ", t.cfi ? "CFI, " : "", "VID ", t.vlan, ", FPri ", t.priority, ", ");
}

void put_brief(Printer& p, const Tag& t) {
  switch (t.mode) {
    case kToCpu:
      p.put("port ", t.device, '.', t.port, " > CPU, ");
      break;
    case kFromCpu:
      p.put("CPU > port ", t.device, '.', t.port, ", ");
      break;
    case kToSniffer:
      p.put("port ", t.device, '.', t.port, " > ", t.trunk ? "Rx" : "Tx", " Sniffer, ");
      break;
    default:
      p.put("Forward ", t.trunk ? "trunk " : "port ", t.device, '.', t.port, ", ");
  }
  p.put("VLAN ", t.vlan, t.tagged ? 't' : 'u', ", ");
}

void put_dsa(Printer& p, Reader r) {
  const Tag tag(r.u32());
  if (p.options.link_header) {
    p.put("Marvell DSA ");
    put_whole(p, tag);
  } else {
    p.put("DSA ");
    put_brief(p, tag);
  }
}

void put_edsa(Printer& p, Reader r) {
  const uint16_t type = r.u16();
  const uint8_t reserved[] = {r.u8(), r.u8()};
  const Tag tag(r.u32());
  if (p.options.link_header) {
    const std::string_view name = ethertype_name(type);
    p.put("Marvell EDSA ethertype 0x", hex(type, 4), " (", name.empty() ? "Unknown" : name, "), rsvd ", reserved[0],
          ' ', reserved[1], ", ");
    put_whole(p, tag);
  } else {
    p.put("EDSA 0x", hex(type, 4), ", ");
    put_brief(p, tag);
  }
}

void print_link(Printer& p, Reader r, const EthernetVariant& variant) {
  if (r.length() < kAddresses + variant.tag_length || !r.has(kAddresses + variant.tag_length)) return p.truncated();
  p.link_header_length = put_ethernet(p, r, variant);
}

}  // namespace

void print_dsa_link(Printer& p, Reader r) {
  p.protocol = "dsa";
  print_link(p, r, {kTag, put_dsa});
}

void print_edsa_link(Printer& p, Reader r) {
  p.protocol = "edsa";
  print_link(p, r, {kTypedTag, put_edsa});
}

}  // namespace trawl
