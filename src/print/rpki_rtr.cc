// RPKI to Router protocol: RFC 6810.
#include "base/address.h"
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Pdu : uint8_t {
  kSerialNotify = 0,
  kSerialQuery = 1,
  kResetQuery = 2,
  kCacheResponse = 3,
  kIpv4Prefix = 4,
  kIpv6Prefix = 6,
  kEndOfData = 7,
  kCacheReset = 8,
  kErrorReport = 10,
};

constexpr ValueName kPdus[] = {
    {kSerialNotify, "Serial Notify"},   {kSerialQuery, "Serial Query"}, {kResetQuery, "Reset Query"},
    {kCacheResponse, "Cache Response"}, {kIpv4Prefix, "IPV4 Prefix"},   {kIpv6Prefix, "IPV6 Prefix"},
    {kEndOfData, "End of Data"},        {kCacheReset, "Cache Reset"},   {kErrorReport, "Error Report"},
};

constexpr ValueName kErrors[] = {
    {0, "Corrupt Data"},
    {1, "Internal Error"},
    {2, "No Data Available"},
    {3, "Invalid Request"},
    {4, "Unsupported Protocol Version"},
    {5, "Unsupported PDU Type"},
    {6, "Withdrawal of Unknown Record"},
    {7, "Duplicate Announcement Received"},
};

constexpr size_t kHeaderLength = 8;

struct Header {
  uint8_t version;
  uint8_t type;
  uint16_t session;  // or an error code
  uint32_t length;   // of the PDU with this header
};

constexpr std::string_view kPduIndent = "\n\t";
constexpr std::string_view kBodyIndent = "\n\t  ";

size_t print_pdu(Printer& p, Reader r, bool outermost);

bool print_prefix(Printer& p, Reader r, const Header& header, std::string_view indent) {
  const size_t address_length = header.type == kIpv4Prefix ? 4 : 16;
  if (header.length != kHeaderLength + 4 + address_length + 4) return false;
  if (!r.need(r.length())) return false;
  const uint8_t flags = r.u8();
  const uint8_t length = r.u8();
  const uint8_t longest = r.u8();
  r.skip(1);
  const auto address = r.bytes(address_length);
  p.put(indent, header.type == kIpv4Prefix ? "IPv4" : "IPv6", " Prefix ");
  header.type == kIpv4Prefix ? p.put(ip4_text(address)) : p.put(ip6_text(address));
  p.put('/', length, '-', longest, ", origin-as ", r.u32(), ", flags 0x", hex(flags, 2));
  return true;
}

bool print_error_report(Printer& p, Reader r, const Header& header, bool outermost) {
  size_t left = header.length - kHeaderLength;
  if (left < 4) return false;
  const uint32_t encapsulated = r.u32();
  left -= 4;
  p.put(kBodyIndent, "Error code: ", name_or(kErrors, header.session, "Unknown"), " (", header.session,
        "), Encapsulated PDU length: ", encapsulated);
  if (left < 4 || encapsulated > left - 4) return false;
  if (encapsulated > 0) {
    if (!outermost) return false;  // an Error Report about an Error Report is against the RFC
    p.put(kBodyIndent, "  -----encapsulated PDU-----");
    print_pdu(p, r.first(encapsulated), false);  // the report is whole even where what it tells of is not
  }
  r.skip(encapsulated);
  left -= encapsulated;
  const uint32_t text_length = r.u32();
  left -= 4;
  if (text_length > left) return false;
  if (text_length > 0) {
    p.put(kBodyIndent, "Error text: ");
    put_text(p, r, text_length);
  }
  return true;
}

bool print_body(Printer& p, Reader r, const Header& header, bool outermost, const Reader& pdu) {
  const std::string_view indent = outermost ? kBodyIndent : "\n\t    ";
  switch (header.type) {
    case kSerialNotify:
    case kSerialQuery:
    case kEndOfData:
      if (header.length != kHeaderLength + 4) return false;
      p.put(indent, "Session ID: 0x", hex(header.session, 4), ", Serial: ", r.u32());
      return true;
    case kResetQuery:
    case kCacheReset:
      return header.length == kHeaderLength;
    case kCacheResponse:
      if (header.length != kHeaderLength) return false;
      p.put(indent, "Session ID: 0x", hex(header.session, 4));
      return true;
    case kIpv4Prefix:
    case kIpv6Prefix:
      return print_prefix(p, r, header, indent);
    case kErrorReport:
      return print_error_report(p, r, header, outermost);
    default:
      // With -vv the whole PDU is shown in any case.
      if (p.verbose() <= 1) put_unknown(p, kBodyIndent, pdu, header.length);
      return true;
  }
}

/// One PDU; returns its length, or 0 when what follows it cannot be found.
size_t print_pdu(Printer& p, Reader r, bool outermost) {
  const Reader pdu = r;
  const size_t available = r.length();
  if (available < kHeaderLength) {
    p.put("(", available, " bytes is too few to decode)");
    p.invalid();
    r.need(available);
    return 0;
  }
  const uint8_t version = r.u8();
  if (version != 0) {
    p.put(kPduIndent, "RPKI-RTRv", version, " (unknown)");
    return available;
  }
  const uint8_t type = r.u8();
  const uint16_t session = r.u16();
  const Header header{version, type, session, r.u32()};
  p.put(kPduIndent, "RPKI-RTRv", version, ", ", name_or(kPdus, type, "Unknown"), " PDU (", type,
        "), length: ", header.length);
  if (header.length < kHeaderLength || header.length > available) {
    p.invalid();
    r.need(r.length());
    return 0;
  }
  if (!print_body(p, r.first(header.length - kHeaderLength), header, outermost, pdu)) {
    p.invalid();
    r.need(r.length());
    return 0;
  }
  if (p.verbose() > 1) put_unknown(p, kBodyIndent, pdu, header.length);
  return header.length;
}

}  // namespace

void print_rpki_rtr(Printer& p, Reader r) {
  p.protocol = "rpki_rtr";
  if (p.verbose() == 0) {
    p.put(", RPKI-RTR");
    return;
  }
  while (r.length() > 0 && !p.stopped()) {
    const size_t length = print_pdu(p, r, true);
    if (length == 0) return;
    r.skip(length);
  }
}

}  // namespace trawl
