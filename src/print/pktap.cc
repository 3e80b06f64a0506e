// Apple's PKTAP: a header with the interface and the process before each packet, as Darwin's net/pktap.h has it.
#include "print/link_type_names.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 108;
constexpr uint32_t kNone = 0;
constexpr uint32_t kPacket = 1;

void put_header(Printer& p, uint32_t dlt, uint32_t header_length, size_t length) {
  const std::string_view name = name_or(kDltNames, dlt, "UNKNOWN");
  if (p.options.quiet) {
    p.put(name, ", length ", length, ": ");
  } else {
    p.put("DLT ", name, " (", dlt, ") len ", header_length, ", length ", length, ": ");
  }
}

}  // namespace

void print_pktap_link(Printer& p, Reader r) {
  p.protocol = "pktap";
  const size_t length = r.length();
  if (length < kHeader) {
    p.put(" (packet too short, ", length, " < ", kHeader, ')');
    return p.invalid();
  }
  const uint32_t header_length = r.le32_at(0);
  const uint32_t kind = r.le32_at(4);
  const uint32_t dlt = r.le32_at(8);
  if (header_length < kHeader) {
    p.put(" (pkt_len too small, ", header_length, " < ", kHeader, ')');
    return p.invalid();
  }
  if (header_length > length) {
    p.put(" (pkt_len too big, ", header_length, " > ", length, ')');
    return p.invalid();
  }
  if (!r.has(header_length)) return p.truncated();
  if (p.options.link_header) put_header(p, dlt, header_length, length);
  p.link_header_length = header_length;
  if (kind == kNone) return p.put("no data");
  if (kind != kPacket) return;
  const Reader packet = r.after(header_length);
  if (const PrintFunction print = find_dlt(dlt)) {
    if (const Layer layer{p}) print(p, packet);
    p.link_header_length += header_length;
    return;
  }
  if (!p.options.link_header) put_header(p, dlt, header_length, length);
  put_default(p, packet);
}

}  // namespace trawl
