#include "print/packet_printer.h"

#include "print/registry.h"

namespace trawl {

void PacketPrinter::print(const Packet& packet, uint64_t number, LineContext context) {
  Printer& p = printer_;
  if (p.options.number) p.put(pad_left(static_cast<int64_t>(number), 5), "  ");
  p.put(context.before);
  p.begin(packet);
  const PrintFunction link = find_link_type(packet.link_type);
  if (link != nullptr) link(p, Reader(packet.data, packet.length, &p.failure));
  p.finish();
  p.put(context.after, '\n');
}

}  // namespace trawl
