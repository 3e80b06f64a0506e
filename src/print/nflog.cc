// Packets logged by Linux's netfilter: LINKTYPE_NFLOG of the tcpdump group's registry.
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 4;
constexpr size_t kTlvHeader = 4;
constexpr uint16_t kPayload = 9;
constexpr uint8_t kInet = 2;
constexpr uint8_t kInet6 = 10;
constexpr ValueName kFamilies[] = {{kInet, "IPv4"}, {kInet6, "IPv6"}};

void put_header(Printer& p, uint8_t family, uint8_t version, uint16_t resource, size_t length) {
  p.put("version ", version, ", resource ID ", resource);
  if (!p.options.quiet) {
    p.put(", family ", name_or(kFamilies, family, "Unknown"), " (", family, "), length ", length, ": ");
  } else {
    p.put(", ", named_hex(kFamilies, family, "Unknown NFLOG (0x", ")", 2), ", length ", length, ": ");
  }
}

}  // namespace

void print_nflog_link(Printer& p, Reader r) {
  p.protocol = "nflog";
  const size_t length = r.length();
  if (length < kHeader || !r.need(kHeader)) return p.truncated();
  const uint8_t family = r.u8();
  const uint8_t version = r.u8();
  const uint16_t resource = r.u16();
  if (version != 0) return p.put("version ", version, " (unknown)");
  if (p.options.link_header) put_header(p, family, version, resource, length);
  p.link_header_length = kHeader;
  // Only the packet itself is looked at; it is the last of the values, which stand at multiples of four bytes. Their
  // lengths are in the writer's byte order.
  bool found = false;
  while (r.length() > 0 && !found) {
    if (r.length() < kTlvHeader || !r.has(kTlvHeader)) return p.truncated();
    const size_t size = (r.le16() + 3U) & ~3U;
    found = r.le16() == kPayload;
    if (size < kTlvHeader || !r.has(size - kTlvHeader)) return p.truncated();
    if (!found) r.skip(size - kTlvHeader);
  }
  p.link_header_length = r.position();
  if (family == kInet || family == kInet6) {
    if (Layer layer{p}) put_ethertype(p, r.after(0), family == kInet ? 0x0800 : 0x86dd);
    return;
  }
  if (!p.options.link_header) put_header(p, family, version, resource, length);
  put_default(p, r);
}

}  // namespace trawl
