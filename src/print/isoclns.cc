// What follows an ISO network layer protocol identifier: ISO/IEC TR 9577.
#include "print/iso_address.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kNull = 0x00;
constexpr uint8_t kClnp = 0x81;
constexpr uint8_t kIsis = 0x83;

}  // namespace

void print_isoclns(Printer& p, Reader r) {
  p.protocol = "isoclns";
  const size_t length = r.length();
  const uint8_t nlpid = r.u8_at(0);
  if (p.stopped()) return;
  if (p.options.link_header) p.put("OSI NLPID ", name_or(kNlpids, nlpid, "Unknown"), " (0x", hex(nlpid, 2), "): ");
  if (const PrintFunction print = find_nlpid(nlpid)) {
    // ISO's own protocols count the identifier as the first byte of their headers.
    const bool own_header = nlpid >= kClnp && nlpid <= kIsis;
    if (const Layer layer{p}) print(p, own_header ? r : r.after(1));
    return;
  }
  if (nlpid != kNull && !p.options.link_header) p.put("OSI NLPID 0x", hex(nlpid, 2), " unknown");
  p.put(p.options.link_header ? "" : ", ", "length: ", length);
  if (nlpid != kNull && length > 1) put_unknown(p, "\n\t", r, length);
}

void print_isoclns_padded(Printer& p, Reader r) {
  p.protocol = "osi";
  if (r.length() == 0 || !r.has(1)) return p.truncated();
  r.skip(1);
  print_isoclns(p, r);
}

}  // namespace trawl
