// EAP over LANs: IEEE 802.1X-2004; EAP: RFC 3748, with TLS (RFC 5216), TTLS (RFC 5281), FAST (RFC 4851), SIM (RFC
// 4186) and AKA (RFC 4187).
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kEapPacket = 0;
constexpr ValueName kFrames[] = {
    {kEapPacket, "EAP packet"},    {1, "EAPOL start"}, {2, "EAPOL logoff"}, {3, "EAPOL key"},
    {4, "Encapsulated ASF alert"},
};
constexpr uint8_t kRequest = 1;
constexpr uint8_t kResponse = 2;
constexpr ValueName kCodes[] = {{kRequest, "Request"}, {kResponse, "Response"}, {3, "Success"}, {4, "Failure"}};

enum : uint8_t {
  kIdentity = 1,
  kNotification = 2,
  kNak = 3,
  kTls = 13,
  kSim = 18,
  kTtls = 21,
  kAka = 23,
  kFast = 43,
};
constexpr ValueName kTypes[] = {
    {0, "No proposed"},
    {kIdentity, "Identity"},
    {kNotification, "Notification"},
    {kNak, "Nak"},
    {4, "MD5-challenge"},
    {5, "OTP"},
    {6, "GTC"},
    {kTls, "TLS"},
    {kSim, "SIM"},
    {kTtls, "TTLS"},
    {kAka, "AKA"},
    {kFast, "FAST"},
    {254, "Expanded types"},
    {255, "Experimental"},
};
constexpr uint8_t kLengthIncluded = 0x80;
constexpr ValueName kTlsFlags[] = {{kLengthIncluded, "L bit"}, {0x40, "More fragments bit"}, {0x20, "Start bit"}};
constexpr ValueName kAkaSubtypes[] = {
    {1, "Challenge"},  {2, "Auth reject"},   {4, "Sync failure"}, {5, "Identity"},      {10, "Start"},
    {11, "Challenge"}, {12, "Notification"}, {13, "Reauth"},      {14, "Client error"},
};

constexpr size_t kHeader = 4;

void too_short(Printer& p, std::string_view for_what) {
  p.put(" (too short for EAP ", for_what, ')');
}

void print_tls(Printer& p, Reader v, std::string_view name, std::string_view version_name) {
  if (v.length() < 1) return p.put(" (too short for EAP ", name, " request/response)");
  const uint8_t flags = v.u8();
  if (!version_name.empty()) p.put(' ', version_name, 'v', flags & 7);
  p.put(" flags [", flag_names(kTlsFlags, flags), "] 0x", hex(flags, 2));
  if ((flags & kLengthIncluded) == 0) return;
  if (v.length() < 4) return p.put(" (too short for EAP ", name, " request/response with length)");
  p.put(", len ", v.u32());
}

void print_string(Printer& p, Reader v, std::string_view label) {
  p.put(", ", label, ": ");
  const size_t length = v.length();
  put_padded_text(p, v, length);
}

void print_nak(Printer& p, Reader v) {
  if (v.length() < 1) return too_short(p, "Legacy NAK request/response");
  for (std::string_view separator = " "; v.length() > 0; separator = ", ") {
    const uint8_t type = v.u8();
    p.put(separator, name_or(kTypes, type, "unknown"), " (", type, ')');
  }
}

void print_type_data(Printer& p, Reader v, uint8_t type) {
  switch (type) {
    case kIdentity:
      if (v.length() > 0) print_string(p, v, "Identity");
      return;
    case kNotification:
      if (v.length() < 1) return too_short(p, "Notification request/response");
      return print_string(p, v, "Notification");
    case kNak:
      return print_nak(p, v);
    case kTls:
      return print_tls(p, v, "TLS/TTLS", "");
    case kTtls:
      return print_tls(p, v, "TLS/TTLS", "TTLS");
    case kFast:
      return print_tls(p, v, "FAST", "FAST");
    case kSim:
    case kAka: {
      if (v.length() < 1) return too_short(p, "SIM/AKA request/response");
      const uint8_t subtype = v.u8();
      return p.put(" subtype [", name_or(kAkaSubtypes, subtype, "unknown"), "] 0x", hex(subtype, 2));
    }
    default:
      return;
  }
}

}  // namespace

void print_eap(Printer& p, Reader r) {
  p.protocol = "eap";
  const size_t available = r.length();
  const uint8_t code = r.u8();
  const uint8_t id = r.u8();
  const uint16_t length = r.u16();
  // A packet that says another length than its frame is taken for a part of one.
  if (length != available) return p.put("EAP fragment?");
  p.put(name_or(kCodes, code, "unknown"), " (", code, "), id ", id, ", len ", length);
  if (length < kHeader) return too_short(p, "header");
  r.need(length - kHeader);
  if (code != kRequest && code != kResponse) return;
  if (r.length() < 1) return too_short(p, "request/response");
  const uint8_t type = r.u8();
  p.put("\n\t\t Type ", name_or(kTypes, type, "unknown"), " (", type, ')');
  print_type_data(p, r, type);
}

void print_eapol(Printer& p, Reader r) {
  p.protocol = "eap";
  const uint8_t version = r.u8();
  const uint8_t type = r.u8();
  const uint16_t length = r.u16();
  p.put(name_or(kFrames, type, "unknown"), " (", type, ") v", version, ", len ", length);
  if (type != kEapPacket || p.verbose() == 0) return;
  if (length == 0) return p.truncated();
  p.put(", ");
  print_eap(p, r.with_length(length));
}

}  // namespace trawl
