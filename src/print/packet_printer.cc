#include "print/packet_printer.h"

#include <algorithm>

#include "print/registry.h"
#include "print/util.h"

namespace trawl {

void PacketPrinter::print(const Packet& packet, uint64_t number, LineContext context) {
  Printer& p = printer_;
  if (p.options.number) p.put(pad_left(static_cast<int64_t>(number), 5), "  ");
  time_.put(p.text, packet.time);
  p.put(context.before);
  p.begin(packet);
  Reader r(packet.data, packet.length, &p.failure);
  if (packet.data.empty()) {
    p.put("[Invalid header: caplen==0", packet.length == 0 ? ", len==0]" : "]");
  } else if (const PrintFunction link = find_link_type(packet.link_type)) {
    link(p, r);
  } else {
    p.put("UNSUPPORTED");
    put_default(p, r);
  }
  p.finish();
  // The header of a packet that is cut short belongs to what its dump should show.
  if (p.stopped()) p.link_header_length = 0;
  p.put(context.after);
  put_dump(packet.data);
  p.put('\n');
}

void PacketPrinter::put_dump(std::span<const uint8_t> data) {
  Printer& p = printer_;
  if (p.options.dump == Dump::kNone) return;
  if (!p.options.dump_link_header) data = data.subspan(std::min(p.link_header_length, data.size()));
  if (data.empty()) return;
  switch (p.options.dump) {
    case Dump::kAscii:
      return put_ascii(p.text, data);
    case Dump::kHex:
      return put_hex_lines(p.text, "\n\t", data);
    case Dump::kHexAscii:
      return put_hex_ascii_lines(p.text, "\n\t", data);
    case Dump::kNone:
      return;
  }
}

}  // namespace trawl
