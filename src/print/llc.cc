// Logical link control: IEEE 802.2 (ISO 8802-2) section 5, with the Subnetwork Access Protocol of IEEE 802.
#include "print/ethernet.h"
#include "print/names.h"
#include "print/organizations.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kSapSnap = 0xaa;
constexpr uint8_t kSapIpx = 0xe0;
constexpr uint8_t kSapGlobal = 0xff;
constexpr uint16_t kUnnumberedInformation = 0x03;
constexpr uint8_t kResponse = 0x01;  // in the source SAP
constexpr uint8_t kPollUnnumbered = 0x10;
constexpr uint16_t kPollNumbered = 0x0100;
constexpr uint8_t kXid = 0xaf;
constexpr uint8_t kXidFormat = 0x81;

constexpr ValueName kSaps[] = {
    {0x00, "Null"},      {0x02, "802.1B I"}, {0x03, "802.1B G"}, {0x04, "SNA"},     {0x06, "IP"},
    {0x0e, "ProWay NM"}, {0x42, "STP"},      {0x4e, "RS511"},    {0x7e, "ISO8208"}, {0x8e, "ProWay"},
    {0xaa, "SNAP"},      {0xe0, "IPX"},      {0xf0, "NetBeui"},  {0xfe, "OSI"},     {0xff, "Global"},
};

constexpr ValueName kUnnumbered[] = {
    {0x03, "ui"},    {0x0f, "dm"},   {0x43, "disc"}, {0x63, "ua"},
    {0x6f, "sabme"}, {0x87, "frmr"}, {0xaf, "xid"},  {0xe3, "test"},
};

constexpr std::string_view kSupervisory[] = {"Receiver Ready", "Receiver not Ready", "Reject", "?"};

constexpr uint16_t kAppletalk = 0x809b;

constexpr ValueName kCiscoProtocols[] = {
    {0x010b, "PVST"}, {0x010c, "VLAN Bridge"}, {0x0111, "UDLD"}, {0x2000, "CDP"}, {0x2003, "VTP"}, {0x2004, "DTP"},
};

// RFC 2684, appendix B.
constexpr ValueName kBridgedProtocols[] = {
    {1, "Ethernet + FCS"},   {7, "Ethernet w/o FCS"},   {2, "802.4 + FCS"}, {8, "802.4 w/o FCS"},
    {3, "Token Ring + FCS"}, {9, "Token Ring w/o FCS"}, {4, "FDDI + FCS"},  {10, "FDDI w/o FCS"},
    {5, "802.6 + FCS"},      {11, "802.6 w/o FCS"},     {14, "BPDU"},
};

std::string_view protocol_name(uint32_t organization, uint16_t protocol) {
  switch (organization) {
    case kOuiCisco:
      return find_name(kCiscoProtocols, protocol);
    case kOuiBridged:
      return find_name(kBridgedProtocols, protocol);
    case kOuiEthernet:
    case kOuiCiscoBridged:
    case kOuiAppletalk:
      return ethertype_name(protocol);
    default:
      return {};
  }
}

void put_snap_header(Printer& p, uint32_t organization, uint16_t protocol, size_t length) {
  const std::string_view name = protocol_name(organization, protocol);
  if (p.options.link_header || organization != kOuiEthernet)
    p.put("oui ", name_or(kOrganizations, organization), " (0x", hex(organization, 6), "), ");
  p.put(organization == kOuiEthernet ? "ethertype " : "pid ", name.empty() ? "Unknown" : name, " (0x", hex(protocol, 4),
        "), length ", length, ": ");
}

bool put_snap_payload(Printer& p, Reader r, uint32_t organization, uint16_t protocol) {
  if (const PrintFunction print = find_snap(organization, protocol)) {
    if (Layer layer{p}) print(p, r);
    return true;
  }
  const bool ethertype = organization == kOuiEthernet || organization == kOuiCiscoBridged ||
                         (organization == kOuiAppletalk && protocol == kAppletalk);
  return ethertype && put_ethertype(p, r, protocol);
}

/// How much stands before a whole frame of another LAN (RFC 2684, section 5.2), whose kind may want a byte more than
/// `padding`; 0 before all else.
size_t padding_before(uint32_t organization, uint16_t protocol, size_t padding) {
  if (organization != kOuiBridged) return 0;
  switch (protocol) {
    case 1:
    case 7:  // Ethernet
    case 3:
    case 9:  // Token Ring
      return padding;
    case 4:
    case 10:  // FDDI
      return padding + 1;
    default:
      return 0;
  }
}

struct Header {
  uint8_t dsap;
  uint8_t ssap;
  uint16_t control;
  bool unnumbered;
};

/// The name of the Poll/Final bit, which a command polls with and a response ends with.
std::string_view flag_name(const Header& h) {
  const bool poll = (h.control & (h.unnumbered ? kPollUnnumbered : kPollNumbered)) != 0;
  if ((h.ssap & kResponse) != 0) return poll ? "Final" : "Response";
  return poll ? "Poll" : "Command";
}

void put_header(Printer& p, const Header& h) {
  p.put("LLC, dsap ", name_or(kSaps, h.dsap & 0xfe, "Unknown"), " (0x", hex(h.dsap & 0xfe, 2), ") ",
        (h.dsap & 1) != 0 ? "Group" : "Individual");
  p.put(", ssap ", name_or(kSaps, h.ssap & 0xfe, "Unknown"), " (0x", hex(h.ssap & 0xfe, 2), ") ",
        (h.ssap & kResponse) != 0 ? "Response" : "Command");
  p.put(", ctrl 0x", hex(h.control, h.unnumbered ? 2 : 4), ": ");
}

