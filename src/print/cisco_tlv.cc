#include "print/cisco_tlv.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 4;

bool print_tlv(Printer& p, Reader& r, const CiscoTlvForm& form) {
  if (r.length() < kHeader) {
    if (form.says_why) p.put('[', r.length(), " bytes remaining]");
    return false;
  }
  const uint16_t type = r.u16();
  if (type == 0 && form.zero_ends) {
    r = r.first(0);
    return true;
  }
  const uint16_t length = r.u16();
  p.put("\n\t", name_or(form.names, type, "Unknown"), " (0x", hex(type, 4), ") TLV, length ", length);
  if (length < form.shortest || length > r.length() + kHeader) {
    if (form.says_why) p.put("[TLV length ", length, ']');
    return false;
  }
  const size_t size = length - kHeader;
  if (!form.print_value(p, r.first(size), type)) return false;
  r.need(size);
  r.skip(size);
  return true;
}

}  // namespace

void print_cisco_tlvs(Printer& p, Reader r, const Reader& message, const CiscoTlvForm& form) {
  while (r.length() > 0 && !p.stopped()) {
    if (print_tlv(p, r, form)) continue;
    p.invalid();
    Reader(message).need(message.length());
    return;
  }
}

}  // namespace trawl
