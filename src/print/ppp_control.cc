// PPP's control protocols: LCP (RFC 1661, RFC 1570), IPCP (RFC 1332, RFC 1877), IPV6CP (RFC 5072), CCP (RFC 1962), BACP
// (RFC 2125) and others; CHAP (RFC 1994), PAP (RFC 1334).
#include "print/number_names.h"
#include "print/ppp.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint16_t kLcp = 0xc021;
constexpr uint16_t kIpcp = 0x8021;
constexpr uint16_t kIp6cp = 0x8057;
constexpr uint16_t kCcp = 0x80fd;
constexpr uint16_t kBacp = 0xc02b;
constexpr uint16_t kPap = 0xc023;
constexpr uint16_t kChap = 0xc223;
constexpr uint16_t kEap = 0xc227;
constexpr uint16_t kSpap = 0xc027;
constexpr uint16_t kOldSpap = 0xc123;
constexpr uint16_t kQuality = 0xc025;

constexpr size_t kHeader = 4;  // code, identifier, length

enum : uint8_t {
  kVendor = 0,
  kConfRequest = 1,
  kConfReject = 4,
  kTermRequest = 5,
  kTermAck = 6,
  kCodeReject = 7,
  kProtReject = 8,
  kEchoRequest = 9,
  kEchoReply = 10,
  kDiscard = 11,
  kIdent = 12,
  kTimeRemaining = 13,
};
constexpr ValueName kCodes[] = {
    {kVendor, "Vendor-Extension"},
    {kConfRequest, "Conf-Request"},
    {2, "Conf-Ack"},
    {3, "Conf-Nack"},
    {kConfReject, "Conf-Reject"},
    {kTermRequest, "Term-Request"},
    {kTermAck, "Term-Ack"},
    {kCodeReject, "Code-Reject"},
    {kProtReject, "Prot-Reject"},
    {kEchoRequest, "Echo-Request"},
    {kEchoReply, "Echo-Reply"},
    {kDiscard, "Disc-Req"},
    {kIdent, "Ident"},
    {kTimeRemaining, "Time-Rem"},
    {14, "Reset-Req"},
    {15, "Reset-Ack"},
};

// One option: how its length may be, and how its value prints. `v` is the value, behind type and length.
struct Option {
  uint8_t type;
  std::string_view name;
  uint8_t length;  // of the whole option; 0: any
  bool at_least;   // or exactly
  void (*print)(Printer& p, Reader v, const Reader& whole_option);
  bool last_if_wrong = true;  // no option is looked for behind one of a wrong length
};

void length_bogus(Printer& p, std::string_view relation, size_t length) {
  p.put(" (length bogus, should be ", relation, ' ', length, ')');
}

void print_u16(Printer& p, Reader v, const Reader& /*option*/) {
  p.put(": ", v.u16());
}
void print_hex16(Printer& p, Reader v, const Reader& /*option*/) {
  p.put(": 0x", hex(v.u16(), 4));
}
void print_hex32(Printer& p, Reader v, const Reader& /*option*/) {
  p.put(": 0x", hex(v.u32(), 8));
}
void print_magic(Printer& p, Reader v, const Reader& /*option*/) {
  p.put(": Magic-Num 0x", hex(v.u32(), 8));
}
void print_address(Printer& p, Reader v, const Reader& /*option*/) {
  p.put(": ", host_name(p, v.bytes(4)));
}
void print_nothing(Printer& /*p*/, Reader /*v*/, const Reader& /*option*/) {}

void print_vendor(Printer& p, Reader v, const Reader& /*option*/) {
  const uint32_t oui = v.u24();
  p.put(": Vendor: ", name_or(kOuiNames, oui, "Unknown"), " (", oui, ')');
}

constexpr ValueName kChapAlgorithms[] = {{5, "MD5"}, {0x80, "MS-CHAPv1"}, {0x81, "MS-CHAPv2"}};

void print_authentication(Printer& p, Reader v, const Reader& option) {
  const uint16_t protocol = v.u16();
  switch (protocol) {
    case kPap:
      return p.put(": PAP");
    case kChap:
      p.put(": CHAP");
      return p.put(", ", named(kChapAlgorithms, v.u8(), "Unknown Auth Alg ", ""));
    case kEap:
      return p.put(": EAP");
    case kOldSpap:
      return p.put(": Old-SPAP");
    case kSpap:
      return p.put(": SPAP");
    default:
      p.put(": ", ppp_protocol_name(protocol, "Unknown Auth Proto (0x04x)"));
      put_unknown(p, "\n\t", option, option.length());
  }
}

