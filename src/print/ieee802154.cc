// Frames of IEEE 802.15.4-2020 (section 7): Zigbee's, Thread's, 6LoWPAN's.
#include "print/ieee802154.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum FrameType : uint8_t { kBeacon, kData, kAck, kCommand, kMultipurpose = 5 };
constexpr std::string_view kFrameTypes[] = {"Beacon",   "Data",         "ACK",      "Command",
                                            "Reserved", "Multipurpose", "Fragment", "Extended"};

constexpr uint32_t kSecurity = 0x0008;
constexpr uint32_t kPanCompression = 0x0040;
constexpr uint32_t kNoSequence = 0x0100;
constexpr uint32_t kElements = 0x0200;
constexpr ValueName kFlags[] = {{kSecurity, "Security Enabled"},
                                {0x0010, "Frame Pending"},
                                {0x0020, "AR"},
                                {kPanCompression, "PAN ID Compression"},
                                {kNoSequence, "Sequence Number Suppression"},
                                {kElements, "IE present"}};

// The multipurpose frame's control field, of which the upper half is there with kLongControl only.
constexpr uint32_t kLongControl = 0x0008;
constexpr uint32_t kMultipurposePan = 0x0100;
constexpr uint32_t kMultipurposeSecurity = 0x0200;
constexpr uint32_t kMultipurposeNoSequence = 0x0400;
constexpr uint32_t kMultipurposeElements = 0x8000;
constexpr ValueName kMultipurposeFlags[] = {{kMultipurposeSecurity, "Security Enabled"},
                                            {0x0800, "Frame Pending"},
                                            {0x4000, "AR"},
                                            {kMultipurposePan, "PAN ID Present"},
                                            {kMultipurposeNoSequence, "Sequence Number Suppression"},
                                            {kMultipurposeElements, "IE present"}};

enum AddressMode : uint8_t { kNone, kReserved, kShort, kLong };

struct Addresses {
  uint8_t destination;
  uint8_t source;
  bool destination_pan;
  bool source_pan;
};

/// An address of eight bytes, the last of which is sent first.
void put_long_address(Printer& p, std::span<const uint8_t> bytes) {
  for (size_t i = bytes.size(); i-- > 0;) p.put(hex(bytes[i], 2), i > 0 ? ":" : "");
}

/// False, with the reason printed, where the frame ends in it.
bool put_address(Printer& p, Reader& r, uint8_t mode, bool pan) {
  if (pan && !r.has(2)) {
    p.put("[ERROR: Truncated before dst_pan]");
    return false;
  }
  pan ? p.put(hex(r.le16(), 4), ':') : p.put("-:");
  if (mode == kNone) {
    p.put("none");
    return true;
  }
  const size_t size = mode == kShort ? 2 : 8;
  if (!r.has(size)) {
    p.put("[ERROR: Truncated before dst_addr]");
    return false;
  }
  mode == kShort ? p.put(hex(r.le16(), 4)) : put_long_address(p, r.bytes(size));
  return true;
}

bool valid_modes(Printer& p, const Addresses& a) {
  if (a.source == kReserved) p.put("[ERROR: Invalid src address mode]");
  if (a.source != kReserved && a.destination == kReserved) p.put("[ERROR: Invalid dst address mode]");
  return a.destination != kReserved && a.source != kReserved;
}

bool put_addresses(Printer& p, Reader& r, const Addresses& a, std::string_view between) {
  if (!put_address(p, r, a.destination, a.destination_pan)) return false;
  p.put(between);
  if (!put_address(p, r, a.source, a.source_pan)) return false;
  p.put(' ');
  return true;
}

/// Which PAN identifiers are there since version 2 (table 7-2).
void compress_pans(Addresses& a, bool compressed) {
  const bool both = a.destination != kNone && a.source != kNone;
  if (!both) {
    a.destination_pan = compressed ? a.destination == kNone && a.source == kNone : a.destination != kNone;
    a.source_pan = !compressed && a.source != kNone;
    return;
  }
  a.destination_pan = !(compressed && a.destination == kLong && a.source == kLong);
  a.source_pan = !compressed && a.source == kShort;
}

constexpr uint8_t kLevel = 0x07;
constexpr uint8_t kNoFrameCounter = 0x20;
constexpr size_t kCodeLengths[] = {0, 4, 8, 16};

