// Slow protocols: LACP and the Marker protocol (IEEE 802.1AX), Ethernet OAM (IEEE 802.3 clause 57).
#include "print/number_names.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kLacp = 1;
constexpr uint8_t kMarker = 2;
constexpr uint8_t kOam = 3;
constexpr ValueName kProtocols[] = {{kLacp, "LACP"}, {kMarker, "MARKER"}, {kOam, "OAM"}};
constexpr uint8_t kVersion = 1;

constexpr uint8_t kTerminator = 0;
constexpr uint8_t kActor = 1;
constexpr uint8_t kPartner = 2;
constexpr uint8_t kCollector = 3;
constexpr ValueName kLacpTlvs[] = {
    {kTerminator, "Terminator"},
    {kActor, "Actor Information"},
    {kPartner, "Partner Information"},
    {kCollector, "Collector Information"},
};
constexpr uint8_t kMarkerInformation = 1;
constexpr ValueName kMarkerTlvs[] = {{kTerminator, "Terminator"}, {kMarkerInformation, "Marker Information"}};
constexpr ValueName kLacpStates[] = {
    {0x01, "Activity"},   {0x02, "Timeout"},      {0x04, "Aggregation"}, {0x08, "Synchronization"},
    {0x10, "Collecting"}, {0x20, "Distributing"}, {0x40, "Default"},     {0x80, "Expired"},
};

constexpr ValueName kOamFlags[] = {
    {0x01, "Link Fault"},   {0x02, "Dying Gasp"},        {0x04, "Critical Event"}, {0x08, "Local Evaluating"},
    {0x10, "Local Stable"}, {0x20, "Remote Evaluating"}, {0x40, "Remote Stable"},
};
constexpr uint8_t kOamInformation = 0;
constexpr uint8_t kOamEvent = 1;
constexpr uint8_t kOamLoopback = 4;
constexpr ValueName kOamCodes[] = {
    {kOamInformation, "Information"}, {kOamEvent, "Event Notification"},  {2, "Variable Request"},
    {3, "Variable Response"},         {kOamLoopback, "Loopback Control"}, {0xfe, "Vendor Private"},
};
constexpr ValueName kOamInformationTlvs[] = {
    {0, "End of TLV marker"}, {1, "Local"}, {2, "Remote"}, {0xfe, "Organization specific"}};
constexpr ValueName kOamEventTlvs[] = {
    {0, "End of TLV marker"},          {1, "Errored Symbol Period Event"},         {2, "Errored Frame Event"},
    {3, "Errored Frame Period Event"}, {4, "Errored Frame Seconds Summary Event"}, {0xfe, "Organization specific"},
};
constexpr ValueName kOamConfiguration[] = {
    {0x01, "Active"},      {0x02, "Unidirectional"},     {0x04, "Remote-Loopback"},
    {0x08, "Link-Events"}, {0x10, "Variable-Retrieval"},
};
constexpr std::string_view kParserActions[] = {"forwarding", "looping back", "discarding", "reserved"};
constexpr std::string_view kMultiplexerActions[] = {"forwarding", "discarding"};
constexpr ValueName kLoopbackCommands[] = {{1, "Enable OAM Remote Loopback"}, {2, "Disable OAM Remote Loopback"}};

constexpr size_t kTlvHeader = 2;

void too_short(Printer& p) {
  p.put(p.verbose() > 0 ? "\n\t\t packet is too short" : " (packet is too short)");
}

/// The length that the standard gives a TLV; 0 for those that print as they are.
size_t lacp_tlv_length(uint8_t protocol, uint8_t type) {
  if (protocol == kMarker) return type == kMarkerInformation ? 16 : 0;
  return type == kActor || type == kPartner ? 20 : type == kCollector ? 16 : 0;
}

void print_port(Printer& p, Reader v) {
  const uint16_t priority = v.u16();
  const auto system = v.bytes(6);
  p.put("\n\t  System ", mac_text(system), ", System Priority ", priority, ", Key ", v.u16());
  const uint16_t port_priority = v.u16();
  p.put(", Port ", v.u16(), ", Port Priority ", port_priority);
  p.put("\n\t  State Flags [", flag_names(kLacpStates, v.u8()), ']');
}

void print_lacp_value(Printer& p, Reader v, uint8_t protocol, uint8_t type) {
  if (protocol == kMarker) {
    if (type != kMarkerInformation) return;
    const uint16_t port = v.u16();
    p.put("\n\t  Request System ", mac_text(v.bytes(6)), ", Request Port ", port);
    p.put(", Request Transaction ID 0x", hex(v.u32(), 8));
  } else if (type == kCollector) {
    p.put("\n\t  Max Delay ", v.u16());
  } else if (type == kActor || type == kPartner) {
    print_port(p, v);
  }
}

/// LACP and the Marker protocol. `r` is behind the subtype and version.
void print_lacp(Printer& p, Reader r, uint8_t protocol) {
  const NameTable names = protocol == kLacp ? NameTable(kLacpTlvs) : NameTable(kMarkerTlvs);
  while (r.length() > 0) {
    if (r.length() < kTlvHeader) return too_short(p);
    const uint8_t type = r.u8();
    const uint8_t length = r.u8();
    p.put("\n\t", name_or(names, type, "Unknown"), " TLV (0x", hex(type, 2), "), length ", length);
    if (p.stopped() || type == kTerminator) return;
    if (length < kTlvHeader) {
      p.put("\n\t    ERROR: illegal length - should be >= ", kTlvHeader);
      return;
    }
    const size_t expected = lacp_tlv_length(protocol, type);
    const size_t value = length - kTlvHeader;
    if (value > r.length()) return too_short(p);
    if (!r.need(value)) return;
    const bool wrong = expected != 0 && expected != length;
    if (wrong)
      p.put("\n\t    ERROR: illegal length - should be ", expected);
    else if (expected != 0)
      print_lacp_value(p, r, protocol, type);
    if (expected == 0 || p.verbose() > 1) put_hex_lines(p.text, "\n\t  ", r.first(value).rest());
    r.skip(value);
  }
}

