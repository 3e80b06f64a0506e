// BSD loopback (LINKTYPE_NULL, LINKTYPE_LOOP): a 4-byte address family in the host's or in network byte order.
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kFamilies[] = {
    {2, "IPv4"}, {24, "IPv6"}, {28, "IPv6"}, {30, "IPv6"}, {7, "OSI"}, {23, "IPX"},
};

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
  if (p.options.link_header) {
    if (p.options.quiet) {
      p.put(named(kFamilies, family, "AF "));
    } else {
      p.put("AF ", name_or(kFamilies, family, "Unknown"), " (", family, ')');
    }
    p.put(", length ", length, ": ");
  }
  const std::string_view name = find_name(kFamilies, family);
  const Reader payload = r.after(0);
  const uint16_t type = name == "IPv4" ? 0x0800 : name == "IPv6" ? 0x86dd : name == "IPX" ? 0x8137 : 0;
  if (type != 0 && put_ethertype(p, payload, type)) return;
  if (!p.options.link_header) {
    if (p.options.quiet) {
      p.put(named(kFamilies, family, "AF "));
    } else {
      p.put("AF ", name_or(kFamilies, family, "Unknown"), " (", family, ')');
    }
    p.put(", length ", length, ": ");
  }
  put_default(p, payload);
}

}  // namespace trawl
