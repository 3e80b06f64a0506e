#include "print/packet_printer.h"

#include <algorithm>
#include <utility>

#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint32_t kMostBytes = 262144;  // of a packet: libpcap's MAXIMUM_SNAPLEN

bool is_possible(const Packet& packet) {
  return !packet.data.empty() && packet.length >= packet.data.size() && packet.length <= kMostBytes;
}

}  // namespace

void PacketPrinter::print(const Packet& packet, uint64_t number, const LineContext& context) {
  Printer& p = printer_;
  const size_t start = p.text.size();
  if (p.options.number) p.put(pad_left(static_cast<int64_t>(number), 5), "  ");
  p.begin(packet);
  if (!is_possible(packet)) return put_impossible(packet);
  time_.put(p.text, packet.time);
  p.put(context.before);
  Reader r(packet.data, packet.length, &p.failure);
  if (const PrintFunction link = find_link_type(packet.link_type)) {
    link(p, r);
  } else {
    p.put("UNSUPPORTED");
    put_hex_ascii_lines(p.text, "\n\t", packet.data);
  }
  p.finish();
  // The header of a packet that is cut short belongs to what its dump should show.
  if (p.stopped()) p.link_header_length = 0;
  p.put(context.after);
  if (p.options.one_line) join_lines(start);
  put_dump(packet.data);
  p.put('\n');
}

/// Each end of a line, with the blanks that begin the next one, becomes a blank.
void PacketPrinter::join_lines(size_t start) {
  TextBuffer& text = printer_.text;
  one_line_.clear();
  bool at_start = false;  // of a line
  for (const char c : text.view().substr(start)) {
    if (c == '\n' || (at_start && (c == ' ' || c == '\t'))) {
      at_start = true;
      continue;
    }
    if (std::exchange(at_start, false)) one_line_.put(' ');
    one_line_.put(c);
  }
  text.truncate(start);
  text.put(one_line_.view());
}

void PacketPrinter::put_impossible(const Packet& packet) {
  const size_t captured = packet.data.size();
  Printer& p = printer_;
  p.put("[Invalid header: ");
  if (captured == 0) p.put("caplen==0", packet.length == 0 ? ", len==0" : "");
  if (captured > 0 && packet.length == 0) p.put("len==0");
  if (packet.length > 0 && packet.length < captured) p.put("len(", packet.length, ") < caplen(", captured, ')');
  if (captured > 0 && packet.length > kMostBytes) p.put("len(", packet.length, ") > ", kMostBytes);
  p.put("]\n");
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
