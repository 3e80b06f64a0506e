// The Layer Two Tunneling Protocol, version 2: RFC 2661; its attributes are registered with IANA.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint16_t kControl = 0x8000;
constexpr uint16_t kLength = 0x4000;
constexpr uint16_t kSequence = 0x0800;
constexpr uint16_t kOffset = 0x0200;
constexpr ValueName kFlags[] = {
    {kControl, "T"}, {kLength, "L"}, {kSequence, "S"}, {kOffset, "O"}, {0x0100, "P"},
};
constexpr uint16_t kVersion = 0x000f;
constexpr uint16_t kForwarding = 1;  // Cisco's L2F
constexpr uint16_t kTunneling = 2;

constexpr uint16_t kMandatory = 0x8000;
constexpr uint16_t kHidden = 0x4000;
constexpr uint16_t kAttributeLength = 0x03ff;
constexpr size_t kAttributeHeader = 6;

constexpr ValueName kMessages[] = {
    {1, "SCCRQ"}, {2, "SCCRP"}, {3, "SCCCN"}, {4, "StopCCN"}, {6, "HELLO"}, {7, "OCRQ"}, {8, "OCRP"},
    {9, "OCCN"},  {10, "ICRQ"}, {11, "ICRP"}, {12, "ICCN"},   {14, "CDN"},  {15, "WEN"}, {16, "SLI"},
};
constexpr ValueName kAuthentications[] = {{1, "Textual"}, {2, "CHAP"}, {3, "PAP"}, {4, "No Auth"}, {5, "MS-CHAPv1"}};
constexpr ValueName kDirections[] = {{0, "global error"}, {1, "at peer"}, {2, "at local"}};

constexpr uint32_t kAsynchronous = 2;  // framing capabilities
constexpr uint32_t kSynchronous = 1;
constexpr uint32_t kAnalog = 2;  // bearer capabilities
constexpr uint32_t kDigital = 1;

void print_message(Printer& p, Reader r) {
  p.put(named(kMessages, r.u16(), "MSGTYPE-#"));
}

void print_result(Printer& p, Reader r) {
  p.put(r.u16());
  if (r.length() == 0) return;
  if (r.length() < 2) return p.put(" AVP too short");
  p.put('/', r.u16());
  if (r.length() == 0) return;
  p.put(' ');
  put_text(p, r, r.length());
}

void print_version(Printer& p, Reader r) {
  const uint8_t major = r.u8();
  p.put(major, '.', r.u8());
}

void print_framing(Printer& p, Reader r) {
  const uint32_t bits = r.u32();
  p.put((bits & kAsynchronous) != 0 ? "A" : "", (bits & kSynchronous) != 0 ? "S" : "");
}

void print_bearer(Printer& p, Reader r) {
  const uint32_t bits = r.u32();
  p.put((bits & kAnalog) != 0 ? "A" : "", (bits & kDigital) != 0 ? "D" : "");
}

void print_octets(Printer& p, Reader r) {
  while (r.length() > 0 && !p.stopped()) p.put(hex(r.u8(), 2));
}

void print_eight_octets(Printer& p, Reader r) {
  print_octets(p, r.first(8));
}

void print_sixteen_octets(Printer& p, Reader r) {
  print_octets(p, r.first(16));
}

void print_string(Printer& p, Reader r) {
  put_text(p, r, r.length());
}

void print_u16(Printer& p, Reader r) {
  p.put(r.u16());
}

void print_u32(Printer& p, Reader r) {
  p.put(r.u32());
}

void print_cause(Printer& p, Reader r) {
  p.put(r.u16());
  p.put(", ", hex(r.u8(), 2));
  if (r.length() == 0) return;
  p.put(' ');
  print_string(p, r);
}

void print_obsolete(Printer& p, Reader /*r*/) {
  p.put("obsolete");
}

void print_authentication(Printer& p, Reader r) {
  p.put(named(kAuthentications, r.u16(), "AuthType-#"));
}

void print_authentication_id(Printer& p, Reader r) {
  p.put(r.u16() & 0xff);
}

void print_errors(Printer& p, Reader r) {
  constexpr std::string_view kCounters[] = {"CRCErr=", "FrameErr=", "HardOver=", "BufOver=", "Timeout=", "AlignErr="};
  r.skip(2);
  for (const auto counter : kCounters) {
    if (r.length() < 4) return p.put("AVP too short");
    p.put(counter, r.u32(), ' ');
  }
}

void print_character_map(Printer& p, Reader r) {
  constexpr std::string_view kMaps[] = {"send=", "recv="};
  r.skip(2);
  for (const auto map : kMaps) {
    if (r.length() < 4) return p.put("AVP too short");
    p.put(map, hex(r.u32(), 8), ' ');
  }
}

void print_nothing(Printer& /*p*/, Reader /*r*/) {}

void print_disconnection(Printer& p, Reader r) {
  p.put(hex(r.u16(), 4));
  p.put(", ", hex(r.u16(), 4));
  p.put(' ', named(kDirections, r.u8(), "Direction-#"));
  if (r.length() == 0) return;
  p.put(' ');
  print_string(p, r);
}

