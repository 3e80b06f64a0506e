// ATM: RFC 2684 (LLC encapsulation, also known as RFC 1483), classical IP over ATM (RFC 2225), Sun's header before raw
// frames, LAN emulation (ATM Forum af-lane-0021), signalling (ITU-T Q.2931).
#include "print/atm.h"

#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kUnnumberedInformation = 0x03;
constexpr uint8_t kSapOsi = 0xfe;
constexpr uint16_t kEthertypeIpv4 = 0x0800;
constexpr uint32_t kLlcHeaders[] = {0xaaaa03, 0xfefe03, 0x060603};
constexpr size_t kMacHeader = 20;  // IEEE 802.6
constexpr size_t kSunHeader = 4;
constexpr size_t kLaneControl = 6;
constexpr size_t kEthernetHeader = 14;

// Channels with a meaning of their own (ATM Forum UNI 3.1).
enum : uint16_t {
  kMetaSignalling = 1,
  kBroadcastSignalling = 2,
  kSegmentFlow = 3,
  kEndFlow = 4,
  kSignalling = 5,
  kManagement = 16,
};

constexpr ValueName kSignallingMessages[] = {
    {0x02, "Call_proceeding"},  {0x05, "Setup"},      {0x07, "Connect"},        {0x0f, "Connect_ack"},
    {0x46, "Restart"},          {0x4d, "Release"},    {0x4e, "Restart_ack"},    {0x5a, "Release_complete"},
    {0x75, "Status_enquiry"},   {0x7d, "Status"},     {0x80, "Add_party"},      {0x81, "Add_party_ack"},
    {0x82, "Add_party_reject"}, {0x83, "Drop_party"}, {0x84, "Drop_party_ack"},
};
constexpr uint8_t kQ2931 = 0x09;

constexpr ValueName kLaneOperations[] = {
    {0x0001, "configure request"},   {0x0101, "configure response"}, {0x0002, "join request"},
    {0x0102, "join response"},       {0x0003, "ready query"},        {0x0103, "ready indication"},
    {0x0004, "register request"},    {0x0104, "register response"},  {0x0005, "unregister request"},
    {0x0105, "unregister response"}, {0x0006, "ARP request"},        {0x0106, "ARP response"},
    {0x0007, "flush request"},       {0x0107, "flush response"},     {0x0008, "NARP request"},
    {0x0009, "topology request"},
};
constexpr uint16_t kLaneControlMark = 0xff00;

/// Returns the length of the LLC header.
size_t put_atm_llc(Printer& p, Reader r) {
  const WithoutLink inner(p);
  const LlcResult llc = put_llc(p, r);
  if (!llc.known) put_default(p, r);
  return llc.header_length;
}

/// An emulated LAN's frame, or a message between its servers and clients.
void put_lane(Printer& p, Reader r) {
  p.protocol = "lane";
  if (!r.has(2) || (r.u16_at(0) == kLaneControlMark && !r.has(kLaneControl))) return p.truncated();
  const uint16_t header = r.u16();
  if (header == kLaneControlMark) {
    const uint8_t protocol = r.u8();
    const uint8_t version = r.u8();
    return p.put("lec: proto ", hex(protocol), " vers ", hex(version), ' ',
                 named(kLaneOperations, r.u16(), "opcode-#"));
  }
  const Reader frame = r.after(0);
  if (frame.has(kEthernetHeader) && frame.length() >= kEthernetHeader) p.put("lecid:", hex(header), ' ');
  put_ethernet(p, frame);
}

void put_signalling(Printer& p, Reader r) {
  const uint8_t protocol = r.u8_at(0);
  if (p.stopped()) return;
  if (protocol != kQ2931) return p.put("SSCOP, proto ", protocol, ' ');
  p.put("Q.2931");
  const uint8_t message = r.u8_at(5);
  if (p.stopped()) return;
  p.put(':', named(kSignallingMessages, message, "msgtype#"), ' ');
  p.put("CALL_REF:0x", hex(r.u24_at(2), 6));
}

/// False when the channel carries frames.
bool put_reserved_channel(Printer& p, Reader r, uint16_t channel) {
  switch (channel) {
    case kSignalling:
      put_signalling(p, r);
      return true;
    case kBroadcastSignalling:
      p.put("broadcast sig: ");
      return true;
    case kSegmentFlow:
    case kEndFlow:
      put_oam_cell(p, r, 1);
      return true;
    case kMetaSignalling:
      p.put("meta: ");
      return true;
    case kManagement:
      p.put("ilmi: ");
      print_snmp(p, r);
      return true;
    default:
      return false;
  }
}

}  // namespace

void print_atm_link(Printer& p, Reader r) {
  p.protocol = "atm";
  p.link_header_length = r.captured();
  if (!r.has(1) || r.length() < 1) return p.truncated();
  if (r.u8_at(0) == kUnnumberedInformation) {
    if (p.options.link_header) p.put("CNLPID ");
    p.link_header_length = 1;
    if (const PrintFunction print = find_llc_sap(kSapOsi)) print(p, r.after(1));
    return;
  }
  if (!r.has(3) || r.length() < 3) return p.truncated();
  p.link_header_length = 0;
  const uint32_t start = r.u24_at(0);
  if (start != kLlcHeaders[0] && start != kLlcHeaders[1] && start != kLlcHeaders[2]) {
    const auto header = r.bytes(16);
    if (p.options.link_header && !p.stopped())
      p.put(hex_bytes(header.first(8)), ' ', hex_bytes(header.subspan(8)), ' ');
    r.bytes(kMacHeader - 16);
    if (p.stopped()) return;
  }
  const size_t before = r.position();
  p.link_header_length = before + put_atm_llc(p, r.after(0));
}

void print_classical_ip_link(Printer& p, Reader r) {
  constexpr uint64_t kLlcSnap = 0xaaaa03000000;
  p.protocol = "cip";
  if (p.options.link_header) p.put(r.length(), ": ");
  Reader start = r;
  const uint64_t header = start.u48();
  if (p.stopped()) return;
  if (header == kLlcSnap) {
    p.link_header_length = put_atm_llc(p, r);
    return;
  }
  if (const PrintFunction print = find_ethertype(kEthertypeIpv4)) print(p, r);
}

void print_sunatm_link(Printer& p, Reader r) {
  constexpr uint8_t kSent = 0x80;
  constexpr uint8_t kLane = 1;
  p.protocol = "sunatm";
  const uint8_t first = r.u8();
  if (p.options.link_header) p.put((first & kSent) != 0 ? "Tx: " : "Rx: ");
  const uint8_t path = r.u8();
  const uint16_t channel = r.u16();
  if (p.stopped()) return;
  p.link_header_length = kSunHeader;
  if (p.options.link_header) p.put("VPI:", path, " VCI:", channel, ' ');
  p.protocol = "atm";
  const Reader payload = r.after(0);
  if (path == 0 && put_reserved_channel(p, payload, channel)) return;
  if ((first & 0x0f) == kLane) return put_lane(p, payload);
  put_atm_llc(p, payload);
}

}  // namespace trawl
