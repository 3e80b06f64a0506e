// BSD loopback (LINKTYPE_NULL, LINKTYPE_LOOP): a 4-byte address family in the host's or in network byte order.
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

// Address families of the BSDs, whose IPv6 has many numbers, and of Linux where they do not collide.
constexpr ValueName kFamilies[] = {
    {2, "IPv4"}, {6, "NS"}, {7, "ISO"}, {16, "Appletalk"}, {23, "IPX"}, {24, "IPv6"}, {28, "IPv6"}, {30, "IPv6"},
};

struct FamilyType {
  uint32_t family;
  uint16_t ethertype;
};
constexpr FamilyType kEthertypes[] = {
    {2, 0x0800}, {24, 0x86dd}, {28, 0x86dd}, {30, 0x86dd}, {16, 0x809b}, {23, 0x8137},
};
constexpr uint32_t kIso = 7;

void put_header(Printer& p, uint32_t family, size_t length) {
  if (p.options.quiet) {
    p.put(named(kFamilies, family, "Unknown AF "));
  } else {
    p.put("AF ", name_or(kFamilies, family, "Unknown"), " (", family, ')');
  }
  p.put(", length ", length, ": ");
}

bool put_payload(Printer& p, Reader r, uint32_t family) {
  for (const FamilyType& entry : kEthertypes) {
    if (entry.family == family) return put_ethertype(p, r, entry.ethertype);
  }
  if (family != kIso) return false;
  const PrintFunction print = find_llc_sap(0xfe);
  if (print != nullptr) print(p, r);
  return print != nullptr;
}

}  // namespace

void print_null_link(Printer& p, Reader r) {
  p.protocol = "null";
  const size_t length = r.length();
  if (!r.need(4)) return;
  uint32_t family = r.le32_at(0);
  // A capture from a host of the other byte order: a family has a small number.
  if ((family & 0xffff0000) != 0) family = r.u32_at(0);
  r.skip(4);
  p.link_header_length = 4;
  if (p.options.link_header) put_header(p, family, length);
  const Reader payload = r.after(0);
  if (put_payload(p, payload, family)) return;
  if (!p.options.link_header) put_header(p, family, length);
  put_default(p, payload);
}

}  // namespace trawl
