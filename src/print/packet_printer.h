// A packet's whole text: number, time, what surrounds it, the layers, and the dump of its bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "packet/packet.h"
#include "print/names.h"
#include "print/printer.h"
#include "print/time_text.h"

namespace trawl {

/// What a caller adds to the line: `before` stands between time and text ("eth0 curl.42 Out "), `after` behind the
/// text and before a dump (", ParentProc [bash.7]"). Both empty: the line is tcpdump's.
struct LineContext {
  std::string_view before;
  std::string_view after;
};

class PacketPrinter {
 public:
  PacketPrinter(const PrintOptions& options, Names& names) : printer_(options, names), time_(options) {}

  /// Appends the packet's lines, with the last newline, to text(). `number` is for -#: the first packet is 1.
  void print(const Packet& packet, uint64_t number, const LineContext& context = {});

  TextBuffer& text() { return printer_.text; }

 private:
  /// What is wrong with a record that is no packet, as the whole line.
  void put_impossible(const Packet& packet);
  void put_dump(std::span<const uint8_t> data);

  void join_lines(size_t start);

  Printer printer_;
  TimeText time_;
  TextBuffer one_line_;
};

}  // namespace trawl
