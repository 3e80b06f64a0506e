// Cisco NetFlow export, versions 1, 5 and 6.
#include "print/names.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Version : uint16_t { kVersion1 = 1, kVersion5 = 5, kVersion6 = 6 };

// The header, and a record, is printed only when all of it is there. tcpdump takes version 5's for as long as version
// 6's.
constexpr size_t kHeader1 = 16;
constexpr size_t kHeader5 = 24;
constexpr size_t kRecord1 = 48;
constexpr size_t kRecord6 = 52;
constexpr uint8_t kTcp = 6;
constexpr ValueName kTcpFlags[] = {{1, "F"}, {2, "S"}, {4, "R"}, {8, "P"}, {16, "A"}, {32, "U"}};

struct Milliseconds {
  uint32_t value;
};
void append(TextBuffer& out, Milliseconds m) {
  out.put(m.value / 1000, '.', zero_pad(m.value % 1000, 3));
}

/// What a version's records say behind the ports.
struct Details {
  uint8_t protocol;
  uint8_t type_of_service;
  uint8_t tcp_flags;
  uint16_t source_as;
  uint16_t destination_as;
  uint8_t source_mask;
  uint8_t destination_mask;
  uint8_t input_encapsulation;
  uint8_t output_encapsulation;
};

Details read_details(Reader& r, uint16_t version) {
  Details d{};
  if (version == kVersion1) {
    r.skip(2);
    d.protocol = r.u8();
    d.type_of_service = r.u8();
    d.tcp_flags = r.u8();
    r.skip(7);
    return d;
  }
  r.skip(1);
  d.tcp_flags = r.u8();
  d.protocol = r.u8();
  d.type_of_service = r.u8();
  d.source_as = r.u16();
  d.destination_as = r.u16();
  d.source_mask = r.u8();
  d.destination_mask = r.u8();
  d.input_encapsulation = r.u8();
  d.output_encapsulation = r.u8();
  r.skip(4);
  return d;
}

void put_end(Printer& p, std::span<const uint8_t> address, uint16_t version, uint8_t mask, uint16_t as, uint16_t port) {
  p.put(host_name(p, address));
  if (version != kVersion1) p.put('/', mask, ':', as);
  p.put(':', port, ' ');
}

void put_protocol(Printer& p, uint8_t protocol) {
  const std::string_view name = p.names.ip_protocol(protocol);
  name.empty() ? p.put(protocol, ' ') : p.put(name, ' ');
}

void print_record(Printer& p, Reader& r, uint16_t version) {
  const auto source = r.bytes(4);
  const auto destination = r.bytes(4);
  const auto next_hop = r.bytes(4);
  r.skip(4);  // interfaces
  const uint32_t packets = r.u32();
  const uint32_t octets = r.u32();
  p.put("\n  started ", Milliseconds{r.u32()});
  p.put(", last ", Milliseconds{r.u32()});
  const uint16_t source_port = r.u16();
  const uint16_t destination_port = r.u16();
  const Details d = read_details(r, version);
  p.put("\n    ");
  put_end(p, source, version, d.source_mask, d.source_as, source_port);
  p.put("> ");
  put_end(p, destination, version, d.destination_mask, d.destination_as, destination_port);
  p.put(">> ", host_name(p, next_hop), "\n    ");
  put_protocol(p, d.protocol);
  if (d.protocol == kTcp) p.put(flag_names(kTcpFlags, d.tcp_flags, "", ""), ' ');
  p.put("tos ", d.type_of_service, ", ", packets, " (", octets, " octets) ");
  if (version == kVersion6) p.put('(', d.input_encapsulation, "<>", d.output_encapsulation, " encaps)");
}

}  // namespace

void print_cnfp(Printer& p, Reader r) {
  p.protocol = "cnfp";
  const uint16_t version = r.u16_at(0);
  const bool known = version == kVersion1 || version == kVersion5 || version == kVersion6;
  if (known) r.need(version == kVersion1 ? kHeader1 : kHeader5);
  p.put("NetFlow v", hex(version));
  if (!known) return;
  r.skip(2);
  // tcpdump takes the field and half of the next one for the number of records.
  uint32_t records = r.u32_at(0);
  r.skip(2);
  const uint32_t uptime = r.u32();
  const uint32_t seconds = r.u32();
  p.put(", ", Milliseconds{uptime}, " uptime, ", seconds, '.', zero_pad(r.u32(), 9), ", ");
  if (version != kVersion1) {
    p.put('#', r.u32(), ", ");
    r.skip(4);
  }
  p.put(pad_left(records, 2), " recs");
  for (; records > 0 && !p.stopped(); records--) {
    if (!r.has(version == kVersion1 ? kRecord1 : kRecord6)) return p.truncated();
    print_record(p, r, version);
  }
}

}  // namespace trawl
