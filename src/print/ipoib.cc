// IP over InfiniBand: RFC 4391, behind the pseudo-header of LINKTYPE_IPOIB.
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 44;
constexpr size_t kTypeAt = 40;

void put_header(Printer& p, uint16_t type, size_t length) {
  p.put(", ");
  put_ethertype_name(p, type);
  p.put(", length ", length, ": ");
}

}  // namespace

void print_ipoib_link(Printer& p, Reader r) {
  p.protocol = "ipoib";
  const size_t length = r.length();
  if (r.captured() < kHeader) return p.truncated();
  if (length < kHeader) return p.truncated();
  const uint16_t type = r.u16_at(kTypeAt);
  if (p.options.link_header) {
    p.put("IPOIB");
    put_header(p, type, length);
  }
  p.link_header_length = kHeader;
  r.skip(kHeader);
  if (put_ethertype(p, r.after(0), type)) return;
  if (!p.options.link_header) put_header(p, type, length);
  put_default(p, r.after(0));
}

}  // namespace trawl
