// Cisco HDLC with its address resolution (SLARP), as Cisco documents them.
#include "print/ethernet.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 4;
constexpr ValueName kAddresses[] = {{0x0f, "unicast"}, {0x8f, "bcast"}};

constexpr uint16_t kSlarp = 0x8035;
constexpr uint16_t kOsi = 0xfefe;
constexpr uint16_t kPayloads[] = {0x0800, 0x86dd, 0x8847, 0x8848};
constexpr uint8_t kSapOsi = 0xfe;

enum : uint32_t { kRequest, kReply, kKeepalive };
constexpr size_t kSlarpMin = 14;
constexpr size_t kSlarpMax = 18;

/// Moves past a keepalive with its last part, the uptime, only: of a shorter one, the dump shows all.
void print_keepalive(Printer& p, Reader& message, size_t length) {
  Reader r = message;
  const uint32_t mine = r.u32();
  p.put("keepalive: mineseen=0x", hex(mine, 8));
  p.put(", yourseen=0x", hex(r.u32(), 8));
  p.put(", reliability=0x", hex(r.u16(), 4));
  if (length < kSlarpMax) return;
  uint32_t seconds = r.u32() / 1000;
  p.put(", link uptime=", seconds / 86400, 'd');
  seconds %= 86400;
  p.put(seconds / 3600, 'h', seconds / 60 % 60, 'm', seconds % 60, 's');
  message = r;
}

void print_slarp(Printer& p, Reader r) {
  p.protocol = "chdlc_slarp";
  const size_t length = r.length();
  p.put("SLARP (length: ", length, "), ");
  if (!r.need(kSlarpMin)) return;
  const uint32_t code = r.u32();
  switch (code) {
    case kRequest:
      p.put("request");
      break;
    case kReply: {
      const auto address = r.bytes_at(0, 4);
      const auto mask = r.bytes_at(4, 4);
      p.put("reply ", host_name(p, address), '/', host_name(p, mask));
      break;
    }
    case kKeepalive:
      print_keepalive(p, r, length);
      break;
    default:
      p.put("0x", hex(code, 2), " unknown");
      if (p.verbose() <= 1) put_unknown(p, "\n\t", r, r.length());
  }
  if (length > kSlarpMax && p.verbose() > 0) p.put(", (trailing junk: ", length - kSlarpMax, " bytes)");
  if (p.verbose() > 1) put_unknown(p, "\n\t", r, r.length());
}

}  // namespace

void print_chdlc(Printer& p, Reader r) {
  p.protocol = "chdlc";
  const size_t length = r.length();
  if (length < kHeader || !r.has(kHeader)) return p.truncated();
  const uint8_t address = r.u8();
  r.skip(1);
  const uint16_t protocol = r.u16();
  if (p.options.link_header) {
    const std::string_view name = ethertype_name(protocol);
    p.put(named_hex(kAddresses, address, "0x", "", 2), ", ethertype ", name.empty() ? "Unknown" : name, " (0x",
          hex(protocol, 4), "), length ", length, ": ");
  }
  Layer layer{p};
  if (!layer) return;
  if (protocol == kSlarp) return print_slarp(p, r.after(0));
  PrintFunction print = nullptr;
  for (const uint16_t known : kPayloads) {
    if (known == protocol) print = find_ethertype(protocol);
  }
  if (protocol == kOsi) {
    print = find_llc_sap(kSapOsi);
    if (r.length() < 2) return p.truncated();
    // A byte may stand before the network layer's protocol identifier.
    const uint8_t second = r.u8_at(1);
    if (second >= 0x81 && second <= 0x83) r.skip(1);
  }
  if (print != nullptr) return print(p, r.after(0));
  if (!p.options.link_header) p.put("unknown CHDLC protocol (0x", hex(protocol, 4), ')');
}

void print_chdlc_link(Printer& p, Reader r) {
  p.link_header_length = kHeader;
  print_chdlc(p, r);
}

}  // namespace trawl
