// Novell IPX: IPX Router Specification (Novell, part 107-000029-001).
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeaderLength = 30;

enum Socket : uint16_t {
  kNcp = 0x0451,
  kSap = 0x0452,
  kRip = 0x0453,
  kNetbios = 0x0455,
  kDiagnostics = 0x0456,
  kNwlinkDatagram = 0x0553,
  kEigrp = 0x85be,
};
enum SapCommand : uint16_t { kSapRequest = 1, kSapResponse, kSapNearestRequest, kSapNearestResponse };
enum RipCommand : uint16_t { kRipRequest = 1, kRipResponse };

struct Address {
  uint32_t network;
  std::span<const uint8_t> node;
};
void append(TextBuffer& out, const Address& a) {
  out.put(hex(a.network, 8), '.', mac_text(a.node));
}

void print_sap_name(Printer& p, Reader& r) {
  p.put(" '");
  put_padded_text(p, r, 48);
  p.put('\'');
}

void print_services(Printer& p, Reader r) {
  const uint16_t command = r.u16();
  switch (command) {
    case kSapRequest:
    case kSapNearestRequest:
      p.put(command == kSapRequest ? "ipx-sap-req" : "ipx-sap-nearest-req");
      return p.put(' ', hex(r.u16(), 4));
    case kSapResponse:
    case kSapNearestResponse:
      p.put(command == kSapResponse ? "ipx-sap-resp" : "ipx-sap-nearest-resp");
      for (int i = 0; i < 8 && r.length() > 0; i++) {
        if (r.length() < 2) return p.invalid();
        p.put(' ', hex(r.u16(), 4));
        if (r.length() < 48) {
          p.put(" ''");
          return p.invalid();
        }
        print_sap_name(p, r);
        const uint32_t network = r.u32();
        const auto node = r.bytes(6);
        p.put(" addr ", Address{network, node});
        r.bytes(4);
      }
      return;
    default:
      return p.put("ipx-sap-?", hex(command));
  }
}

void print_routes(Printer& p, Reader r) {
  const size_t length = r.length();
  const uint16_t command = r.u16();
  if (length < 2) {
    p.put(" [length ", length, " < 2]");
    return p.invalid();
  }
  const size_t most = command == kRipRequest ? 1 : SIZE_MAX;
  if (command != kRipRequest && command != kRipResponse) return p.put("ipx-rip-?", hex(command));
  p.put(command == kRipRequest ? "ipx-rip-req" : "ipx-rip-resp");
  for (size_t i = 0; i < most && r.length() > 0; i++) {
    if (r.length() < 8) return p.invalid();
    const uint32_t network = r.u32();
    const uint16_t hops = r.u16();
    p.put(' ', hex(network, 8), '/', hops, '.', r.u16());
  }
}

void print_payload(Printer& p, Reader r, uint16_t socket) {
  switch (socket) {
    case kNcp:
      return p.put("ipx-ncp ", r.length());
    case kSap:
      return print_services(p, r);
    case kRip:
      return print_routes(p, r);
    case kNetbios:
      return p.put("ipx-netbios ", r.length());
    case kDiagnostics:
      return p.put("ipx-diags ", r.length());
    case kNwlinkDatagram:
      return p.put("ipx-nwlink-dgm ", r.length());
    case kEigrp:
      return print_eigrp(p, r);
    default:
      return p.put("ipx-#", hex(socket), ' ', r.length());
  }
}

}  // namespace

void print_ipx(Printer& p, Reader r) {
  p.protocol = "ipx";
  if (!p.options.link_header) p.put("IPX ");
  Reader source = r.after(18);
  const uint32_t source_network = source.u32();
  const auto source_node = source.bytes(6);
  const uint16_t source_socket = source.u16();
  p.put(Address{source_network, source_node}, '.', hex(source_socket, 4), " > ");
  Reader destination = r.after(6);
  const uint32_t destination_network = destination.u32();
  const auto destination_node = destination.bytes(6);
  const uint16_t socket = destination.u16();
  p.put(Address{destination_network, destination_node}, '.', hex(socket, 4), ": ");
  const uint16_t told = r.u16_at(2);
  if (told < kHeaderLength) {
    p.put("[length ", told, " < ", kHeaderLength, ']');
    return p.invalid();
  }
  print_payload(p, r.after(kHeaderLength).with_length(told - kHeaderLength), socket);
}

void print_ipx_ethernet(Printer& p, Reader r) {
  p.put("(NOV-ETHII) ");
  print_ipx(p, r);
}

}  // namespace trawl
