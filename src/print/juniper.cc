// Juniper's link types: a header with direction and extensions, then for most a cookie of the PIC (physical interface
// card) that the packet passed, as JUNOS writes them.
#include <algorithm>
#include <array>
#include <optional>

#include "print/atm.h"
#include "print/ethernet.h"
#include "print/frame_relay.h"
#include "print/juniper_names.h"
#include "print/protocols.h"
#include "print/registry.h"
#include "print/util.h"

namespace trawl {

namespace {

using Bytes = std::span<const uint8_t>;

constexpr uint32_t kMagic = 0x4d4743;
constexpr uint8_t kIn = 0x01;
constexpr uint8_t kNoLinkHeader = 0x02;
constexpr uint8_t kExtensions = 0x80;
constexpr ValueName kFlags[] = {
    {kExtensions, "Ext"}, {0x40, "Filter"}, {0x04, "IIF"}, {kNoLinkHeader, "no-L2"}, {kIn, "In"},
};

enum : uint8_t { kName = 2, kMedia = 3, kEncapsulation = 6, kDerivedMedia = 7, kDerivedEncapsulation = 8 };
constexpr ValueName kExtensionNames[] = {
    {1, "Device Interface Index"},
    {kName, "Device Interface Name"},
    {kMedia, "Device Media Type"},
    {4, "Logical Interface Index"},
    {5, "Logical Unit Number"},
    {kEncapsulation, "Logical Interface Encapsulation"},
    {kDerivedMedia, "TTP derived Device Media Type"},
    {kDerivedEncapsulation, "TTP derived Logical Interface Encapsulation"},
};

constexpr uint8_t kSapOsi = 0xfe;
constexpr uint8_t kUnnumberedInformation = 0x03;
constexpr uint8_t kCellRelay = 0x70;           // in the last byte of an ATM2 cookie
constexpr uint8_t kLinkServicesCookie = 0x54;  // its first byte: two bytes longer than others
constexpr size_t kMaxCookie = 8;
constexpr uint8_t kFragment = 0xc0;  // of multilink frame relay: a child link's packet, without a cookie

enum class Pic : uint8_t {
  kNone,
  kAtm1,
  kAtm2,
  kMlppp,
  kMlfr,
  kMfr,
  kPppoe,
  kPppoeAtm,
  kGgsn,
  kMonitor,
  kServices,
  kEs
};
constexpr struct {
  Pic pic;
  std::string_view name;
  size_t cookie_length;
} kPics[] = {
    {Pic::kAtm1, "ATM1", 4},          {Pic::kAtm2, "ATM2", 8}, {Pic::kMlppp, "MLPPP", 2},
    {Pic::kMlfr, "MLFR", 2},          {Pic::kMfr, "MFR", 4},   {Pic::kPppoe, "PPPoE", 0},
    {Pic::kPppoeAtm, "PPPoE ATM", 0}, {Pic::kGgsn, "GGSN", 8}, {Pic::kMonitor, "MONITOR", 8},
    {Pic::kServices, "AS", 8},        {Pic::kEs, "ES", 0},
};

/// What a header tells, and the packet behind it.
struct Frame {
  /// The frame from a byte of its headers on.
  Reader from(size_t offset) const { return start.after(offset); }