void print_quality(Printer& p, Reader v, const Reader& /*option*/) {
  p.put(v.u16() == kQuality ? ": LQR" : ": unknown");
}

constexpr ValueName kCallbacks[] = {{0, "UserAuth"}, {1, "DialString"}, {2, "LocalID"},
                                    {3, "E.164"},    {4, "X.500"},      {6, "CBCP"}};

void print_callback(Printer& p, Reader v, const Reader& /*option*/) {
  const uint8_t operation = v.u8();
  p.put(": Callback Operation ", name_or(kCallbacks, operation, "Unknown"), " (", operation, ')');
}

void print_endpoint(Printer& p, Reader v, const Reader& /*option*/) {
  const uint8_t kind = v.u8();
  switch (kind) {
    case 0:
      return p.put(": Null");
    case 1:
      return p.put(": Local");
    case 2:
      if (v.length() != 4) return length_bogus(p, "=", 7);
      return p.put(": IPv4 ", host_name(p, v.bytes(4)));
    case 3:
      if (v.length() != 6) return length_bogus(p, "=", 9);
      return p.put(": MAC ", mac_text(v.bytes(6)));
    case 4:
      return p.put(": Magic-Num-Block");
    case 5:
      return p.put(": PSNDN");
    default:
      return p.put(": Unknown class ", kind);
  }
}

constexpr Option kLcpOptions[] = {
    {0, "Vend-Ext", 6, true, print_vendor, false},
    {1, "MRU", 4, false, print_u16, false},
    {2, "ACCM", 6, false, print_hex32, false},
    {3, "Auth-Prot", 4, true, print_authentication, false},
    {4, "Qual-Prot", 4, true, print_quality},
    {5, "Magic-Num", 6, false, print_hex32},
    {6, "deprecated(6)", 0, true, nullptr},
    {7, "PFC", 0, true, print_nothing},
    {8, "ACFC", 0, true, print_nothing},
    {9, "FCS-Alt", 0, true, nullptr},
    {10, "SDP", 0, true, nullptr},
    {11, "Num-Mode", 0, true, nullptr},
    {12, "deprecated(12)", 0, true, nullptr},
    {13, "Call-Back", 3, true, print_callback},
    {14, "deprecated(14)", 0, true, nullptr},
    {15, "deprecated(15)", 0, true, nullptr},
    {16, "deprecated(16)", 0, true, nullptr},
    {17, "MRRU", 4, false, print_u16},
    {18, "12-Bit seq #", 0, true, nullptr},
    {19, "End-Disc", 3, true, print_endpoint},
    {20, "Proprietary", 0, true, nullptr},
    {21, "DCE-Id", 0, true, nullptr},
    {22, "MP+", 0, true, nullptr},
    {23, "Link-Disc", 4, false, print_hex16},
    {24, "LCP-Auth-Opt", 0, true, nullptr},
    {25, "COBS", 0, true, nullptr},
    {26, "Prefix-elision", 0, true, nullptr},
    {27, "Multilink-header-Form", 0, true, nullptr},
    {28, "I18N", 0, true, nullptr},
    {29, "SDL-over-SONET/SDH", 0, true, nullptr},
    {30, "PPP-Muxing", 0, true, nullptr},
};

constexpr ValueName kCompressions[] = {{0x2d, "VJ-Comp"}, {0x61, "IP Header Compression"}};
constexpr ValueName kCompressionSuboptions[] = {{1, "RTP-Compression"}, {2, "Enhanced RTP-Compression"}};

void print_addresses(Printer& p, Reader v, const Reader& /*option*/) {
  if (!v.need(8)) return;
  p.put(": src ", host_name(p, v.bytes(4)));
  p.put(", dst ", host_name(p, v.bytes(4)));
}

