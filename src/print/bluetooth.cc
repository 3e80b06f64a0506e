// Bluetooth's host controller interface with a direction before each packet (LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR).
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

void print_bluetooth_link(Printer& p, Reader r) {
  constexpr size_t kHeader = 4;
  p.protocol = "bluetooth";
  p.put("bluetooth");
  if (!r.has(kHeader) || r.length() < kHeader) return p.truncated();
  p.link_header_length = kHeader;
  const bool in = (r.u32() & 1) != 0;
  if (p.options.link_header) p.put(", hci length ", r.length(), ", direction ", in ? "in" : "out");
  put_default(p, r.after(0));
}

}  // namespace trawl