  Reader start;
  Reader payload = start;
  size_t header_length = 0;  // up to the payload
  uint16_t protocol = 0;
  std::array<uint8_t, kMaxCookie> cookie{};
  uint8_t bundle = 0;
  bool in = false;
  bool child_link = false;  // of multilink frame relay
  bool decode = true;       // false when all is printed
};

PrintFunction find_ip(uint8_t first) {
  if (first >= 0x45 && first <= 0x4f) return find_ethertype(0x0800);
  if (first >= 0x60 && first <= 0x6f) return find_ethertype(0x86dd);
  return nullptr;
}

/// Prints an IP packet by its first byte. False when that is not IP's.
bool guess_ip(Printer& p, Reader r) {
  const PrintFunction print = find_ip(r.u8_at(0));
  if (p.stopped()) return true;
  if (print == nullptr) return false;
  if (Layer layer{p}) print(p, r);
  return true;
}

void call(Printer& p, PrintFunction print, Reader r) {
  if (print == nullptr) return;
  if (Layer layer{p}) print(p, r);
}

void put_osi(Printer& p, Reader r) {
  call(p, find_llc_sap(kSapOsi), r);
}

void put_extension(Printer& p, Reader value, uint8_t type) {
  p.put("\n\t  ", name_or(kExtensionNames, type, "Unknown"), " Extension TLV #", type, ", length ", value.length(),
        ", value ");
  uint32_t number = 0;
  switch (value.length()) {
    case 1:
      number = value.u8();
      break;
    case 2:
      number = value.le16();
      break;
    case 3:
      number = value.le24();
      break;
    case 4:
      number = value.le32();
      break;
    default:
      return;
  }
  if (type == kName) return;
  if (type == kMedia || type == kDerivedMedia) {
    p.put(name_or(kJuniperMedia, number, "Unknown"), " (", number, ')');
  } else if (type == kEncapsulation || type == kDerivedEncapsulation) {
    p.put(name_or(kJuniperEncapsulations, number, "Unknown"), " (", number, ')');
  } else {
    p.put(number);
  }
}

/// Returns the length of the extensions with the two bytes that say it; nothing when they are wrong.
std::optional<size_t> put_extensions(Printer& p, Reader r) {
  const uint16_t length = r.u16();
  const bool shown = p.verbose() > 1;
  if (shown) p.put(", PCAP Extension(s) total length ", length);
  if (!r.need(length)) return {};
  size_t left = length;
  while (left > 2 && !p.stopped()) {
    const uint8_t type = r.u8();
    const uint8_t value_length = r.u8();
    if (type == 0 || value_length == 0) break;
    if (value_length + 2U > left) {
      p.put(" [extension_length ", left, " < ", value_length + 2U, ']');
      p.invalid();
      return {};
    }
    if (shown) put_extension(p, r.first(value_length), type);
    r.bytes(value_length);
    left -= value_length + 2U;
  }
  if (shown) p.put("\n\t-----original packet-----\n\t");
  return length + 2U;
}

/// The card's cookie. False when it is too long to be one.
bool read_cookie(Printer& p, Reader& r, Pic pic, Frame& f) {
  for (const auto& known : kPics) {
    if (known.pic != pic) continue;
    size_t length = known.cookie_length;
    const uint8_t first = r.u8_at(0);
    if (p.stopped()) return false;
    const bool link_services = first == kLinkServicesCookie;
    if (link_services) length += 2;
    f.child_link = pic == Pic::kMfr && (first & kFragment) == kFragment;
    if (f.child_link) length = 0;
    if (p.options.link_header) p.put(known.name, "-PIC, cookie-len ", length);
    if (length > kMaxCookie) {
      p.invalid();
      return false;
    }
    const Bytes cookie = r.bytes(length);
    if (p.stopped()) return false;
    std::ranges::copy(cookie, f.cookie.begin());
    if (p.options.link_header && length > 0) p.put(", cookie 0x", hex_bytes(cookie));
    if (p.options.link_header) p.put(": ");
    f.protocol = r.u16_at(0);
    f.header_length += length;
    f.bundle = f.cookie[link_services ? 1 : 0];
    if (pic == Pic::kMfr && link_services) {
      r.skip(2);
      f.header_length += 2;
    }
  }
  return true;
}

/// The word before the cells that ATM2 cards relay.
void read_control_word(Printer& p, Reader& r, Frame& f) {
  constexpr uint32_t kNoWords[] = {0, 0x08000000, 0x08380000};
  const uint32_t word = r.u32_at(0);
  if (p.stopped() || (f.cookie[7] & kCellRelay) == 0) return;
  if (word == kNoWords[0] || word == kNoWords[1] || word == kNoWords[2]) {
    f.header_length += 4;
    r.skip(4);
    r = r.after(0).with_length(r.length() + 4);  // tcpdump counts it as part of the cell
  }
  if (p.options.link_header) p.put("control-word 0x", hex(word, 8), ' ');
}

Frame read_header(Printer& p, Reader r, Pic pic) {
  Frame f{.start = r};
  const uint32_t magic = r.u24();
  const uint8_t flags = r.u8();
  f.decode = false;
  if (p.stopped()) return f;
  if (magic != kMagic) {
    p.put("no magic-number found!");
    return f;
  }
  f.in = (flags & kIn) != 0;
  if (p.options.link_header) p.put((flags & kIn) != 0 ? " In " : "Out ");
  if (p.verbose() > 1) p.put("\n\tJuniper PCAP Flags [", flag_names(kFlags, flags), ']');
  f.header_length = 4;
  if ((flags & kExtensions) != 0) {
    const auto extensions = put_extensions(p, r.after(0));
    if (!extensions) return f;
    f.header_length += *extensions;
    r.skip(*extensions);
  }
  if (p.stopped()) return f;
  if ((flags & kNoLinkHeader) != 0) {
    if (p.options.link_header) p.put("no-L2-hdr, ");
    if (!guess_ip(p, r.after(4))) p.put("no IP-hdr found!");
    f.header_length += 4;
    return f;
  }
  if (!read_cookie(p, r, pic, f)) return f;
  if (pic == Pic::kAtm2) read_control_word(p, r, f);
  if (pic == Pic::kMlfr) {
    r.skip(2);
    f.header_length += 2;
  }
  if (p.stopped()) return f;
  if (p.options.link_header) p.put("hlen ", f.header_length, ", proto 0x", hex(f.protocol, 4), ", ");
  f.payload = r.after(0);
  f.decode = true;
  return f;
}

// What follows LINKTYPE_'s header, by card.

void put_ethernet_payload(Printer& p, Frame& f) {
  f.header_length += put_ethernet(p, f.payload);
}

void put_ppp_payload_of_card(Printer& p, Frame& f) {
  print_ppp(p, f.payload);
}

void put_frame_relay_payload(Printer& p, Frame& f) {
  f.header_length += put_frame_relay(p, f.payload);
}

void put_chdlc_payload(Printer& p, Frame& f) {
  print_chdlc(p, f.payload);
}

void put_pppoe_over_atm(Printer& p, Frame& f) {
  Reader r = f.payload;
  const uint16_t type = r.u16();
  if (p.stopped()) return;
  f.header_length += 2;
  if (!put_ethertype(p, r.after(0), type)) p.put("unknown ethertype 0x", hex(type, 4));
}

/// PPP without its address, by the protocol field.
bool guess_ppp(Printer& p, const Frame& f) {
  constexpr uint16_t kProtocols[] = {0x0021, 0x0023, 0x003d, 0x0057, 0x0281, 0x0283, 0x8021,
                                     0x8023, 0x8057, 0x8281, 0xc021, 0xc023, 0xc223};
  if (std::ranges::find(kProtocols, f.protocol) == std::end(kProtocols)) return false;
  print_ppp(p, f.payload);
  return true;
}

void put_mlppp(Printer& p, Frame& f) {
  constexpr uint16_t kPppOsi = 0x0023;
  constexpr uint16_t kPppAddress = 0xff03;
  const auto cookie = static_cast<uint16_t>(f.cookie[0] << 8 | f.cookie[1]);
  if (p.options.link_header && cookie != kPppOsi && cookie != kPppAddress) p.put("Bundle-ID ", f.bundle, ": ");
  switch (f.protocol) {
    case 0x00:
      return call(p, find_ethertype(0x0800), f.payload);
    case 0x10:
      return call(p, find_ethertype(0x86dd), f.payload);
    case 0x20:
      return call(p, find_ethertype(0x8847), f.payload);
    case 0x30:
      return put_osi(p, f.payload);
    default:
      break;
  }
  // The cookie may be PPP's protocol field.
  print_ppp(p, cookie == kPppOsi ? f.from(f.header_length - 2) : f.payload);
}

constexpr uint16_t kUiIpv4 = 0x03cc;
constexpr uint16_t kUiIpv6 = 0x038e;
constexpr uint16_t kUiQ933 = 0x0308;
constexpr uint16_t kOsiSaps = 0xfefe;

void put_bundle(Printer& p, Frame& f) {
  if (p.options.link_header) p.put("Bundle-ID ", f.bundle, ", ");
  switch (f.protocol) {
    case kUiIpv4:
    case kUiIpv6:
    case kUiQ933:
      return put_osi(p, f.from(f.header_length - 1));
    default:
      p.put("unknown protocol 0x", hex(f.protocol, 4), ", length ", f.payload.length());
  }
}

void put_mfr(Printer& p, Frame& f) {
  if (f.child_link) {
    put_multilink_frame(p, f.payload);
  } else if (f.protocol == kOsiSaps) {
    if (p.options.link_header) p.put("Bundle-ID ", f.bundle, ", ");
    put_osi(p, f.payload.after(1));
  } else {
    put_bundle(p, f);
  }
}

constexpr uint32_t kLlcOsi = 0xfefe03;
constexpr uint32_t kLlcSnap = 0xaaaa03;

/// What ATM cards have in common: cells, LLC and Cisco's form with an NLPID. False when it is none of them.
bool put_atm_payload(Printer& p, Frame& f, bool cell) {
  if (cell) {
    put_oam_cell(p, f.payload, 0);
    return true;
  }
  Reader r = f.payload;
  const uint32_t start = r.u24_at(0);
  if (p.stopped()) return true;
  if (start == kLlcOsi || start == kLlcSnap) {
    const WithoutLink inner(p);
    f.header_length += put_llc(p, r).header_length;
    return true;
  }
  if (start >> 16 != kUnnumberedInformation) return false;
  put_osi(p, r.after(1));
  return true;
}

void put_atm1(Printer& p, Frame& f) {
  constexpr uint8_t kCell = 0x80;
  if (!put_atm_payload(p, f, f.cookie[0] == kCell)) guess_ip(p, f.payload);
}

void put_atm2(Printer& p, Frame& f) {
  constexpr uint8_t kGap = 0x3f;
  Reader r = f.payload;
  const uint32_t start = r.u24_at(0);
  if (p.stopped()) return;
  const bool cell = (f.cookie[7] & kCellRelay) != 0;
  if (!cell && !f.in && start != kLlcOsi && start != kLlcSnap && (f.cookie[3] & kGap) != 0) {
    put_ethernet(p, f.payload);
  } else if (!put_atm_payload(p, f, cell) && !guess_ppp(p, f)) {
    guess_ip(p, f.payload);
  }
}

void put_ggsn(Printer& p, Frame& f) {
  constexpr ValueName kProtocols[] = {{1, "Null"}, {2, "IPv4"}, {6, "IPv6"}};
  constexpr uint8_t kIpv4 = 2;
  constexpr uint8_t kIpv6 = 6;
  const uint8_t protocol = f.cookie[2];
  if (p.options.link_header)
    p.put("proto ", name_or(kProtocols, protocol, "Unknown"), " (", protocol, "), vlan ",
          f.cookie[4] << 8 | f.cookie[5], ": ");
  if (protocol == kIpv4 || protocol == kIpv6)
    return call(p, find_ethertype(protocol == kIpv4 ? 0x0800 : 0x86dd), f.payload);
  if (!p.options.link_header) p.put("unknown GGSN proto (", protocol, ')');
}

void put_monitor(Printer& p, Frame& f) {
  Reader r = f.payload;
  if (!r.need(8)) return;
  if (p.options.link_header) p.put("service-id ", r.u32_at(4), ", iif ", r.u16_at(2), ", pkt-type ", r.u8_at(0), ": ");
  guess_ip(p, f.payload);
}

void put_services(Printer& p, Frame& f) {
  Reader r = f.payload;
  if (!r.need(8)) return;
  if (p.options.link_header)
    p.put("service-id ", r.u8_at(0), " flags 0x", hex(r.u8_at(1), 2), " service-set-id 0x", hex(r.u16_at(2), 4),
          " iif ", r.u24_at(5), ": ");
  guess_ip(p, f.payload);
}

constexpr ValueName kSecurityTypes[] = {
    {1, "ESP ENCR-AUTH"}, {2, "ESP ENCR-AH AUTH"}, {3, "ESP AUTH"}, {4, "AH AUTH"}, {5, "ESP ENCR"},
};

/// Encryption services: a security association, and for some types the tunnel's ends, before the packet.
void put_encryption(Printer& p, Frame& f) {
  constexpr uint8_t kLastBundle = 2;
  constexpr size_t kHeader = 16;
  Reader r = f.payload;
  if (!r.need(kHeader)) return;
  const size_t length = r.length();
  const uint16_t index = r.u16();
  const uint8_t ttl = r.u8();
  const uint8_t type = r.u8();
  const std::string_view name = find_name(kSecurityTypes, type);
  if (name.empty()) return p.put("ES Invalid type ", type, ", length ", length);
  const bool bundle = type <= kLastBundle;
  const Reader packet = bundle ? f.payload : f.payload.after(kHeader);
  if (p.options.link_header) {
    p.put("ES SA, index ", index, ", ttl ", ttl, " type ", name, " (", type, ')');
    if (!bundle) {
      p.put(", spi ", r.u32());
      p.put(", Tunnel ", host_name(p, r.bytes(4)));
      p.put(" > ", host_name(p, r.bytes(4)));
    }
    p.put(", length ", packet.length(), '\n');
  }
  call(p, find_ethertype(0x0800), packet);
}

void put_link(Printer& p, Reader r, std::string_view protocol, Pic pic, void (*print)(Printer& p, Frame& f)) {
  p.protocol = protocol;
  Frame f = read_header(p, r, pic);
  p.link_header_length = f.header_length;
  if (!f.decode) return;
  print(p, f);
  p.link_header_length = f.header_length;
}

}  // namespace

void print_juniper_atm1_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_atm1", Pic::kAtm1, put_atm1);
}