// IP header compression over PPP: RFC 2509, RFC 3544.
void print_compression(Printer& p, Reader v, const Reader& option) {
  const uint16_t protocol = v.u16();
  p.put(": ", name_or(kCompressions, protocol, "Unknown"), " (0x", hex(protocol, 2), "):");
  if (protocol != 0x61) {
    if (p.verbose() > 1 && option.has(option.length()))
      put_unknown(p, "\n\t    ", option.after(2), option.length() - 2);
    return;
  }
  if (v.length() < 10) return length_bogus(p, ">=", 14);
  if (!v.has(12)) return p.put("[|ipcp]");
  p.put("\n\t    TCP Space ", v.u16());
  p.put(", non-TCP Space ", v.u16());
  p.put(", maxPeriod ", v.u16());
  p.put(", maxTime ", v.u16());
  p.put(", maxHdr ", v.u16());
  if (v.length() == 0) return;
  p.put("\n\t      Suboptions, length ", v.length());
  while (v.length() >= 2) {
    if (!v.has(2)) return p.put("[|ipcp]");
    const uint8_t type = v.u8_at(0);
    const uint8_t length = v.u8_at(1);
    if (length < 1) break;
    p.put("\n\t\t", name_or(kCompressionSuboptions, type, "Unknown"), " Suboption #", type, ", length ", length);
    if (length > v.length()) {
      p.put(" [remaining suboptions length ", v.length(), " < ", length, ']');
      p.invalid();
      if (p.verbose() > 1) put_unknown(p, "\n\t    ", v, v.length());
      return;
    }
    v.skip(length);
  }
}

constexpr Option kIpcpOptions[] = {
    {1, "IP-Addrs", 10, false, print_addresses, false},
    {2, "IP-Comp", 4, true, print_compression},
    {3, "IP-Addr", 6, false, print_address},
    {4, "Home-Addr", 6, false, print_address},
    {129, "Pri-DNS", 6, false, print_address},
    {130, "Pri-NBNS", 6, false, print_address},
    {131, "Sec-DNS", 6, false, print_address},
    {132, "Sec-NBNS", 6, false, print_address},
};

void print_interface_id(Printer& p, Reader v, const Reader& /*option*/) {
  if (!v.has(8)) return p.put("[|ip6cp]");
  for (int i = 0; i < 4; i++) {
    const uint16_t group = v.u16();
    p.put(i == 0 ? ": " : ":", hex(group, 4));
  }
}

constexpr Option kIp6cpOptions[] = {{1, "Interface-ID", 10, false, print_interface_id, false}};

void print_bsd_compress(Printer& p, Reader v, const Reader& /*option*/) {
  const uint8_t bits = v.u8();
  p.put(": Version: ", bits >> 5, ", Dictionary Bits: ", bits & 31);
}

void print_mvrca(Printer& p, Reader v, const Reader& /*option*/) {
  const uint8_t bits = v.u8_at(0);
  const uint8_t contexts = v.u8_at(1);
  p.put(": Features: ", bits >> 6, ", PxP: ", (bits & 0x20) != 0 ? "Enabled" : "Disabled", ", History: ", bits & 31,
        ", #CTX-ID: ", contexts);
}

void print_deflate(Printer& p, Reader v, const Reader& /*option*/) {
  const uint8_t bits = v.u8_at(0);
  const uint8_t check = v.u8_at(1);
  p.put(": Window: ", bits >> 4, "K, Method: ", (bits & 15) == 8 ? "zlib" : "unknown", " (0x", hex(bits & 15),
        "), MBZ: ", check >> 2, ", CHK: ", check & 3);
}

constexpr Option kCcpOptions[] = {
    {0, "OUI", 0, true, nullptr},        {1, "Pred-1", 0, true, nullptr},
    {2, "Pred-2", 0, true, nullptr},     {3, "Puddle", 0, true, nullptr},
    {16, "HP-PPC", 0, true, nullptr},    {17, "Stac-LZS", 0, true, nullptr},
    {18, "MPPC", 0, true, nullptr},      {19, "Gand-FZA", 0, true, nullptr},
    {20, "V.42bis", 0, true, nullptr},   {21, "BSD-Comp", 3, true, print_bsd_compress, false},
    {23, "LZS-DCP", 0, true, nullptr},   {24, "MVRCA", 4, true, print_mvrca, false},
    {25, "DEC", 0, true, nullptr},       {26, "Deflate", 4, true, print_deflate, false},
    {255, "Reserved", 0, true, nullptr},
};

constexpr Option kBacpOptions[] = {{1, "Favored-Peer", 6, false, print_magic, false}};

struct Control {
  uint16_t protocol;
  std::span<const Option> options;
  std::string_view unknown;
  std::string_view cut;  // what is printed where an option is cut short
};
constexpr Control kControls[] = {
    {kLcp, kLcpOptions, "", "[|lcp]"},
    {kIpcp, kIpcpOptions, "unknown", "[|ipcp]"},
    {kIp6cp, kIp6cpOptions, "unknown", "[|ip6cp]"},
    {kCcp, kCcpOptions, "Unknown", "[|ccp]"},
    {kBacp, kBacpOptions, "Unknown", "[|bacp]"},
};

