// Cisco's Interior Gateway Routing Protocol: "An Introduction to IGRP", document 26825.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kOpcodes[] = {{1, "update"}, {2, "request"}};
constexpr size_t kEntryLength = 14;
constexpr uint32_t kUnreachable = 0xffffff;

enum class Kind : uint8_t { kInterior, kSystem, kExterior };

void print_entry(Printer& p, Reader& r, Kind kind) {
  const auto network = r.bytes(3);
  if (network.size() < 3) return;
  switch (kind) {
    case Kind::kInterior:  // of the receiver's own network, so its first byte is not sent
      p.put(" *.", network[0], '.', network[1], '.', network[2]);
      break;
    case Kind::kSystem:
    case Kind::kExterior:
      p.put(' ', kind == Kind::kExterior ? "X" : "", network[0], '.', network[1], '.', network[2], ".0");
      break;
  }
  const uint32_t delay = r.u24();
  const uint32_t bandwidth = r.u24();
  const uint16_t mtu = r.u16();
  const uint8_t reliability = r.u8();
  const uint8_t load = r.u8();
  const uint8_t hops = r.u8();
  const uint32_t sum = bandwidth + delay;
  const uint32_t metric = sum > kUnreachable || delay == kUnreachable ? kUnreachable : sum;
  p.put(" d=", delay * 10, " b=", bandwidth == 0 ? 0 : 10000000 / bandwidth, " r=", reliability, " l=", load,
        " M=", metric, " mtu=", mtu, " in ", hops, " hops");
}

}  // namespace

void print_igrp(Printer& p, Reader r) {
  p.protocol = "igrp";
  p.put("igrp:");
  const uint8_t first = r.u8();
  const uint8_t edition = r.u8();
  const uint16_t as = r.u16();
  unsigned interior = r.u16();
  unsigned system = r.u16();
  unsigned exterior = r.u16();
  p.put(' ', named(kOpcodes, first & 0xf, "op-#"), " V", first >> 4, " edit=", edition, " AS=", as, " (", interior, '/',
        system, '/', exterior, ')');
  const uint16_t checksum = r.u16();
  if (p.verbose() > 0) p.put(" checksum=0x", hex(checksum, 4));
  while (r.length() >= kEntryLength && !p.stopped()) {
    if (interior > 0) {
      interior--;
      print_entry(p, r, Kind::kInterior);
    } else if (system > 0) {
      system--;
      print_entry(p, r, Kind::kSystem);
    } else if (exterior > 0) {
      exterior--;
      print_entry(p, r, Kind::kExterior);
    } else {
      r.need(3);  // the network of one more
      p.put(" [extra bytes ", r.length(), ']');
      break;
    }
  }
  if (interior != 0 || system != 0 || exterior != 0 || r.length() != 0) p.invalid();
}

}  // namespace trawl
