// Telnet commands: RFC 854, option negotiation: RFC 855, authentication: RFC 2941, encryption: RFC 2946.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Command : uint8_t { kFirst = 236, kSubEnd = 240, kSub = 250, kDont = 254, kIac = 255 };

constexpr std::string_view kCommands[] = {"EOF", "SUSP", "ABORT", "EOR", "SE", "NOP",  "DMARK", "BRK", "IP",  "AO",
                                          "AYT", "EC",   "EL",    "GA",  "SB", "WILL", "WONT",  "DO",  "DONT"};

// IANA "Telnet Options".
constexpr std::string_view kOptions[] = {
    "BINARY",
    "ECHO",
    "RCP",
    "SUPPRESS GO AHEAD",
    "NAME",
    "STATUS",
    "TIMING MARK",
    "RCTE",
    "NAOL",
    "NAOP",
    "NAOCRD",
    "NAOHTS",
    "NAOHTD",
    "NAOFFD",
    "NAOVTS",
    "NAOVTD",
    "NAOLFD",
    "EXTEND ASCII",
    "LOGOUT",
    "BYTE MACRO",
    "DATA ENTRY TERMINAL",
    "SUPDUP",
    "SUPDUP OUTPUT",
    "SEND LOCATION",
    "TERMINAL TYPE",
    "END OF RECORD",
    "TACACS UID",
    "OUTPUT MARKING",
    "TTYLOC",
    "3270 REGIME",
    "X.3 PAD",
    "NAWS",
    "TSPEED",
    "LFLOW",
    "LINEMODE",
    "XDISPLOC",
    "OLD-ENVIRON",
    "AUTHENTICATION",
    "ENCRYPT",
    "NEW-ENVIRON",
};
constexpr uint8_t kAuthentication = 37;
constexpr uint8_t kEncrypt = 38;

constexpr std::string_view kSubCommands[] = {"IS", "SEND", "INFO"};
constexpr std::string_view kAuthCommands[] = {"IS", "SEND", "REPLY", "NAME"};
constexpr std::string_view kAuthTypes[] = {
    "NULL", "KERBEROS_V4", "KERBEROS_V5", "SPX",    "MINK",         "SRP", "RSA", "SSL", "",
    "",     "LOKI",        "SSA",         "KEA_SJ", "KEA_SJ_INTEG", "DSS", "NTLM"};
constexpr std::string_view kEncryptCommands[] = {
    "IS", "SUPPORT", "REPLY", "START", "END", "REQUEST-START", "REQUEST-END", "END_KEYID", "DEC_KEYID"};
constexpr std::string_view kEncryptTypes[] = {
    "NULL", "DES_CFB64",      "DES_OFB64",      "DES3_CFB64",    "DES3_OFB64",
    "",     "CAST5_40_CFB64", "CAST5_40_OFB64", "CAST128_CFB64", "CAST128_OFB64"};

using Names = std::span<const std::string_view>;

/// A name, or the number as 0x1f; 0 without the 0x.
void put_name(Printer& p, Names names, uint8_t value) {
  if (value < names.size() && !names[value].empty()) {
    p.put(names[value]);
  } else {
    p.put(value == 0 ? "" : "0x", hex(value));
  }
}

/// Where the IAC of the IAC SE that ends a subnegotiation is, from `r` on; the last byte when there is none.
size_t find_sub_end(Reader& r) {
  size_t at = 0;
  while (r.length() > at + 1 && !(r.u8_at(at) == kIac && r.u8_at(at + 1) == kSubEnd) && r.ok()) at++;
  return at;
}

void put_sub(Printer& p, Reader& r, uint8_t option, size_t size) {
  Names first = kSubCommands;
  Names second;
  if (option == kAuthentication) {
    first = kAuthCommands;
    second = kAuthTypes;
  } else if (option == kEncrypt) {
    first = kEncryptCommands;
    second = kEncryptTypes;
  }
  for (size_t i = 0; i < size && !p.stopped(); i++) {
    p.put(' ');
    put_name(p, i == 0 ? first : i == 1 ? second : Names(), r.u8());
  }
  p.put(" SE");
  r.skip(2);
}

/// One command; what stands before it is printed when there is one. False when there is none, or only a part of it.
bool put_command(Printer& p, Reader& r, std::string_view before) {
  if (r.u8_at(0) != kIac || r.length() < 2) return false;
  const uint8_t command = r.u8_at(1);
  if (command == kIac) {
    p.put(before, "IAC IAC");
    r.skip(2);
    return true;
  }
  if (command < kFirst) return false;
  if (command < kSub) {
    p.put(before, kCommands[command - kFirst]);
    r.skip(2);
    return true;
  }
  if (r.length() < 3) return false;
  const uint8_t option = r.u8_at(2);
  size_t size = 0;
  if (command == kSub) {
    Reader data = r.after(3);
    size = find_sub_end(data);
    if (data.u8_at(size) != kIac) return false;
  }
  p.put(before, kCommands[command - kFirst], ' ');
  put_name(p, kOptions, option);
  r.skip(3);
  if (command == kSub) put_sub(p, r, option, size);
  return true;
}

}  // namespace

void print_telnet(Printer& p, Reader r) {
  p.protocol = "telnet";
  const size_t end = r.length();
  bool any = false;
  while (r.position() < end && !p.stopped()) {
    if (!put_command(p, r, any ? ", " : " [telnet ")) break;
    any = true;
  }
  // A subnegotiation that ends with its IAC runs past the data.
  if (r.position() > end) r.u8();
  if (any) p.put(']');
}

}  // namespace trawl