const Option* find_option(std::span<const Option> options, uint8_t type) {
  for (const auto& option : options) {
    if (option.type == type) return &option;
  }
  return nullptr;
}

// Returns the option's length; 0 when the options end with it.
size_t print_option(Printer& p, Reader r, const Control& control, size_t packet_length) {
  if (!r.has(2)) return p.put(control.cut), 0;
  const uint8_t type = r.u8_at(0);
  const uint8_t length = r.u8_at(1);
  if (length > packet_length) return 0;
  const Option* const option = find_option(control.options, type);
  if (option == nullptr && control.unknown.empty()) {
    p.put("\n\tunknown LCP option 0x", hex(type, 2));
    return length < 2 ? 0 : length;
  }
  p.put("\n\t  ", option == nullptr ? control.unknown : option->name, " Option (0x", hex(type, 2), "), length ",
        length);
  if (length < 2) {
    length_bogus(p, ">=", 2);
    return 0;
  }
  Reader v = r.after(2).with_length(length - 2U);
  const bool known = option != nullptr && option->print != nullptr;
  if (known && option->length != 0 && (option->at_least ? length < option->length : length != option->length)) {
    length_bogus(p, option->at_least ? ">=" : "=", option->length);
    return option->last_if_wrong ? 0 : length;
  }
  if (known) option->print(p, v, r.with_length(length));
  if (!known || (p.verbose() > 1 && option->print != print_compression)) {
    if (p.verbose() > 1 && control.protocol != kLcp && control.protocol != kCcp && !v.has(v.length())) return 0;
    put_unknown(p, "\n\t    ", v, v.length());
  }
  return length;
}

void print_options(Printer& p, Reader r, uint16_t protocol, size_t packet_length) {
  for (const auto& control : kControls) {
    if (control.protocol != protocol) continue;
    while (r.length() > 0 && !p.stopped()) {
      const size_t used = print_option(p, r, control, packet_length);
      if (used == 0) return;
      if (used > r.length()) {
        p.put(" [remaining options length ", r.length(), " < ", used, ']');
        return p.invalid();
      }
      r.skip(used);
    }
  }
}

void print_rejected(Printer& p, Reader r) {
  if (r.length() < 2) return;
  const uint16_t protocol = r.u16();
  p.put("\n\t  Rejected ", ppp_protocol_name(protocol, "unknown"), " Protocol (0x", hex(protocol, 4), ')');
  if (r.length() == 0) return;
  p.put("\n\t  Rejected Packet");
  // tcpdump counts its own header in with the packet.
  put_unknown(p, "\n\t    ", r, r.length() + kHeader);
}

void print_magic_number(Printer& p, Reader& r) {
  p.put("\n\t  Magic-Num 0x", hex(r.u32(), 8));
}

void print_echo(Printer& p, Reader r, uint16_t protocol) {
  if (r.length() < 4) return;
  print_magic_number(p, r);
  if (r.length() == 0) return;
  p.put("\n\t  -----trailing data-----");
  if (!r.has(r.length())) return p.put("[|", ppp_protocol_name(protocol, "unknown"), ']');
  put_unknown(p, "\n\t  ", r, r.length());
}

void print_ident(Printer& p, Reader r, uint16_t protocol) {
  if (r.length() < 4) return;
  const size_t length = r.length();
  print_magic_number(p, r);
  if (r.length() == 0) return;
  p.put("\n\t  Message\n\t    ");
  // tcpdump counts the magic number in with the text.
  p.put(safe_text(r.rest().first(length < r.captured() ? length : r.captured())));
  if (!r.has(length)) p.put("[|", ppp_protocol_name(protocol, "unknown"), ']');
}

void print_code(Printer& p, Reader r, const Reader& whole, uint8_t code, uint16_t protocol, size_t packet_length) {
  switch (code) {
    case kVendor: {
      if (r.length() < 7) return;
      print_magic_number(p, r);
      const uint32_t vendor = r.u24();
      return p.put(" Vendor: ", name_or(kOuiNames, vendor, "Unknown"), " (", vendor, ')');
    }
    case kConfRequest:
    case kConfRequest + 1:
    case kConfRequest + 2:
    case kConfReject:
      return print_options(p, r, protocol, packet_length);
    case kTermRequest:
    case kTermAck:
    case kCodeReject:
      return;
    case kProtReject:
      return print_rejected(p, r);
    case kEchoRequest:
    case kEchoReply:
    case kDiscard:
      return print_echo(p, r, protocol);
    case kIdent:
      return print_ident(p, r, protocol);
    case kTimeRemaining:
      if (r.length() < 8) return;
      print_magic_number(p, r);
      return p.put(", Seconds-Remaining ", r.u32(), 's');
    default:
      if (p.verbose() <= 1) put_unknown(p, "\n\t  ", whole, whole.length());
  }
}

