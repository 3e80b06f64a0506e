// Headers that older drivers put before wireless frames: Prism's of 144 bytes, and AVS (linux-wlan's capture header,
// versions 1 and 2), which may stand in its place.
#include "print/ieee80211.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint32_t kAvsVersion1 = 0x80211001;
constexpr uint32_t kAvsVersion2 = 0x80211002;
constexpr size_t kPrismHeader = 144;

size_t put_avs(Printer& p, Reader r) {
  p.protocol = "802.11_radio_avs";
  const size_t captured = r.captured();
  if (!r.has(8) || !r.has(r.u32_at(4))) {
    p.truncated();
    return captured;
  }
  const uint32_t length = r.u32_at(4);
  return length + put_ieee80211(p, r.after(length));
}

size_t put_prism(Printer& p, Reader r) {
  p.protocol = "prism";
  const size_t captured = r.captured();
  if (r.has(4)) {
    const uint32_t code = r.u32_at(0);
    if (code == kAvsVersion1 || code == kAvsVersion2) return put_avs(p, r);
  }
  if (!r.has(kPrismHeader)) {
    p.truncated();
    return captured;
  }
  return kPrismHeader + put_ieee80211(p, r.after(kPrismHeader));
}

}  // namespace

void print_avs_link(Printer& p, Reader r) {
  p.link_header_length = put_avs(p, r);
}

void print_prism_link(Printer& p, Reader r) {
  p.link_header_length = put_prism(p, r);
}

}  // namespace trawl
