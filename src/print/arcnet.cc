// ARCNET packets as BSD and Linux hand them on: RFC 1201 (and RFC 1051, the older way without fragments).
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kOldIp = 0xf0;
constexpr uint8_t kOldArp = 0xf1;
constexpr uint8_t kDiagnose = 0x80;
constexpr uint8_t kExtended = 0xff;  // a longer header: the sequence stands four bytes further on

constexpr ValueName kTypes[] = {
    {0x80, "diag"},  {0xc4, "ipv6"},  {0xd4, "ip"},     {0xd5, "arp"},    {0xd6, "rarp"},
    {0xdd, "atalk"}, {0xf0, "oldip"}, {0xf1, "oldarp"}, {0xf7, "banyan"}, {0xfa, "ipx"},
};

struct Header {
  uint8_t source;
  uint8_t destination;
  uint8_t type;
  size_t length;
  bool fragmented = false;  // by RFC 1201: split flag and sequence follow
  uint8_t split = 0;
  uint16_t sequence = 0;
};

void put_header(Printer& p, const Header& h) {
  p.put(hex(h.source, 2), ' ', hex(h.destination, 2), ' ');
  if (!p.options.quiet) {
    p.put(named_hex(kTypes, h.type, "", "", 2), ' ');
    if (h.fragmented) p.put("seqid ", hex(h.sequence, 4), ' ');
    if (h.fragmented && h.split != 0) {
      if ((h.split & 1) != 0) {
        p.put("(first of ", h.split / 2 + 2, " fragments) ");
      } else {
        p.put("(fragment ", h.split / 2 + 1, ") ");
      }
    }
  }
  p.put(h.length, ": ");
}

void put_payload(Printer& p, Reader r, uint8_t type) {
  const PrintFunction print = find_arcnet_type(type);
  if (print == nullptr) return put_hex_ascii_lines(p.text, "\n\t", r.rest());
  if (Layer layer{p}) print(p, r);
}

/// Whether split flag and sequence follow: RFC 1201's header.
bool has_sequence(uint8_t type) {
  return type != kOldIp && type != kOldArp && type != kDiagnose;
}

constexpr size_t kShortHeader = 3;
constexpr size_t kNewHeader = 6;
constexpr size_t kExtendedHeader = 10;
constexpr size_t kLinuxHeader = 5;
constexpr size_t kLinuxNewHeader = 8;

void put_cut_header(Printer& p, const Header& h, std::string_view what) {
  put_header(p, h);
  p.put(what);
  p.truncated();
}

/// Returns the length of the headers.
size_t put_bsd(Printer& p, Reader r) {
  if (!r.has(kShortHeader)) {
    p.truncated();
    return 0;
  }
  Header h{.source = r.u8_at(0), .destination = r.u8_at(1), .type = r.u8_at(2), .length = r.length()};
  size_t length = kShortHeader;
  if (has_sequence(h.type)) {
    if (!r.has(kNewHeader)) {
      put_cut_header(p, h, " phds");
      return 0;
    }
    length = r.u8_at(kShortHeader) == kExtended ? kExtendedHeader : kNewHeader;
    if (!r.has(length)) {
      put_cut_header(p, h, " phds extended");
      return 0;
    }
    h.fragmented = true;
    h.split = r.u8_at(length - 3);
    h.sequence = r.u16_at(length - 2);
  }
  if (p.options.link_header) put_header(p, h);
  // Only the first fragment begins with a header of the protocol inside.
  if (h.split == 0 || (h.split & 1) != 0) put_payload(p, r.after(length), h.type);
  return length;
}

}  // namespace

void print_arcnet_link(Printer& p, Reader r) {
  p.protocol = "arcnet";
  p.link_header_length = put_bsd(p, r);
}

void print_arcnet_linux_link(Printer& p, Reader r) {
  p.protocol = "arcnet_linux";
  const size_t header = r.has(kLinuxHeader) && has_sequence(r.u8_at(4)) ? kLinuxNewHeader : kLinuxHeader;
  if (!r.has(header)) return p.truncated();
  p.link_header_length = header;
  // What -e names is the byte where BSD has the type: here one half of the offset in the adapter's buffer.
  if (p.options.link_header)
    put_header(p, {.source = r.u8_at(0), .destination = r.u8_at(1), .type = r.u8_at(2), .length = r.length()});
  put_payload(p, r.after(header), r.u8_at(4));
}

}  // namespace trawl
