// Multicast Source Discovery Protocol: RFC 3618, section 12.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kTlvHeader = 3;
constexpr size_t kRequestLength = 8;  // of the whole TLV
constexpr size_t kLongestTlv = 1400;
constexpr size_t kLongestShown = 1500;  // a longer one is taken for something else
constexpr size_t kFixedActive = 8;      // a source-active message without its entries
constexpr size_t kActiveEntry = 12;
enum Type : uint8_t { kSourceActive = 1, kRequest, kResponse, kKeepalive, kNotification, kLastType = 7 };

/// `r` has the value, and the captured bytes behind it.
void put_source_active(Printer& p, Reader r, uint8_t type, size_t length) {
  p.put(type == kSourceActive ? " SA" : " SA-Response");
  const size_t entries = r.u8();
  p.put(' ', entries, " entries");
  const size_t head = kFixedActive + entries * kActiveEntry;
  if (head >= length) return;
  p.put(" [w/data]");
  if (p.verbose() < 2) return;
  p.put(' ');
  if (Layer layer{p}) print_ipv4(p, r.after(head - kTlvHeader - 1).with_length(length - head));
}

void put_value(Printer& p, Reader r, uint8_t type, size_t length) {
  switch (type) {
    case kSourceActive:
    case kResponse:
      return put_source_active(p, r, type, length);
    case kRequest:
      p.put(" SA-Request");
      if (length != kRequestLength) p.put("[len=", length, "] ");
      r.skip(1);
      return p.put(" for ", host_name(p, r.bytes(4)));
    case kKeepalive:
      p.put(" Keepalive");
      if (length != kTlvHeader) p.put("[len=", length, "] ");
      return;
    case kNotification:
      return p.put(" Notification");
    default:
      return p.put(" [type=", type, " len=", length, ']');
  }
}

}  // namespace

void print_msdp(Printer& p, Reader r) {
  p.protocol = "msdp";
  p.put(": msdp");
  while (r.length() > 0 && !p.stopped()) {
    const uint8_t type = r.u8();
    const size_t length = r.u16();
    if (type == 0 || type > kLastType || length < kTlvHeader || length > kLongestShown) return p.truncated();
    if (length > kLongestTlv || p.verbose() > 0) p.put(" [len ", length, ']');
    if (length - kTlvHeader > r.length()) return p.truncated();
    put_value(p, r.after(0), type, length);
    r.bytes(length - kTlvHeader);
  }
}

}  // namespace trawl
