// Wireless LAN frames: IEEE Std 802.11-2016, section 9.
#include "print/ieee80211.h"

#include <span>

#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

using Bytes = std::span<const uint8_t>;

enum : uint8_t { kManagement, kControl, kData };  // types

// Bits of the frame control field.
constexpr uint16_t kToDs = 0x0100;
constexpr uint16_t kFromDs = 0x0200;
constexpr uint16_t kProtected = 0x4000;
constexpr ValueName kFlags[] = {
    {0x2000, "More Data "}, {0x0400, "More Fragments "},   {0x1000, "Pwr Mgmt "},
    {0x0800, "Retry "},     {0x8000, "Strictly Ordered "}, {kProtected, "Protected "},
};

// Subtypes of data frames are bits.
constexpr uint8_t kCfAck = 1;
constexpr uint8_t kCfPoll = 2;
constexpr uint8_t kNull = 4;
constexpr uint8_t kQos = 8;

enum : uint8_t {
  kWrapper = 7,
  kBlockAckRequest,
  kBlockAck,
  kPowerSavePoll,
  kRequestToSend,
  kClearToSend,
  kAcknowledgment,
  kCfEnd,
  kCfEndAck,
};
// Control frames: name and the length of what stands before the body.
struct ControlType {
  std::string_view name;
  size_t header_length;
};
constexpr ControlType kControlTypes[] = {
    {"Control Wrapper", 16},
    {"BAR", 20},
    {"BA", 16},
    {"Power Save-Poll", 16},
    {"Request-To-Send", 16},
    {"Clear-To-Send", 10},
    {"Acknowledgment", 10},
    {"CF-End", 16},
    {"CF-End+CF-Ack", 16},
};

constexpr ValueName kManagementTypes[] = {
    {0, "Assoc Request"},
    {1, "Assoc Response"},
    {2, "ReAssoc Request"},
    {3, "ReAssoc Response"},
    {4, "Probe Request"},
    {5, "Probe Response"},
    {8, "Beacon"},
    {9, "ATIM"},
    {10, "Disassociation"},
    {11, "Authentication"},
    {12, "DeAuthentication"},
    {13, "Action"},
};

constexpr size_t kManagementHeader = 24;

struct Frame {
  explicit Frame(Reader r) : header(r), control(r.le16_at(0)) {}
  uint8_t type() const { return control >> 2 & 3; }
  uint8_t subtype() const { return control >> 4 & 15; }
  bool has(uint16_t bits) const { return (control & bits) == bits; }
  Bytes address(int number) {  // 1 to 4
    constexpr size_t kOffsets[] = {4, 10, 16, 24};
    return header.bytes_at(kOffsets[number - 1], 6);
  }

  Reader header;
  uint16_t control;
  size_t header_length = 0;  // with the mesh header
  size_t mesh_length = 0;
};

/// 0 for a frame of an unknown kind, which is reported.
size_t find_header_length(Printer& p, const Frame& f) {
  const uint8_t subtype = f.subtype();
  switch (f.type()) {
    case kManagement:
      return kManagementHeader;
    case kControl:
      if (subtype >= kWrapper) return kControlTypes[subtype - kWrapper].header_length;
      p.put("unknown 802.11 ctrl frame subtype (", subtype, ')');
      return 0;
    case kData:
      return 24 + (f.has(kToDs | kFromDs) ? 6 : 0) + ((subtype & kQos) != 0 ? 2 : 0);
    default:
      p.put("unknown 802.11 frame type (", f.type(), ')');
      return 0;
  }
}

void put_data_header(Printer& p, Frame& f) {
  const uint8_t subtype = f.subtype();
  if ((subtype & (kCfAck | kCfPoll | kQos)) != 0) {
    constexpr std::string_view kContentionFree[] = {"", "Ack", "Poll", "Ack/Poll"};
    p.put("CF ", kContentionFree[subtype & (kCfAck | kCfPoll)], (subtype & kQos) != 0 ? "+QoS " : " ");
  }
  constexpr std::string_view kRoles[4][4] = {{"DA:", " SA:", " BSSID:", ""},
                                             {"BSSID:", " SA:", " DA:", ""},
                                             {"DA:", " BSSID:", " SA:", ""},
                                             {"RA:", " TA:", " DA:", " SA:"}};
  const auto& roles = kRoles[f.control >> 8 & 3];
  for (int i = 0; i < 4; i++) {
    if (!roles[i].empty()) p.put(roles[i], ethernet_name(p, f.address(i + 1)));
  }
  p.put(' ');
}

void put_block_ack_request(Printer& p, Frame& f) {
  p.put(" RA:", ethernet_name(p, f.address(1)), " TA:", ethernet_name(p, f.address(2)), " CTL(",
        hex(f.header.le16_at(16)), ") SEQ(", f.header.le16_at(18), ") ");
}

void put_control_header(Printer& p, Frame& f) {
  const uint8_t subtype = f.subtype();
  if (subtype == kWrapper) return;
  if (subtype == kBlockAckRequest) return put_block_ack_request(p, f);
  p.put(subtype == kPowerSavePoll ? "BSSID:" : "RA:", ethernet_name(p, f.address(1)), ' ');
  if (subtype == kClearToSend || subtype == kAcknowledgment) return;
  p.put(subtype >= kCfEnd ? "BSSID:" : "TA:", ethernet_name(p, f.address(2)), ' ');
}

