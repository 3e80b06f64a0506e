// Minimal encapsulation of Mobile IP: RFC 2004.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 12;
constexpr size_t kShortHeader = 8;  // without the original source
constexpr uint8_t kSourcePresent = 0x80;

}  // namespace

void print_mobile_ip(Printer& p, Reader r) {
  p.protocol = "mobile";
  if (r.length() < kHeader || !r.has(kHeader)) return p.truncated();
  const bool has_source = (r.u8_at(1) & kSourcePresent) != 0;
  const uint16_t sum = internet_checksum(r.bytes_at(0, has_source ? kHeader : kShortHeader));
  p.put("mobile: ", has_source ? "[S] " : "[] ");
  const uint8_t protocol = r.u8();
  r.skip(1);
  const uint16_t checksum = r.u16();
  if (p.verbose() > 0) {
    const auto destination = r.bytes(4);
    if (has_source) p.put(host_name(p, r.bytes(4)), ' ');
    p.put("> ", host_name(p, destination), " (oproto=", protocol, ')');
  }
  if (sum != 0) p.put(" (bad checksum ", checksum, ')');
}

}  // namespace trawl
