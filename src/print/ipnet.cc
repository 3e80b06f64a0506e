// Solaris IP observability (LINKTYPE_IPNET): dl_ipnetinfo of <inet/ipnet.h>.
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

// Solaris address families.
constexpr ValueName kFamilies[] = {{2, "IPv4"}, {26, "IPv6"}};

}  // namespace

void print_ipnet_link(Printer& p, Reader r) {
  p.protocol = "ipnet";
  const size_t length = r.length();
  if (!r.need(24)) return;
  const uint8_t family = r.u8_at(1);
  const uint32_t source = r.u32_at(16);
  const uint32_t destination = r.u32_at(20);
  const auto put_header = [&] {
    p.put(source, " > ", destination);
    if (!p.options.quiet) {
      p.put(", family ", name_or(kFamilies, family, "Unknown"), " (", family, ')');
    } else {
      p.put(", ", named_hex(kFamilies, family, "Unknown Ethertype (0x", ")", 4));
    }
    p.put(", length ", length, ": ");
  };
  if (p.options.link_header) put_header();
  r.skip(24);
  p.link_header_length = 24;
  if (family == 2) return print_ipv4(p, r.after(0));
  if (family == 26) return print_ipv6(p, r.after(0));
  if (!p.options.link_header) put_header();
  put_default(p, r);
}

}  // namespace trawl
