// ARP: RFC 826; reverse: RFC 903; inverse: RFC 2390; over ATM: RFC 2225.
#include <algorithm>

#include "print/ethernet.h"
#include "print/names.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint16_t kHardwareFrameRelay = 15;
constexpr uint16_t kHardwareAtm = 19;
constexpr uint16_t kProtocolIp = 0x0800;
constexpr uint16_t kProtocolTrailer = 0x1000;

// IANA ARP parameters.
constexpr ValueName kHardware[] = {
    {1, "Ethernet"},       {6, "TokenRing"}, {7, "ArcNet"},     {kHardwareFrameRelay, "FrameRelay"},
    {kHardwareAtm, "ATM"}, {23, "Strip"},    {24, "IEEE 1394"}, {32, "InfiniBand"},
};

enum Operation : uint16_t {
  kRequest = 1,
  kReply = 2,
  kReverseRequest = 3,
  kReverseReply = 4,
  kInverseRequest = 8,
  kInverseReply = 9,
  kNack = 10,
};
constexpr ValueName kOperations[] = {
    {kRequest, "Request"},
    {kReply, "Reply"},
    {kReverseRequest, "Reverse Request"},
    {kReverseReply, "Reverse Reply"},
    {kInverseRequest, "Inverse Request"},
    {kInverseReply, "Inverse Reply"},
    {kNack, "NACK Reply"},
};

/// One end: its hardware address (and ATM subaddress) and its protocol address.
struct End {
  std::span<const uint8_t> hardware;
  std::span<const uint8_t> subaddress;
  std::span<const uint8_t> address;
};

struct Message {
  uint16_t hardware;
  uint16_t protocol;
  uint16_t operation;
  End sender;
  End target;
};

bool is_ip(uint16_t protocol) {
  return protocol == kProtocolIp || protocol == kProtocolTrailer;
}

void put_address(Printer& p, const Message& m, const End& end, std::string_view wrong_length) {
  if (!is_ip(m.protocol)) {
    p.put("<wrong proto type>");
  } else if (end.address.size() != 4) {
    p.put(wrong_length);
  } else {
    p.names.put_host(p.text, end.address);
  }
}

/// A DLCI in 2, 3 or 4 bytes, whose last bits say where it ends: ITU-T Q.922, section 3.2.
void put_dlci(Printer& p, std::span<const uint8_t> a) {
  const auto ends = [&a](size_t i) { return (a[i] & 1) != 0; };
  if (ends(0)) {
    p.put("<Invalid DLCI>");
    return;
  }
  if (a.size() < 2) {
    p.put("<Truncated>");
    return;
  }
  uint32_t dlci = (a[0] & 0xfcU) << 2 | (a[1] & 0xf0U) >> 4;
  if (ends(1)) {
    p.put("DLCI ", dlci);
    return;
  }
  if (a.size() < 3) {
    p.put("<Truncated>");
    return;
  }
  if (ends(2)) {
    p.put("DLCI ", dlci << 6 | a[2] >> 2);
    return;
  }
  if (a.size() < 4) {
    p.put("<Truncated>");
    return;
  }
  if (!ends(3)) {
    p.put("<Invalid DLCI>");
    return;
  }
  dlci = dlci << 7 | a[2] >> 1;
  p.put("DLCI ", dlci << 6 | a[3] >> 2);
}

void put_hardware(Printer& p, const Message& m, const End& end) {
  if (m.hardware == kHardwareAtm) {
    if (end.hardware.empty()) {
      p.put("<No address>");
      return;
    }
    p.put(hex_bytes(end.hardware, ':'));
    if (!end.subaddress.empty()) p.put(',', hex_bytes(end.subaddress, ':'));
    return;
  }
  if (end.hardware.empty()) {
    p.put("<empty>");
    return;
  }
  if (m.hardware == kHardwareFrameRelay) return put_dlci(p, end.hardware);
  if (end.hardware.size() == 6) return p.names.put_ethernet(p.text, end.hardware);
  p.put(hex_bytes(end.hardware, ':'));
}

/// Whether a request names a target that it cannot know: worth a look.
bool names_target(const Message& m) {
  if (m.hardware == kHardwareAtm) return !m.target.hardware.empty();
  return std::ranges::any_of(m.target.hardware, [](uint8_t b) { return b != 0; });
}

