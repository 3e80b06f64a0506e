// Audio of the LBL tools vat and vt.
#include "print/protocols.h"

namespace trawl {

void print_vat(Printer& p, Reader r) {
  p.protocol = "vat";
  const size_t length = r.length();
  if (length < 2) return p.put("udp/va/vat, length ", length, " < 2");
  const uint16_t flags = r.u16_at(0);
  if ((flags & 0xf060) != 0) return p.put("udp/vt ", length, ' ', flags & 0x3ff, " / ", flags >> 10);
  if (length < 8) return p.put("udp/vat, length ", length, " < 8");
  const uint32_t header = r.u32();
  const uint32_t time = r.u32();
  p.put("udp/vat ", length - 8, " c", header & 0xffff, ' ', time, (header & 0x800000) != 0 ? "*" : "");
  const uint32_t format = header >> 16 & 0x1f;
  if (format != 0) p.put(" f", format);
  const uint32_t site = header >> 24 & 0x3f;
  if (site != 0) p.put(" s", site);
}

}  // namespace trawl
