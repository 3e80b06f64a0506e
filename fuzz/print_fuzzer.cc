// The whole printer on any bytes. The first four bytes choose the link type (two of them, little-endian), what is
// printed, and the -T packet type; the next two how many bytes the packet had on the wire beyond those that follow.
// Seeds: fuzz/make_print_corpus.py.
#include <cstdlib>
#include <span>

#include "print/names.h"
#include "print/packet_printer.h"

namespace {

trawl::PrintOptions choose_options(uint8_t flags, uint8_t packet_type) {
  trawl::PrintOptions options;
  options.numeric = 2;
  options.verbose = flags & 3;
  options.link_header = (flags & 4) != 0;
  options.quiet = (flags & 8) != 0;
  options.dump = static_cast<trawl::Dump>(flags >> 4 & 3);
  options.absolute_sequence = (flags & 64) != 0;
  options.undecoded_nfs_handles = (flags & 128) != 0;
  options.time = trawl::TimeFormat::kNone;
  constexpr auto kPacketTypes = static_cast<uint8_t>(trawl::PacketType::kZmtp1) + 1;
  options.packet_type = static_cast<trawl::PacketType>(packet_type % kPacketTypes);
  return options;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kChoices = 6;
  if (size < kChoices) return 0;
  const trawl::PrintOptions options = choose_options(data[2], data[3]);
  trawl::Names names(options);
  trawl::PacketPrinter printer(options, names);
  const std::span<const uint8_t> bytes(data + kChoices, size - kChoices);
  const trawl::Packet packet{
      .data = bytes,
      .length = static_cast<uint32_t>(bytes.size() + data[4] + (data[5] << 8)),
      .link_type = static_cast<trawl::LinkType>(data[0] | data[1] << 8),
  };
  // Twice: the second time finds the state that the first one left.
  printer.print(packet, 1);
  printer.print(packet, 2);
  // A packet cannot make more text than its dump and a bounded multiple of its bytes.
  if (printer.text().size() > (size_t{1} << 20) + size * 4096) std::abort();
  return 0;
}