/// The auxiliary security header. False, with the reason printed, where the frame ends in it.
bool put_security(Printer& p, Reader& r, uint8_t& level) {
  const bool all = p.verbose() > 1;
  if (!r.has(1)) return p.put("[ERROR: Truncated before Aux Security Header]"), false;
  const uint8_t control = r.u8();
  const int key_mode = control >> 3 & 3;
  level = control & kLevel;
  if (p.verbose() > 0) p.put("\n\tSecurity Level ", level, ", Key Id Mode ", key_mode, ", ");
  if ((control & kNoFrameCounter) == 0) {
    if (!r.has(4)) return p.put("[ERROR: Truncated before Frame Counter]"), false;
    const uint32_t counter = r.le32();
    if (all) p.put("Frame Counter 0x", hex(counter, 8), ' ');
  }
  if (key_mode == 0) {
    if (all) p.put("Implicit");
    return true;
  }
  if (key_mode > 1) {
    const size_t size = key_mode == 2 ? 4 : 8;
    if (!r.has(size)) return p.put("[ERROR: Truncated before Key Source]"), false;
    const auto source = r.bytes_at(0, size);
    r.skip(4);  // whatever its size: the index is looked for behind four bytes
    if (all && key_mode == 2)
      p.put("KeySource 0x", hex(source[1] << 8 | source[0], 4), ':', hex(source[3] << 8 | source[2]), "4x, ");
    if (all && key_mode == 3) {
      p.put("KeySource ");
      put_long_address(p, source);
      p.put(", ");
    }
  }
  if (!r.has(1)) return p.put("[ERROR: Truncated before Key Index]"), false;
  const uint8_t index = r.u8();
  if (all) p.put("KeyIndex 0x", hex(index, 2), ", ");
  return true;
}

/// ITU-T's CRC of 16 bits, as the frame check sequence has it.
uint16_t frame_check(std::span<const uint8_t> bytes) {
  uint32_t crc = 0;
  for (const uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x8408 : crc >> 1;
  }
  return static_cast<uint16_t>(crc);
}

/// Takes the message integrity code and the frame check sequence off the end. False where there is no room for them.
bool put_trailer(Printer& p, std::span<const uint8_t> whole, Reader& r, uint8_t level) {
  constexpr size_t kCheckLength = 2;
  const bool all = p.verbose() > 2;
  const size_t left = r.captured();
  bool right = false;
  uint32_t found = 0;
  uint32_t wanted = 0;
  if (left >= kCheckLength) {
    found = Reader(whole.last(kCheckLength), &p.failure).le16();
    wanted = frame_check(whole.first(whole.size() - kCheckLength));
    right = found == wanted;
  }
  size_t payload = left - (right ? kCheckLength : 0);
  const size_t code = kCodeLengths[level & 3];
  if (code > payload) return p.put("[ERROR: Truncated before MIC]"), false;
  payload -= code;
  if (all && code > 0) {
    p.put("\n\tMIC ");
    for (const uint8_t byte : r.bytes_at(payload, code)) p.put(hex(byte, 2));
    p.put(' ');
  }
  if (all && right) p.put("FCS ", hex(found), ' ');
  if (all && !right && left >= kCheckLength)
    p.put("wrong FCS ", hex(found), " vs ", hex(wanted), " (assume no FCS stored) ");
  r = r.first(payload);
  return true;
}

struct Header {
  uint8_t type = 0;
  uint8_t version = 0;
  bool security = false;
  bool elements = false;
};

/// What follows the addresses. The frame's `whole` bytes are what the check sequence is over. False where it fails.
bool put_body(Printer& p, std::span<const uint8_t> whole, Reader r, const Header& h) {
  uint8_t level = 0;
  if (h.security && !put_security(p, r, level)) return false;
  if (h.elements && !put_ieee802154_elements(p, r)) return false;
  if (!put_trailer(p, whole, r, level)) return false;
  if (h.type == kBeacon && h.version < 2 && !put_ieee802154_beacon(p, r)) return false;
  if (h.type == kCommand && !put_ieee802154_command(p, r)) return false;
  put_default(p, r);
  return true;
}

bool put_sequence(Printer& p, Reader& r) {
  if (!r.has(1)) {
    p.truncated();
    return false;
  }
  const uint8_t sequence = r.u8();
  if (p.verbose() > 0) p.put("seq ", hex(sequence, 2), ' ');
  return true;
}