void print_juniper_atm2_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_atm2", Pic::kAtm2, put_atm2);
}

void print_juniper_chdlc_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_chdlc", Pic::kNone, put_chdlc_payload);
}

void print_juniper_es_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_es", Pic::kEs, put_encryption);
}

void print_juniper_ether_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_ether", Pic::kNone, put_ethernet_payload);
}

void print_juniper_frelay_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_frelay", Pic::kNone, put_frame_relay_payload);
}

void print_juniper_ggsn_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_ggsn", Pic::kGgsn, put_ggsn);
}

void print_juniper_mfr_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_mfr", Pic::kMfr, put_mfr);
}

void print_juniper_mlfr_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_mlfr", Pic::kMlfr, put_bundle);
}

void print_juniper_mlppp_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_mlppp", Pic::kMlppp, put_mlppp);
}

void print_juniper_monitor_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_monitor", Pic::kMonitor, put_monitor);
}

void print_juniper_ppp_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_ppp", Pic::kNone, put_ppp_payload_of_card);
}

void print_juniper_pppoe_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_pppoe", Pic::kPppoe, put_ethernet_payload);
}

void print_juniper_pppoe_atm_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_pppoe_atm", Pic::kPppoeAtm, put_pppoe_over_atm);
}

void print_juniper_services_link(Printer& p, Reader r) {
  put_link(p, r, "juniper_services", Pic::kServices, put_services);
}

}  // namespace trawl
