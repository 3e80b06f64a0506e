// RIPng, the Routing Information Protocol for IPv6: RFC 2080.
#include <algorithm>

#include "base/address.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kVersion = 1;
constexpr uint8_t kRequest = 1;
constexpr uint8_t kResponse = 2;
constexpr uint8_t kInfinity = 16;
constexpr size_t kHeaderLength = 4;
constexpr size_t kEntryLength = 20;

/// A request for everything: one entry, no prefix, an infinite metric (RFC 2080, section 2.4.1).
bool is_whole_table(Reader r) {
  const uint8_t metric = r.u8_at(kEntryLength - 1);
  return metric == kInfinity && std::ranges::all_of(r.bytes(16), [](uint8_t byte) { return byte == 0; });
}

/// Only a response shows metrics.
void print_routes(Printer& p, Reader r, bool metrics) {
  const size_t count = r.length() / kEntryLength;
  p.put(metrics ? " ripng-resp " : " ripng-req ", count);
  if (r.length() % kEntryLength != 0) p.put('[', r.length() + kHeaderLength, ']');
  p.put(':');
  while (r.length() >= kEntryLength && !p.stopped()) {
    p.put(p.verbose() > 1 ? "\n\t" : " ");
    const auto prefix = r.bytes(16);
    const uint16_t tag = r.u16();
    p.put(ip6_text(prefix), '/', r.u8());
    if (tag != 0) p.put(" [", tag, ']');
    const uint8_t metric = r.u8();
    if (metrics && metric != 0) p.put(" (", metric, ')');
  }
  if (r.length() != 0) p.invalid();
}

}  // namespace

void print_ripng(Printer& p, Reader r) {
  p.protocol = "ripng";
  const size_t length = r.length();
  const uint8_t command = r.u8();
  const uint8_t version = r.u8();
  if (version != kVersion) {
    p.put("ripng [version ", version, ", must be ", kVersion, ']');
    return p.invalid();
  }
  const bool routes = command == kRequest || command == kResponse;
  if (routes && length < kHeaderLength) return p.invalid();
  r.skip(2);
  switch (command) {
    case kRequest:
      if (r.length() / kEntryLength == 1 && is_whole_table(r)) return p.put(" ripng-req dump");
      return print_routes(p, r, false);
    case kResponse:
      return print_routes(p, r, true);
    default:
      p.put(" ripng-", command, " ?? ", length);
      p.invalid();
  }
}

}  // namespace trawl
