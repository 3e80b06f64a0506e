// Broadcom's switch tag, in a frame or in front of it, and the lawful interception shim of its routers.
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kAddresses = 12;
constexpr size_t kTag = 4;

constexpr ValueName kReasons[] = {{1, "mirror"},    {2, "MAC learning"}, {4, "switching"},
                                  {8, "prot term"}, {16, "prot snoop"},  {32, "exception"}};
constexpr std::string_view kEnforcement[] = {"None", "Untag", "Header", "Reserved"};

void put_tag(Printer& p, Reader r) {
  const uint32_t tag = r.u32();
  const uint32_t operation = tag >> 29;
  p.put("BRCM tag OP: ", tag >> 24 != 0 ? "IG" : "EG", ", ");
  if ((operation & 1) != 0) {
    p.put("TC: ", tag >> 18 & 7, ", TE: ", kEnforcement[tag >> 16 & 3], ", TS: ", tag >> 23 & 1, ", DST map: 0x",
          hex(tag & 0x1ff, 4));
  } else {
    p.put("CID: ", tag >> 16 & 0xff, ", RC: ", name_or(kReasons, tag >> 8 & 0xff, "reserved"), ", TC: ", tag >> 5 & 7,
          ", port: ", tag & 31);
  }
  p.put(", ");
}

constexpr std::string_view kDirections[] = {"unknown", "unused", "egress", "ingress"};
constexpr std::string_view kPacketTypes[] = {"unknown",   "unknown", "unknown", "unknown",
                                             "undecided", "ipv4",    "ipv6",    "ethernet"};
constexpr std::string_view kSubtypes[] = {"unknown", "single VLAN tag", "double VLAN tag", "untagged"};
enum PacketKind : uint32_t { kUndecided = 4, kIpv4, kIpv6, kEthernet };

void put_li_payload(Printer& p, Reader r, uint32_t kind) {
  constexpr uint16_t kEthertypeIpv4 = 0x0800;
  constexpr uint16_t kEthertypeIpv6 = 0x86dd;
  if (kind == kEthernet) {
    put_ethernet(p, r);
    return;
  }
  if (kind != kUndecided && kind != kIpv4 && kind != kIpv6) return p.invalid();
  const int version = kind == kUndecided ? r.u8_at(0) >> 4 : kind == kIpv4 ? 4 : 6;
  if (version == 4 || version == 6) {
    put_ethertype(p, r, version == 4 ? kEthertypeIpv4 : kEthertypeIpv6);
  } else {
    p.put("unknown payload");
  }
}

}  // namespace

void print_brcm_tag_link(Printer& p, Reader r) {
  p.protocol = "brcm-tag";
  if (r.length() < kAddresses + kTag || !r.has(kAddresses + kTag)) return p.truncated();
  p.link_header_length = put_ethernet(p, r, {kTag, put_tag});
}

void print_brcm_tag_prepend_link(Printer& p, Reader r) {
  p.protocol = "brcm-tag-prepend";
  if (r.length() < kTag || !r.has(kTag)) return p.truncated();
  if (p.options.link_header) put_tag(p, r);
  p.link_header_length = kTag + put_ethernet(p, r.after(kTag));
}

void print_bcm_li(Printer& p, Reader r) {
  p.protocol = "bcm_li";
  if (r.length() < kTag) {
    p.put(" (length ", r.length(), " < ", kTag, ')');
    return p.invalid();
  }
  const uint32_t shim = r.u32();
  const uint32_t direction = shim >> 29;
  const uint32_t type = shim >> 25 & 15;
  const uint32_t subtype = shim >> 22 & 7;
  p.put(p.verbose() > 0 ? "\n    " : "", "BCM-LI-SHIM: direction ", direction < 4 ? kDirections[direction] : "unknown",
        ", pkt-type ", type < 8 ? kPacketTypes[type] : "unknown", ", pkt-subtype ",
        subtype < 4 ? kSubtypes[subtype] : "unknown", ", li-id ", shim & 0x3fffff);
  if (p.verbose() == 0) {
    r.need(r.length());
    return;
  }
  p.put("\n    ");
  if (const Layer layer{p}) put_li_payload(p, r.after(0), type);
}

}  // namespace trawl