void print_oam_information(Printer& p, Reader v) {
  p.put("\n\t    OAM-Version ", v.u8());
  p.put(", Revision ", v.u16());
  const uint8_t state = v.u8();
  p.put("\n\t    State-Parser-Action ", kParserActions[state & 3], ", State-MUX-Action ",
        kMultiplexerActions[state >> 2 & 1]);
  const uint8_t configuration = v.u8();
  p.put("\n\t    OAM-Config Flags [", flag_names(kOamConfiguration, configuration), "], OAM-PDU-Config max-PDU size ",
        v.u16() & 0x7ff);
  const uint32_t oui = v.u24();
  p.put("\n\t    OUI ", name_or(kOuiNames, oui, "Unknown"), " (0x", hex(oui, 6), "), Vendor-Private 0x",
        hex(v.u32(), 8));
}

void print_oam_event(Printer& p, Reader v) {
  p.put("\n\t    Timestamp ", v.u16() * 100, " ms, Errored Window ", v.u64());
  p.put("\n\t    Errored Threshold ", v.u64());
  p.put("\n\t    Errors ", v.u64());
  p.put("\n\t    Error Running Total ", v.u64());
  p.put("\n\t    Event Running Total ", v.u32());
}

struct OamTlvs {
  NameTable names;
  std::string_view kind;
  uint8_t first_decoded;
  uint8_t last_decoded;
  size_t length;  // of those that are decoded
  void (*print)(Printer&, Reader);
};
constexpr OamTlvs kInformation = {kOamInformationTlvs, "Information", 1, 2, 16, print_oam_information};
// tcpdump takes every event for one as long as that of the symbol period.
constexpr OamTlvs kEvents = {kOamEventTlvs, "Link Event", 1, 4, 40, print_oam_event};

void print_oam_tlvs(Printer& p, Reader r, const OamTlvs& tlvs) {
  while (r.length() > 0) {
    if (r.length() < kTlvHeader) return too_short(p);
    const uint8_t type = r.u8_at(0);
    const uint8_t length = r.u8_at(1);
    p.put("\n\t  ", name_or(tlvs.names, type, "Reserved"), ' ', tlvs.kind, " Type (", type, "), length ", length);
    if (p.stopped() || type == 0) return;
    if (length < kTlvHeader) return p.put("\n\t    ERROR: illegal length - should be >= ", kTlvHeader);
    if (length > r.length()) return too_short(p);
    if (!r.need(length)) return;
    bool decoded = type >= tlvs.first_decoded && type <= tlvs.last_decoded;
    if (decoded && length != tlvs.length) {
      p.put("\n\t    ERROR: illegal length - should be ", tlvs.length);
      decoded = false;
    }
    if (decoded) tlvs.print(p, r.after(kTlvHeader));
    if (!decoded || p.verbose() > 1) put_hex_lines(p.text, "\n\t  ", r.first(length).rest());
    r.skip(length);
  }
}

void print_oam(Printer& p, Reader r) {
  if (r.length() < 3) return too_short(p);
  const uint16_t flags = r.u16();
  const uint8_t code = r.u8();
  p.put("\n\tCode ", named(kOamCodes, code, "Unknown (", ")"), " OAM PDU, Flags [", flag_names(kOamFlags, flags), ']');
  switch (code) {
    case kOamInformation:
      return print_oam_tlvs(p, r, kInformation);
    case kOamEvent:
      if (r.length() < 2) return too_short(p);
      p.put("\n\t  Sequence Number ", r.u16());
      return print_oam_tlvs(p, r, kEvents);
    case kOamLoopback: {
      if (r.length() < 1) return too_short(p);
      const uint8_t command = r.u8();
      return p.put("\n\t  Command ", name_or(kLoopbackCommands, command, "Unknown"), " (", command, ')');
    }
    default:
      if (p.verbose() <= 1) put_hex_lines(p.text, "\n\t  ", r.first(r.length()).rest());
      return;
  }
}

}  // namespace

void print_slow(Printer& p, Reader r) {
  p.protocol = "slow";
  const size_t length = r.length();
  const Reader whole = r.first(length);
  if (length < 1) return too_short(p);
  const uint8_t protocol = r.u8();
  if (protocol == kLacp || protocol == kMarker) {
    if (r.length() < 1) return too_short(p);
    const uint8_t version = r.u8();
    if (version != kVersion) {
      p.put(find_name(kProtocols, protocol), " version ", version, " packet not supported");
      return;
    }
    p.put(find_name(kProtocols, protocol), 'v', version, ", length ", length);
    if (p.verbose() > 0) print_lacp(p, r, protocol);
    return;
  }
  p.put(named(kProtocols, protocol, "unknown (", ")"), ", length ", length);
  if (protocol == kOam) {
    if (p.verbose() > 0) print_oam(p, r);
    return;
  }
  put_hex_lines(p.text, "\n\t", whole.rest());
}

}  // namespace trawl