/// A beacon, data, acknowledgement or command frame behind its control field. False where it is cut short.
bool put_standard(Printer& p, std::span<const uint8_t> whole, Reader r, uint32_t control) {
  const Header h{.type = static_cast<uint8_t>(control & 7),
                 .version = static_cast<uint8_t>(control >> 12 & 3),
                 .security = (control & kSecurity) != 0,
                 .elements = (control & kElements) != 0};
  p.put('v', h.version, ' ');
  if (p.verbose() > 2 && (control & 0x0378) != 0) p.put(flag_names(kFlags, control), ", ");
  if ((control & kNoSequence) != 0) {
    if (h.version < 2) p.put("[ERROR: Sequence number suppressed on frames where version < 2]");
    if (p.verbose() > 0) p.put("seq suppressed ");
  } else if (!put_sequence(p, r)) {
    return false;
  }
  Addresses a{.destination = static_cast<uint8_t>(control >> 10 & 3),
              .source = static_cast<uint8_t>(control >> 14 & 3),
              .destination_pan = false,
              .source_pan = false};
  if (!valid_modes(p, a)) return false;
  const bool compressed = (control & kPanCompression) != 0;
  if (h.version < 2) {
    if (compressed && (a.destination == kNone || a.source == kNone))
      p.put("[ERROR: PAN ID Compression != 0, and only one address with frame version < 2]");
    a.destination_pan = a.destination != kNone;
    a.source_pan = a.source != kNone && !compressed;
  } else {
    compress_pans(a, compressed);
  }
  if (!put_addresses(p, r, a, " < ")) return false;
  return put_body(p, whole, r.after(0), h);
}

bool put_multipurpose(Printer& p, std::span<const uint8_t> whole, Reader r, uint32_t control) {
  const bool longer = (control & kLongControl) != 0;
  if (!longer) control &= 0xff;
  Header h{.type = kMultipurpose};
  if (longer) {
    h = {.type = kMultipurpose,
         .version = static_cast<uint8_t>(control >> 12 & 3),
         .security = (control & kMultipurposeSecurity) != 0,
         .elements = (control & kMultipurposeElements) != 0};
    p.put('v', h.version, ' ');
    if (p.verbose() > 2 && control >> 8 != 0) p.put(flag_names(kMultipurposeFlags, control), ", ");
  }
  if ((control & kMultipurposeNoSequence) == 0 && !put_sequence(p, r)) return false;
  const Addresses a{.destination = static_cast<uint8_t>(control >> 4 & 3),
                    .source = static_cast<uint8_t>(control >> 6 & 3),
                    .destination_pan = (control & kMultipurposePan) != 0,
                    .source_pan = false};
  if (!valid_modes(p, a)) return false;
  if (!put_addresses(p, r, a, " <  ")) return false;
  return put_body(p, whole, r.after(0), h);
}

}  // namespace

bool put_ieee802154(Printer& p, Reader r) {
  p.protocol = "802.15.4";
  constexpr size_t kLeast = 2;
  if (!r.has(kLeast)) {
    p.truncated();
    return false;
  }
  const auto whole = r.rest();
  const uint32_t control = r.le16_at(0);
  const uint32_t type = control & 7;
  p.put("IEEE 802.15.4 ", kFrameTypes[type], " packet ");
  if (type <= kCommand) return put_standard(p, whole, r.after(2), control);
  if (type == kMultipurpose) return put_multipurpose(p, whole, r.after((control & kLongControl) != 0 ? 2 : 1), control);
  return false;
}

void print_ieee802154_link(Printer& p, Reader r) {
  // What -x leaves out is a byte, as everybody's scripts are used to.
  if (put_ieee802154(p, r)) p.link_header_length = 1;
}

void print_ieee802154_nofcs_link(Printer& p, Reader r) {
  print_ieee802154_link(p, r);
}

/// Behind the TAP header: a version, its length, and what the receiver noted.
void print_ieee802154_tap_link(Printer& p, Reader r) {
  constexpr size_t kHeader = 4;
  p.protocol = "802.15.4_tap";
  if (!r.has(kHeader)) return p.truncated();
  const uint8_t version = r.u8_at(0);
  const size_t length = r.le16_at(2);
  if (version != 0 || length < kHeader) return p.invalid();
  if (!r.has(length)) return p.truncated();
  if (put_ieee802154(p, r.after(length))) p.link_header_length = length + 1;
}

}  // namespace trawl