/// False when the operation is unknown.
bool put_operation(Printer& p, const Message& m) {
  const bool atm = m.hardware == kHardwareAtm;
  const std::string_view wrong_sender = atm ? "<wrong splen>" : "<wrong len>";
  const std::string_view wrong_target = atm ? "<wrong tplen>" : "<wrong len>";
  switch (m.operation) {
    case kRequest:
      p.put("who-has ");
      put_address(p, m, m.target, wrong_target);
      if (names_target(m)) {
        p.put(" (");
        put_hardware(p, m, m.target);
        p.put(')');
      }
      p.put(" tell ");
      put_address(p, m, m.sender, wrong_sender);
      return true;
    case kReply:
      put_address(p, m, m.sender, wrong_sender);
      p.put(" is-at ");
      put_hardware(p, m, m.sender);
      return true;
    case kReverseRequest:
    case kInverseRequest:
      if (atm && m.operation == kReverseRequest) return false;
      p.put("who-is ");
      put_hardware(p, m, m.target);
      p.put(" tell ");
      put_hardware(p, m, m.sender);
      return true;
    case kReverseReply:
      if (atm) return false;
      put_hardware(p, m, m.target);
      p.put(" at ");
      put_address(p, m, m.target, wrong_target);
      return true;
    case kInverseReply:
      put_hardware(p, m, m.sender);
      p.put(atm ? "at " : " at ");
      put_address(p, m, m.sender, wrong_sender);
      return true;
    case kNack:
      if (!atm) return false;
      p.put("for ");
      put_address(p, m, m.sender, wrong_sender);
      return true;
    default:
      return false;
  }
}

Message read_message(Reader r) {
  Message m{};
  m.hardware = r.u16();
  m.protocol = r.u16();
  const size_t sender_hardware = r.u8();
  const size_t second = r.u8();  // the protocol address's length, or in ATM the sender subaddress's
  m.operation = r.u16();
  if (m.hardware != kHardwareAtm) {
    m.sender = {r.bytes(sender_hardware), {}, r.bytes(second)};
    m.target = {r.bytes(sender_hardware), {}, r.bytes(second)};
    return m;
  }
  constexpr size_t kLengthMask = 0x3f;  // the rest is the address's type
  const size_t sender_address = r.u8();
  const size_t target_hardware = r.u8();
  const size_t target_subaddress = r.u8();
  const size_t target_address = r.u8();
  m.sender.hardware = r.bytes(sender_hardware & kLengthMask);
  m.sender.subaddress = r.bytes(second & kLengthMask);
  m.sender.address = r.bytes(sender_address);
  m.target.hardware = r.bytes(target_hardware & kLengthMask);
  m.target.subaddress = r.bytes(target_subaddress & kLengthMask);
  m.target.address = r.bytes(target_address);
  return m;
}

/// The size of the whole message, for the check that it is there.
size_t message_size(Reader r) {
  const size_t a = r.u8_at(4);
  const size_t b = r.u8_at(5);
  if (r.u16_at(0) != kHardwareAtm) return 8 + 2 * (a + b);
  return size_t{12} + (a & 0x3f) + (b & 0x3f) + r.u8_at(8) + (r.u8_at(9) & 0x3f) + (r.u8_at(10) & 0x3f) + r.u8_at(11);
}

/// Hardware and protocol with their lengths: where the text does not say it by itself.
void put_spaces(Printer& p, const Message& m) {
  p.put(named(kHardware, m.hardware, "Unknown Hardware (", ")"));
  if (m.hardware != kHardwareAtm) p.put(" (len ", m.sender.hardware.size(), ')');
  const std::string_view name = ethertype_name(m.protocol);
  p.put(", ");
  if (name.empty()) {
    p.put("Unknown Protocol (0x", hex(m.protocol, 4), ')');
  } else {
    p.put(name);
  }
  p.put(" (len ", m.sender.address.size());
  if (m.hardware == kHardwareAtm) p.put('/', m.target.address.size());
  p.put(')');
}

bool is_common(const Message& m) {
  if (!is_ip(m.protocol) || m.sender.address.size() != 4) return false;
  return m.hardware == kHardwareAtm ? m.target.address.size() == 4 : !m.sender.hardware.empty();
}

}  // namespace

void print_arp(Printer& p, Reader r) {
  p.protocol = "arp";
  const size_t length = r.length();
  if (!r.need(8)) return;
  const bool atm = r.u16_at(0) == kHardwareAtm;
  if (atm && !r.need(12)) return;
  if (!r.has(message_size(r))) return p.truncated();
  const Message m = read_message(r);
  if (!p.options.link_header) p.put("ARP, ");
  if (!is_common(m) || p.verbose() > 0) {
    put_spaces(p, m);
    if (p.verbose() == 0) {
      p.put(", length ", length);
      return;
    }
  }
  if (p.verbose() > 0) p.put(", ");
  p.put(named(kOperations, m.operation, "Unknown (", ")"), ' ');
  if (!put_operation(p, m)) return put_hex_ascii_lines(p.text, "\n\t", r.rest());
  p.put(", length ", length);
}

}  // namespace trawl
