// Cisco Dynamic Trunking Protocol, as seen on the wire (Cisco publishes no specification).
#include "print/cisco_tlv.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

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

constexpr CiscoTlvForm kForm = {
    .names = kTlvs, .print_value = print_value, .shortest = 4, .zero_ends = true, .says_why = true};

}  // namespace

void print_dtp(Printer& p, Reader r) {
  p.protocol = "dtp";
  const Reader whole = r;
  const size_t length = r.length();
  if (length == 0) {
    p.put("[zero packet length]");
    return p.invalid();
  }
  p.put("DTPv", r.u8(), ", length ", length);
  if (p.verbose() == 0) return;
  print_cisco_tlvs(p, r, whole, kForm);
}

}  // namespace trawl