/// The header of a mesh data frame (section 9.2.4.7.3), with up to three more addresses.
void put_mesh_header(Printer& p, Frame& f) {
  Reader r = f.header.after(f.header_length - f.mesh_length);
  const int addresses = r.u8() & 3;
  p.put("MeshData (AE ", addresses, " TTL ", r.u8());
  p.put(" seq ", r.le32());
  if (addresses > 0) p.put(" A4:", ethernet_name(p, r.bytes(6)));
  if (addresses > 1) p.put(" A5:", ethernet_name(p, r.bytes(6)));
  if (addresses > 2) p.put(" A6:", ethernet_name(p, r.bytes(6)));
  p.put(") ");
}

/// What -e shows.
void put_header(Printer& p, Frame& f) {
  if (p.verbose() > 0) {
    p.put(flag_names(kFlags, f.control, "", ""));
    if (f.type() != kControl || f.subtype() != kPowerSavePoll) p.put(f.header.le16_at(2), "us ");
  }
  if (f.mesh_length != 0) put_mesh_header(p, f);
  switch (f.type()) {
    case kManagement:
      p.put("BSSID:", ethernet_name(p, f.address(3)), " DA:", ethernet_name(p, f.address(1)),
            " SA:", ethernet_name(p, f.address(2)), ' ');
      break;
    case kControl:
      put_control_header(p, f);
      break;
    default:
      put_data_header(p, f);
  }
}

/// The initialization vector before an encrypted body.
bool put_encryption(Printer& p, Reader r) {
  if (!r.has(4)) return false;
  const uint32_t iv = r.le32();
  const uint32_t iv_value = iv & 0xffffff;
  p.put(" IV:", iv_value < 0x100 ? (iv_value < 0x10 ? "  " : " ") : "", hex(iv_value), " Pad ", hex(iv >> 24 & 0x3f),
        " KeyID ", hex(iv >> 30));
  return true;
}

bool put_management(Printer& p, Frame& f, Reader body) {
  const uint8_t subtype = f.subtype();
  p.put(named_hex(kManagementTypes, subtype, "Unhandled Management subtype(", ")"));
  if (f.has(kProtected)) return put_encryption(p, body);
  return put_ieee80211_management(p, body, subtype, f.address(2));
}

void put_control(Printer& p, Frame& f) {
  const uint8_t subtype = f.subtype();
  p.put(kControlTypes[subtype - kWrapper].name);
  if (subtype == kPowerSavePoll) return p.put(" AID(", hex(f.header.le16_at(2)), ')');
  if (p.options.link_header || subtype == kWrapper) return;
  if (subtype == kBlockAckRequest) return put_block_ack_request(p, f);
  if (subtype == kRequestToSend) return p.put(" TA:", ethernet_name(p, f.address(2)), ' ');
  p.put(" RA:", ethernet_name(p, f.address(1)), ' ');
}

/// Returns the length of the headers inside, or nothing where the body is cut short.
size_t put_data(Printer& p, Frame& f, Reader body) {
  if ((f.subtype() & kNull) != 0) return 0;
  if (f.has(kProtected)) {
    p.put("Data");
    if (!put_encryption(p, body)) p.truncated();
    return 0;
  }
  const bool to = f.has(kToDs);
  const bool from = f.has(kFromDs);
  LinkAddresses addresses;
  addresses.destination = f.address(to ? 3 : 1);
  addresses.source = from ? f.address(to ? 4 : 3) : f.address(2);
  const LinkAddresses* const outer = p.link;
  p.link = &addresses;
  const LlcResult llc = put_llc(p, body);
  if (!llc.known) put_default(p, body);
  p.link = outer;
  return llc.header_length;
}

/// The length of the mesh header at the start of `r`, which has a byte at least.
size_t mesh_header_length(Reader r) {
  return 6 + size_t{6} * (r.u8() & 3);
}

}  // namespace

size_t put_ieee80211(Printer& p, Reader r, HeaderPadding padding, size_t fcs_length) {
  p.protocol = "802.11";
  const size_t captured = r.captured();
  if (r.length() < fcs_length) {
    p.truncated();
    return std::min(captured, r.length());
  }
  r = r.first(r.length() - fcs_length);
  if (!r.has(2)) {
    p.truncated();
    return captured;
  }
  Frame f(r);
  f.header_length = find_header_length(p, f);
  if (f.header_length == 0) return 0;
  if (padding == HeaderPadding::kToFourBytes) f.header_length = (f.header_length + 3) / 4 * 4;
  if (p.options.mesh_80211s && f.type() == kData && (f.subtype() & kQos) != 0) {
    if (!r.has(f.header_length + 1)) {
      p.truncated();
      return f.header_length;
    }
    f.mesh_length = mesh_header_length(r.after(f.header_length));
    f.header_length += f.mesh_length;
  }
  if (!r.has(f.header_length)) {
    p.truncated();
    return f.header_length;
  }
  if (p.options.link_header) put_header(p, f);
  const Reader body = r.after(f.header_length);
  if (f.type() == kManagement) {
    if (!put_management(p, f, body)) p.truncated();
  } else if (f.type() == kControl) {
    put_control(p, f);
  } else {
    return f.header_length + put_data(p, f, body);
  }
  return f.header_length;
}

void print_ieee80211_link(Printer& p, Reader r) {
  p.link_header_length = put_ieee80211(p, r);
}

}  // namespace trawl