void put_brief_header(Printer& p, const Header& h) {
  const uint8_t dsap = h.dsap & 0xfe;
  const uint8_t ssap = h.ssap & 0xfe;
  if (p.link != nullptr) {
    p.names.put_ethernet(p.text, p.link->source);
    p.put(' ');
  }
  if (ssap != dsap) p.put(named_hex(kSaps, ssap, "Unknown SSAP 0x", "", 2), ' ');
  if (p.link != nullptr || ssap != dsap) p.put("> ");
  if (p.link != nullptr) {
    p.names.put_ethernet(p.text, p.link->destination);
    p.put(' ');
  }
  p.put(named_hex(kSaps, dsap, "Unknown DSAP 0x", "", 2), ' ');
}

/// What is identified, behind the format that LLC itself defines.
size_t put_xid(Printer& p, Reader& r) {
  if (!r.has(3) || r.length() < 3) {
    p.truncated();
    put_hex_ascii_lines(p.text, "\n\t", r.rest());
    return 0;
  }
  p.put(": ", hex(r.u8_at(1), 2), ' ', hex(r.u8_at(2), 2));
  return 3;
}

LlcResult put_frame(Printer& p, Reader r, const Header& h, size_t header_length) {
  const size_t whole = r.length() + header_length;
  if (h.unnumbered) {
    const auto command = static_cast<uint8_t>(h.control & ~kPollUnnumbered);
    p.put("Unnumbered, ", named_hex(kUnnumbered, command, "", "", 2), ", Flags [", flag_name(h), "], length ", whole);
    if (command == kXid && r.length() > 0 && r.u8_at(0) != kXidFormat) return {header_length, false};
    if (command == kXid && r.length() == 0) return {header_length, true};
    if (command == kXid) return {header_length + put_xid(p, r), true};
    return {header_length, false};
  }
  const auto receive = h.control >> 9;
  if ((h.control & 1) != 0) {
    p.put("Supervisory, ", kSupervisory[h.control >> 2 & 3], ", rcv seq ", receive, ", Flags [", flag_name(h),
          "], length ", whole);
    return {header_length, true};
  }
  p.put("Information, send seq ", (h.control >> 1) & 0x7f, ", rcv seq ", receive, ", Flags [", flag_name(h),
        "], length ", whole);
  return {header_length, false};
}

bool put_ipx(Printer& p, Reader r) {
  const PrintFunction print = find_llc_sap(kSapIpx);
  if (Layer layer{p}) print(p, r);
  return true;
}

}  // namespace

bool put_snap(Printer& p, Reader r, size_t bridge_padding) {
  p.protocol = "snap";
  if (!r.has(5) || r.length() < 5) {
    p.truncated();
    return true;
  }
  const uint32_t organization = r.u24();
  const uint16_t protocol = r.u16();
  if (p.options.link_header) put_snap_header(p, organization, protocol, r.length());
  const size_t padding = padding_before(organization, protocol, bridge_padding);
  if (!r.has(padding) || r.length() < padding) {
    p.truncated();
    return true;
  }
  const Reader payload = r.after(padding);
  if (put_snap_payload(p, payload, organization, protocol)) return true;
  if (!p.options.link_header) {
    if (p.link != nullptr) {
      p.names.put_ethernet(p.text, p.link->source);
      p.put(" > ");
      p.names.put_ethernet(p.text, p.link->destination);
      p.put(' ');
    }
    p.put("SNAP, ");
    put_snap_header(p, organization, protocol, r.length());
  }
  return false;
}

LlcResult put_llc(Printer& p, Reader r) {
  p.protocol = "llc";
  const Reader start = r;
  if (!r.has(3) || r.length() < 3) {
    p.truncated();
    put_hex_ascii_lines(p.text, "\n\t", r.rest());
    return {r.captured(), true};
  }
  Header h{};
  h.dsap = r.u8();
  h.ssap = r.u8();
  h.control = r.u8_at(0);
  h.unnumbered = (h.control & 3) == 3;
  if (!h.unnumbered) {
    if (!r.has(2) || r.length() < 2) {
      p.truncated();
      put_hex_ascii_lines(p.text, "\n\t", start.rest());
      return {start.captured(), true};
    }
    h.control = r.le16();
  } else {
    r.skip(1);
  }
  p.llc_control = h.control;
  if (h.dsap == kSapGlobal && h.ssap == kSapGlobal) {
    // Novell's frames have no 802.2 header: this is IPX's checksum field.
    if (p.options.link_header) p.put("IPX 802.3: ");
    return {0, put_ipx(p, start)};
  }
  if (p.options.link_header) put_header(p, h);
  const size_t header_length = r.position();
  const uint8_t dsap = h.dsap & 0xfe;
  const uint8_t ssap = h.ssap & 0xfe;
  if (dsap == ssap && h.control == kUnnumberedInformation) {
    if (dsap == kSapSnap) {
      const bool known = put_snap(p, r.after(0), 2);
      return {header_length + 5, known};
    }
    if (dsap == kSapIpx) {
      if (p.options.link_header) p.put("IPX 802.2: ");
      return {header_length, put_ipx(p, r.after(0))};
    }
    if (const PrintFunction print = find_llc_sap(dsap)) {
      if (Layer layer{p}) print(p, r.after(0));
      return {header_length, true};
    }
  }
  if (!p.options.link_header) put_brief_header(p, h);
  return put_frame(p, r, h, header_length);
}

size_t put_llc_frame(Printer& p, Reader r, const LinkAddresses& link) {
  const LinkAddresses* const outer = p.link;
  p.link = &link;
  const LlcResult llc = put_llc(p, r);
  if (!llc.known) put_default(p, r);
  p.link = outer;
  return llc.header_length;
}

}  // namespace trawl
