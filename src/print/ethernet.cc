// Ethernet II and IEEE 802.3 frames: IEEE 802.3 section 3.
#include "print/ethernet.h"

#include "print/names.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeaderLength = 14;
constexpr uint16_t kMaxLength = 1500;  // a larger number is a type
constexpr uint16_t kJumboLlc = 0x8870;

// Numbers of IEEE 802, names in common use.
constexpr ValueName kEthertypeNames[] = {
    {0x00fe, "GRE-OSI"},
    {0x0200, "PUP"},
    {0x0500, "Sprite"},
    {0x0600, "NS"},
    {0x0707, "GeoNet (old)"},
    {0x0800, "IPv4"},
    {0x0806, "ARP"},
    {0x1000, "Trail"},
    {0x1111, "CALM FAST"},
    {0x6001, "MOP DL"},
    {0x6002, "MOP RC"},
    {0x6003, "DN"},
    {0x6004, "LAT"},
    {0x6007, "SCA"},
    {0x6558, "TEB"},
    {0x8035, "Reverse ARP"},
    {0x8038, "Lanbridge"},
    {0x803c, "DEC DNS"},
    {0x803e, "DEC DTS"},
    {0x805b, "VEXP"},
    {0x805c, "VPROD"},
    {0x809b, "Appletalk"},
    {0x80f3, "Appletalk ARP"},
    {0x8100, "802.1Q"},
    {0x8137, "IPX"},
    {0x86dd, "IPv6"},
    {0x8808, "MPCP"},
    {0x8809, "Slow Protocols"},
    {0x880b, "PPP"},
    {0x8847, "MPLS unicast"},
    {0x8848, "MPLS multicast"},
    {0x8863, "PPPoE D"},
    {0x8864, "PPPoE S"},
    {0x886f, "MS NLB heartbeat"},
    {0x8870, "Jumbo"},
    {0x888e, "EAPOL"},
    {0x8899, "Realtek protocols"},
    {0x88a2, "AoE"},
    {0x88a8, "802.1Q-QinQ"},
    {0x88ca, "TIPC"},
    {0x88cc, "LLDP"},
    {0x88e5, "802.1AE MACsec"},
    {0x88f7, "PTP"},
    {0x8902, "CFM"},
    {0x893a, "IEEE1905.1"},
    {0x8947, "GeoNet"},
    {0x894f, "NSH"},
    {0x9000, "Loopback"},
    {0x9100, "802.1Q-9100"},
    {0x9200, "802.1Q-9200"},
    {0xabcd, "CFM (old)"},
    {0xd28b, "Arista Vendor Specific Protocol"},
    {0xfefe, "OSI"},
};

bool is_length(uint16_t type) {
  return type <= kMaxLength || type == kJumboLlc;
}

void put_addresses(Printer& p, const LinkAddresses& link) {
  p.names.put_ethernet(p.text, link.source);
  p.put(" > ");
  p.names.put_ethernet(p.text, link.destination);
  p.put(", ");
}

/// What precedes the payload with -e. The frame's length stands behind the first type only.
struct FrameText {
  LinkAddresses link;
  size_t length = 0;
  bool length_printed = false;
};

void put_type_and_length(Printer& p, FrameText& frame, uint16_t type) {
  put_ethertype_name(p, type);
  if (frame.length_printed) {
    p.put(", ");
  } else {
    p.put(", length ", frame.length, ": ");
  }
  frame.length_printed = true;
}

/// 802.2 behind a length or the number that stands for one. Returns how much of it is header.
size_t put_llc_payload(Printer& p, Reader r, FrameText& frame, uint16_t type) {
  if (type <= kMaxLength && type < r.length()) r = r.first(type);  // what is behind is padding
  if (p.options.link_header && type != kJumboLlc) {
    p.put("802.3");
    if (!frame.length_printed) p.put(", length ", r.length(), ": ");
  }
  const LlcResult llc = put_llc(p, r);
  if (!llc.known) put_default(p, r);
  return llc.header_length;
}

/// The payload of a frame behind its tags. Returns how much of it is header.
size_t put_payload(Printer& p, Reader r, FrameText& frame, uint16_t type) {
  if (is_length(type)) return put_llc_payload(p, r, frame, type);
  if (p.options.link_header) put_type_and_length(p, frame, type);
  if (put_ethertype(p, r, type)) return 0;
  if (!p.options.link_header) {
    put_addresses(p, frame.link);
    put_type_and_length(p, frame, type);
  }
  put_default(p, r);
  return 0;
}

/// Prints the tags that stand before the payload. False when a tag ends the frame.
bool put_tags(Printer& p, Reader& r, FrameText& frame, uint16_t& type) {
  // The frame's size bounds the number of tags.
  while (const EthernetTag* tag = is_length(type) ? nullptr : find_ethernet_tag(type)) {
    if (!r.has(tag->size) || r.length() < tag->size) {
      p.protocol = tag->protocol;
      p.truncated();
      r.skip(r.captured());
      return false;
    }
    if (p.options.link_header || tag->always_named) put_type_and_length(p, frame, type);
    if (!tag->print(p, r, type)) return false;
    if (tag->always_named) frame.length_printed = false;
  }
  return true;
}

}  // namespace

std::string_view ethertype_name(uint16_t type) {
  return find_name(kEthertypeNames, type);
}

void put_ethertype_name(Printer& p, uint16_t type) {
  const std::string_view name = ethertype_name(type);
  if (!p.options.quiet) {
    p.put("ethertype ", name.empty() ? "Unknown" : name, " (0x", hex(type, 4), ')');
  } else if (name.empty()) {
    p.put("Unknown Ethertype (0x", hex(type, 4), ')');
  } else {
    p.put(name);
  }
}

bool put_ethertype(Printer& p, Reader r, uint16_t type) {
  const PrintFunction print = find_ethertype(type);
  if (print == nullptr) return false;
  if (Layer layer{p}) print(p, r);
  return true;
}

size_t put_ethernet(Printer& p, Reader r, const EthernetVariant& variant) {
  if (variant.tag_length == 0) p.protocol = "ether";
  const size_t length = r.length();
  const size_t fixed = kHeaderLength + variant.tag_length;
  if (!r.has(fixed) || length < fixed) {
    p.truncated();
    return r.captured();
  }
  if (length < r.captured()) {
    p.put("[length ", length, " < caplen ", r.captured(), ']');
    p.invalid();
    return r.captured();
  }
  const Reader addresses = r;
  const auto destination = r.bytes(6);
  const auto source = r.bytes(6);
  FrameText frame{.link = {.source = source, .destination = destination}, .length = length};
  r.skip(variant.tag_length);
  uint16_t type = r.u16();
  if (p.options.link_header) put_addresses(p, frame.link);
  if (variant.put_tag != nullptr) variant.put_tag(p, addresses.after(12));
  const LinkAddresses* const outer = p.link;
  p.link = &frame.link;
  size_t header_length = 0;
  if (put_tags(p, r, frame, type)) header_length = put_payload(p, r.after(0), frame, type);
  p.link = outer;
  return header_length + r.position();
}

void print_ethernet_frame(Printer& p, Reader r) {
  put_ethernet(p, r);
}

void print_ethernet_link(Printer& p, Reader r) {
  const size_t header_length = put_ethernet(p, r);
  if (!p.stopped()) p.link_header_length = header_length;
}

}  // namespace trawl
