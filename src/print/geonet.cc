// GeoNetworking: ETSI EN 302 636-4-1 (its drafts' first header versions), with the basic transport protocol: ETSI EN
// 302 636-5-1; CALM FAST: ISO 29281.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kCommonHeader = 36;
constexpr ValueName kNextHeaders[] = {{0, "Any"}, {1, "BTP-A"}, {2, "BTP-B"}, {3, "IPv6"}};
constexpr uint8_t kPorts = 1;        // BTP-A: both ports
constexpr uint8_t kDestination = 2;  // BTP-B: one port

struct HeaderType {
  uint8_t type;
  uint8_t subtype;
  std::string_view name;
  int extended_length = -1;  // of the header behind the common one; -1: nothing behind it is decoded
};
constexpr HeaderType kHeaderTypes[] = {
    {0, 0, "Any", 0},
    {1, 0, "Beacon", 0},
    {2, 0, "GeoUnicast"},
    {3, 0, "GeoAnycastCircle"},
    {3, 1, "GeoAnycastRect"},
    {3, 2, "GeoAnycastElipse"},
    {4, 0, "GeoBroadcastCircle"},
    {4, 1, "GeoBroadcastRect"},
    {4, 2, "GeoBroadcastElipse"},
    {5, 0, "TopoScopeBcast-SH", 0},
    {5, 1, "TopoScopeBcast-MH", 32},
    {6, 0, "LocService-Request"},
    {6, 1, "LocService-Reply"},
};
constexpr uint8_t kFirstWithSubtypes = 3;

constexpr ValueName kMessages[] = {
    {0, "CAM"},   {1, "DENM"},   {101, "TPEGM"},  {102, "TSPDM"}, {103, "VPM"},
    {104, "SRM"}, {105, "SLAM"}, {106, "ecoCAM"}, {107, "ITM"},   {150, "SA"},
};

const HeaderType* find_header_type(uint8_t type, uint8_t subtype) {
  for (const auto& known : kHeaderTypes) {
    if (known.type == type && (known.subtype == subtype || type < kFirstWithSubtypes)) return &known;
  }
  return nullptr;
}

void put_position(Printer& p, Reader r) {
  p.put("GN_ADDR:", hex_bytes(r.bytes(8), ':'), ' ');
  r.skip(4);  // time
  p.put("lat:", r.u32(), ' ');
  p.put("lon:", r.u32());
}

/// False when the message has no room for its ports.
bool put_transport(Printer& p, Reader& r) {
  if (r.length() < 4) {
    p.put(" (BTP length ", r.length(), " < 4)");
    p.invalid();
    return false;
  }
  p.put("; BTP Dst:", r.u16());
  p.put(" Src:", r.u16());
  if (r.length() < 2) return true;
  p.put("; ItsPduHeader v:", r.u8_at(0));
  const uint8_t type = r.u8_at(1);
  p.put(" t:", type, '-', named(kMessages, type, "unknown (", ")"));
  return true;
}

}  // namespace

void print_geonet(Printer& p, Reader r) {
  p.protocol = "geonet";
  p.put("GeoNet ");
  if (p.link != nullptr) p.put("src:", ethernet_name(p, p.link->source));
  p.put("; ");
  if (r.length() < kCommonHeader) {
    p.put(" (common header length ", r.length(), " < ", kCommonHeader, ')');
    return p.invalid();
  }
  if (!r.need(8)) return;
  const uint8_t first = r.u8_at(0);
  const uint8_t second = r.u8_at(1);
  const auto next_header = static_cast<uint8_t>(first & 15);
  const auto type = static_cast<uint8_t>(second >> 4);
  const auto subtype = static_cast<uint8_t>(second & 15);
  const HeaderType* const known = find_header_type(type, subtype);
  p.put("v:", first >> 4, " NH:", next_header, '-', name_or(kNextHeaders, next_header, "Unknown"), " HT:", type, '-',
        subtype, '-', known == nullptr ? "Unknown" : known->name, " HopLim:", r.u8_at(7), " Payload:", r.u16_at(4),
        ' ');
  put_position(p, r.after(8));
  if (!r.need(kCommonHeader)) return;
  r.skip(kCommonHeader);
  if (known != nullptr && known->extended_length >= 0) {
    const auto extended = static_cast<size_t>(known->extended_length);
    if (r.length() < extended) {
      p.put(" (header size ", extended, " > ", r.length(), ')');
      return p.invalid();
    }
    r.bytes(extended);
    if ((next_header == kPorts || next_header == kDestination) && !put_transport(p, r)) return;
  }
  if (p.verbose() > 0) put_whole_default(p, r.after(0));
}

void print_calm_fast(Printer& p, Reader r) {
  p.protocol = "calm_fast";
  p.put("CALM FAST");
  if (p.link != nullptr) p.put(" src:", ethernet_name(p, p.link->source));
  p.put("; ");
  if (r.length() < 2) {
    p.put(" (length ", r.length(), " < 2)");
    return p.invalid();
  }
  p.put("SrcNwref:", r.u8(), "; ");
  p.put("DstNwref:", r.u8(), "; ");
  if (p.verbose() > 0) put_whole_default(p, r.after(0));
}

}  // namespace trawl
