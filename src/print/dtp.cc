// Cisco Dynamic Trunking Protocol, as seen on the wire (Cisco publishes no specification).
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kTlvHeader = 4;

enum : uint16_t { kDomain = 1, kStatus, kDtpType, kNeighbor };
constexpr ValueName kTlvs[] = {
    {kDomain, "Domain"}, {kStatus, "Status"}, {kDtpType, "DTP type"}, {kNeighbor, "Neighbor"}};

bool print_value(Printer& p, Reader v, uint16_t type) {
  const size_t length = v.length();
  switch (type) {
    case kDomain:
      p.put(", ");
      put_padded_text(p, v, length);
      return true;
    case kStatus:
    case kDtpType:
      if (length != 1) return false;
      p.put(", 0x", hex(v.u8()));
      return true;
    case kNeighbor:
      if (length != 6) return false;
      p.put(", ", mac_text(v.bytes(6)));
      return true;
    default:
      return true;
  }
}

bool print_tlv(Printer& p, Reader& r) {
  if (r.length() < kTlvHeader) {
    p.put('[', r.length(), " bytes remaining]");
    return false;
  }
  const uint16_t type = r.u16();
  if (type == 0) {
    r = r.first(0);
    return true;
  }
  const uint16_t length = r.u16();
  p.put("\n\t", name_or(kTlvs, type, "Unknown"), " (0x", hex(type, 4), ") TLV, length ", length);
  if (length < kTlvHeader || length > r.length() + kTlvHeader) {
    p.put("[TLV length ", length, ']');
    return false;
  }
  const size_t size = length - kTlvHeader;
  if (!print_value(p, r.first(size), type)) return false;
  r.need(size);
  r.skip(size);
  return true;
}

}  // namespace

void print_dtp(Printer& p, Reader r) {
  p.protocol = "dtp";
  Reader whole = r;
  const size_t length = r.length();
  if (length == 0) {
    p.put("[zero packet length]");
    return p.invalid();
  }
  p.put("DTPv", r.u8(), ", length ", length);
  if (p.verbose() == 0) return;
  while (r.length() > 0 && !p.stopped()) {
    if (print_tlv(p, r)) continue;
    p.invalid();
    whole.need(length);
    return;
  }
}

}  // namespace trawl
