// PPP over Ethernet: RFC 2516, RFC 4638.
#include <algorithm>

#include "print/ppp.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 6;
constexpr uint8_t kSession = 0;
constexpr uint8_t kDiscoveryInitiation = 0x09;
constexpr size_t kMaxInitiation = 1484 - kHeader;  // RFC 2516, section 5.1
constexpr ValueName kCodes[] = {{kSession, ""}, {0x09, "PADI"}, {0x07, "PADO"},
                                {0x19, "PADR"}, {0x65, "PADS"}, {0xa7, "PADT"}};

constexpr uint16_t kEndOfList = 0;
constexpr ValueName kTags[] = {
    {kEndOfList, "EOL"},          {0x0101, "Service-Name"},    {0x0102, "AC-Name"},
    {0x0103, "Host-Uniq"},        {0x0104, "AC-Cookie"},       {0x0105, "Vendor-Specific"},
    {0x0110, "Relay-Session-ID"}, {0x0120, "PPP-Max-Payload"}, {0x0201, "Service-Name-Error"},
    {0x0202, "AC-System-Error"},  {0x0203, "Generic-Error"},
};
constexpr size_t kMaxShown = 80;

constexpr bool is_printable(uint8_t c) {
  return c >= 0x20 && c < 0x7f;
}

// As text where most of it is text, else in hexadecimal.
void print_tag_value(Printer& p, std::span<const uint8_t> value) {
  const auto text = value.first(std::min(value.size(), kMaxShown - 1));
  const auto readable = static_cast<size_t>(std::ranges::count_if(text, is_printable));
  if (readable > text.size() - readable) {
    p.put(" \"");
    for (const uint8_t c : text) p.put(is_printable(c) ? static_cast<char>(c) : '.');
    p.put('"');
    return;
  }
  p.put(" 0x");
  for (const uint8_t c : value) {
    p.put("0123456789ABCDEF"[c >> 4], "0123456789ABCDEF"[c & 15]);
  }
}

void print_tags(Printer& p, Reader r) {
  uint16_t type = 1;
  while (r.length() > 0 && type != kEndOfList && !p.stopped()) {
    type = r.u16();
    const uint16_t length = r.u16();
    const auto value = r.bytes(length);
    const std::string_view name = find_name(kTags, type);
    p.put(" [");
    if (name.empty())
      p.put("TAG-0x", hex(type));
    else
      p.put(name);
    if (length > 0) print_tag_value(p, value);
    p.put(']');
  }
}

size_t put_pppoe(Printer& p, Reader r) {
  p.protocol = "pppoe";
  if (r.length() < kHeader) {
    p.put(" (length ", r.length(), " < ", kHeader, ')');
    p.invalid();
    return 0;
  }
  if (!r.need(kHeader)) return 0;
  const uint8_t first = r.u8();
  const uint8_t code = r.u8();
  const uint16_t session = r.u16();
  const uint16_t length = r.u16();
  if (first >> 4 != 1) p.put(" [ver ", first >> 4, ']');
  if ((first & 15) != 1) p.put(" [type ", first & 15, ']');
  p.put("PPPoE ");
  if (code != kSession) p.put(named_hex(kCodes, code, "PAD-", "", 1));
  if (code == kDiscoveryInitiation && length > kMaxInitiation) p.put(" [len ", length, "!]");
  if (length > r.length()) p.put(" [len ", length, " > ", r.length(), "!]");
  if (session != 0) p.put(" [ses 0x", hex(session), ']');
  // Padding of a short frame is no part of it.
  const Reader payload = r.first(std::min<size_t>(length, r.length()));
  if (code != kSession) {
    print_tags(p, payload);
    return kHeader;
  }
  p.put(' ');
  const Layer layer{p};
  return kHeader + (layer ? put_ppp(p, payload) : 0);
}

}  // namespace

void print_pppoe(Printer& p, Reader r) {
  put_pppoe(p, r);
}

void print_pppoe_link(Printer& p, Reader r) {
  p.link_header_length = put_pppoe(p, r);
}

}  // namespace trawl
