#include "print/iso_address.h"

namespace trawl {

void append(TextBuffer& out, NsapText a) {
  constexpr size_t kLongest = 20;
  if (a.bytes.empty() || a.bytes.size() > kLongest) return append(out, "isonsap_string: illegal length");
  for (size_t i = 0; i < a.bytes.size(); i++) {
    append(out, hex(a.bytes[i], 2));
    if (i % 2 == 0 && i + 1 < a.bytes.size()) append(out, '.');
  }
}

void append(TextBuffer& out, IsisId id) {
  constexpr size_t kSystem = 6;
  for (size_t i = 0; i < id.bytes.size(); i++) {
    if (i == 2 || i == 4 || i == kSystem) append(out, '.');
    if (i == kSystem + 1) append(out, '-');
    append(out, hex(id.bytes[i], 2));
  }
}

void put_short_pdu(Printer& p, uint8_t length_indicator, const Reader& pdu) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  p.put(" length indicator ", length_indicator, " < min PDU size:");
  for (const uint8_t byte : pdu.rest()) p.put(kDigits[byte >> 4], kDigits[byte & 15]);
}

}  // namespace trawl