constexpr ValueName kChapCodes[] = {{1, "Challenge"}, {2, "Response"}, {3, "Success"}, {4, "Fail"}};
constexpr ValueName kPapCodes[] = {{1, "Auth-Req"}, {2, "Auth-ACK"}, {3, "Auth-NACK"}};

// A byte that says how long the text behind it is, and as much of that as there is.
bool put_counted_text(Printer& p, Reader& r, std::string_view label) {
  if (r.length() < 1) return false;
  const uint8_t length = r.u8();
  if (r.length() < length) return false;
  p.put(label);
  put_text(p, r, length);
  return true;
}

}  // namespace

void put_ppp_control(Printer& p, const Reader& frame, uint16_t protocol) {
  Reader r = frame.after(2);
  const size_t length = r.length();
  p.put(ppp_protocol_name(protocol, "unknown"), ", ");
  if (length < kHeader || !r.has(2)) return p.put("[|", ppp_protocol_name(protocol, "unknown"), ']');
  const uint8_t code = r.u8();
  const uint8_t id = r.u8();
  p.put(name_or(kCodes, code, "Unknown Opcode"), " (0x", hex(code, 2), "), id ", id, ", length ", length + 2);
  if (p.verbose() == 0) return;
  const uint16_t encoded = r.u16();
  p.put("\n\tencoded length ", encoded);
  if (encoded < 4) return p.put(" (< 4))");
  if (encoded > length) return p.put(" (> packet length ", length, "))");
  p.put(" (=Option(s) length ", encoded - 4, ')');
  if (encoded == 4) return;
  if (p.verbose() > 1) put_unknown(p, "\n\t", frame, 6);
  print_code(p, r.with_length(encoded - 4U), frame.with_length(encoded + 2U), code, protocol, encoded);
}

void put_ppp_chap(Printer& p, Reader r) {
  if (r.length() < 1) return p.put("[|chap]");
  const uint8_t code = r.u8_at(0);
  if (r.length() < 4) return p.put("[|chap 0x", hex(code, 2), ']');
  r.skip(1);
  p.put("CHAP, ", name_or(kChapCodes, code, "unknown"), " (0x", hex(code, 2), ')');
  p.put(", id ", r.u8());
  const uint16_t length = r.u16();
  if (code == 1 || code == 2) {
    if (r.length() < 1) return;
    const uint8_t value_length = r.u8();
    if (r.length() < value_length) return;
    p.put(", Value ");
    for (int i = 0; i < value_length && !p.stopped(); i++) p.put(hex(r.u8(), 2));
    p.put(", Name ");
  } else if (code == 3 || code == 4) {
    p.put(", Msg ");
  } else {
    return;
  }
  // A length that ends in front of the text never does.
  for (size_t used = r.position(); used != length && !p.stopped(); used++) put_text(p, r, 1);
}

void put_ppp_pap(Printer& p, Reader r) {
  const size_t whole = r.length();
  if (whole < 1) return p.put("[|pap]");
  const uint8_t code = r.u8_at(0);
  if (whole < 4) return p.put("[|pap 0x", hex(code, 2), ']');
  r.skip(1);
  p.put("PAP, ", name_or(kPapCodes, code, "unknown"), " (0x", hex(code, 2), ')');
  p.put(", id ", r.u8());
  const uint16_t length = r.u16();
  if (length > whole) return p.put(", length ", length, " > packet size");
  if (length < 4) return p.put(", length ", length, " < PAP header length");
  r = r.with_length(length - 4U);
  r = r.with_length(length - 4U);
  if (code == 1) {
    if (r.length() < 2) return p.put("[|pap]");
    if (put_counted_text(p, r, ", Peer ")) put_counted_text(p, r, ", Name ");
  } else if (code == 2 || code == 3) {
    if (r.length() < 1) return p.put("[|pap]");
    const uint8_t message_length = r.u8();
    if (r.length() < message_length) return;
    p.put(", Msg ");
    put_text(p, r, message_length);
  }
}

}  // namespace trawl
