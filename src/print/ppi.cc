// Per-Packet Information: CACE Technologies, "Per-Packet Information Header Specification", version 1.0.10.
#include "print/link_type_names.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 8;
constexpr size_t kMaxLength = 65532;

void put_header(Printer& p, uint8_t version, uint16_t header_length, uint32_t dlt, size_t length) {
  const std::string_view name = name_or(kDltNames, dlt, "UNKNOWN");
  if (p.options.quiet) {
    p.put(name);
  } else {
    p.put("V.", version, " DLT ", name, " (", dlt, ") len ", header_length);
  }
  p.put(", length ", length, ": ");
}

}  // namespace

void print_ppi_link(Printer& p, Reader r) {
  p.protocol = "ppi";
  p.link_header_length = r.captured();
  if (!r.has(kHeader)) return p.truncated();
  const uint8_t version = r.u8_at(0);
  const uint16_t header_length = r.le16_at(2);
  const uint32_t dlt = r.le32_at(4);
  if (header_length < kHeader || header_length > kMaxLength) {
    p.put(" [length ", header_length, " < ", kHeader, " or > ", kMaxLength, ']');
    return p.invalid();
  }
  if (!r.has(header_length)) return p.truncated();
  if (p.options.link_header) put_header(p, version, header_length, dlt, r.length());
  p.link_header_length = 0;
  const Reader frame = r.after(header_length);
  if (const PrintFunction print = find_dlt(dlt)) {
    if (const Layer layer{p}) print(p, frame);
    p.link_header_length = header_length + 2 * p.link_header_length;  // as tcpdump counts
    return;
  }
  p.link_header_length = header_length;
  if (!p.options.link_header) put_header(p, version, header_length, dlt, r.length());
  put_default(p, frame);
}

}  // namespace trawl