constexpr struct {
  uint16_t type;
  std::string_view name;
  size_t min_length;
  PrintFunction print;
} kAttributes[] = {
    {0, "MSGTYPE", 2, print_message},
    {1, "RESULT_CODE", 2, print_result},
    {2, "PROTO_VER", 2, print_version},
    {3, "FRAMING_CAP", 4, print_framing},
    {4, "BEARER_CAP", 4, print_bearer},
    {5, "TIE_BREAKER", 8, print_eight_octets},
    {6, "FIRM_VER", 2, print_u16},
    {7, "HOST_NAME", 0, print_string},
    {8, "VENDOR_NAME", 0, print_string},
    {9, "ASSND_TUN_ID", 2, print_u16},
    {10, "RECV_WIN_SIZE", 2, print_u16},
    {11, "CHALLENGE", 0, print_octets},
    {12, "Q931_CC", 3, print_cause},
    {13, "CHALLENGE_RESP", 16, print_sixteen_octets},
    {14, "ASSND_SESS_ID", 2, print_u16},
    {15, "CALL_SER_NUM", 4, print_u32},
    {16, "MINIMUM_BPS", 4, print_u32},
    {17, "MAXIMUM_BPS", 4, print_u32},
    {18, "BEARER_TYPE", 4, print_bearer},
    {19, "FRAMING_TYPE", 4, print_framing},
    {20, "PACKET_PROC_DELAY", 0, print_obsolete},
    {21, "CALLED_NUMBER", 0, print_string},
    {22, "CALLING_NUMBER", 0, print_string},
    {23, "SUB_ADDRESS", 0, print_string},
    {24, "TX_CONN_SPEED", 4, print_u32},
    {25, "PHY_CHANNEL_ID", 4, print_u32},
    {26, "INI_RECV_LCP", 0, print_octets},
    {27, "LAST_SENT_LCP", 0, print_octets},
    {28, "LAST_RECV_LCP", 0, print_octets},
    {29, "PROXY_AUTH_TYPE", 2, print_authentication},
    {30, "PROXY_AUTH_NAME", 0, print_string},
    {31, "PROXY_AUTH_CHAL", 0, print_octets},
    {32, "PROXY_AUTH_ID", 2, print_authentication_id},
    {33, "PROXY_AUTH_RESP", 0, print_octets},
    {34, "CALL_ERRORS", 2, print_errors},
    {35, "ACCM", 2, print_character_map},
    {36, "RANDOM_VECTOR", 0, print_octets},
    {37, "PRIVATE_GRP_ID", 0, print_string},
    {38, "RX_CONN_SPEED", 4, print_u32},
    {39, "SEQ_REQUIRED", 0, print_nothing},
    {46, "PPP_DISCON_CC", 5, print_disconnection},
};

void print_value(Printer& p, Reader value, uint16_t type, bool hidden) {
  for (const auto& known : kAttributes) {
    if (known.type != type) continue;
    p.put(known.name, '(');
    if (hidden) {
      p.put("???");
    } else if (value.length() < known.min_length) {
      p.put("AVP too short");
    } else {
      known.print(p, value);
    }
    return p.put(')');
  }
  p.put("AVP-#", type, '(', hidden ? "???" : "", ')');
}

void print_attribute(Printer& p, Reader r, uint16_t flags) {
  if ((flags & kMandatory) != 0) p.put('*');
  const bool hidden = (flags & kHidden) != 0;
  if (hidden) p.put('?');
  const uint16_t vendor = r.u16();
  const uint16_t type = r.u16();
  if (vendor == 0) return print_value(p, r.after(0), type, hidden);
  p.put("VENDOR", hex(vendor, 4), ":ATTR", hex(type, 4), '(');
  print_octets(p, r.after(0));
  p.put(')');
}

void print_attributes(Printer& p, Reader r) {
  while (r.length() > 0 && !p.stopped()) {
    p.put(' ');
    if (!r.has(2)) return p.truncated();
    const uint16_t flags = r.u16_at(0);
    const size_t length = flags & kAttributeLength;
    if (length > r.length() || length < kAttributeHeader || !r.has(length)) return p.truncated();
    print_attribute(p, r.first(length).after(2), flags);
    r.skip(length);
  }
}

void print_data(Printer& p, Reader r) {
  p.put(" {");
  if (Layer layer{p}) print_ppp(p, r);
  p.put('}');
}

}  // namespace

void print_l2tp(Printer& p, Reader r) {
  p.protocol = "l2tp";
  const Reader message = r;
  const size_t length = r.length();
  const uint16_t flags = r.u16();
  if (p.stopped()) return;
  if ((flags & kVersion) == kForwarding) return p.put(" l2f:");
  if ((flags & kVersion) != kTunneling) return p.put(" Unknown Version, neither L2F(1) nor L2TP(2)");
  p.put(" l2tp:[", flag_names(kFlags, flags, "", ""), ']');
  const auto claimed = (flags & kLength) != 0 ? r.u16() : uint16_t{0};
  p.put('(', r.u16(), '/');
  p.put(r.u16(), ')');
  if ((flags & kSequence) != 0) {
    p.put("Ns=", r.u16(), ',');
    p.put("Nr=", r.u16());
  }
  if ((flags & kOffset) != 0) r.bytes(r.u16());
  if (p.stopped()) return;
  const size_t header_length = r.position();
  const bool has_length = (flags & kLength) != 0;
  const size_t end = has_length ? claimed : length;
  if (end > length) return p.put(" Length ", end, " larger than packet");
  if (end < header_length) return p.put(" Length ", end, " smaller than header length");
  if ((flags & kControl) != 0 && !has_length) return p.put(" No length");
  if ((flags & kControl) == 0) return print_data(p, message.first(end).after(header_length));
  if (end == header_length) return p.put(" ZLB");
  print_attributes(p, message.first(end).after(header_length));
}

}  // namespace trawl
