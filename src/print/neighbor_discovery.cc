// IPv6 neighbour and router discovery in ICMPv6: RFC 4861, options of RFC 4191, 6275 and 8106; mobile IPv6's messages:
// RFC 6275 section 6.
#include <algorithm>

#include "print/dns_name.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Type : uint8_t {
  kRouterSolicitation = 133,
  kRouterAdvertisement = 134,
  kNeighborSolicitation = 135,
  kNeighborAdvertisement = 136,
  kRedirect = 137,
  kHomeAgentRequest = 144,
  kHomeAgentReply = 145,
  kPrefixSolicitation = 146,
  kPrefixAdvertisement = 147,
};

enum Option : uint8_t {
  kSourceAddress = 1,
  kTargetAddress = 2,
  kPrefix = 3,
  kRedirectedHeader = 4,
  kMtu = 5,
  kAdvertisementInterval = 7,
  kHomeAgent = 8,
  kRoute = 24,
  kDnsServers = 25,
  kDnsSearchList = 31,
};

constexpr ValueName kOptions[] = {
    {1, "source link-address"},
    {2, "destination link-address"},
    {3, "prefix info"},
    {4, "redirected header"},
    {5, "mtu"},
    {7, "advertisement interval"},
    {8, "homeagent information"},
    {24, "route info"},
    {25, "rdnss"},
    {31, "dnssl"},
};

constexpr ValueName kPrefixFlags[] = {{0x80, "onlink"}, {0x40, "auto"}, {0x20, "router"}};
constexpr ValueName kRouterFlags[] = {
    {0x80, "managed"}, {0x40, "other stateful"}, {0x20, "home agent"}, {0x02, "ipv6 only"}};
constexpr ValueName kNeighborFlags[] = {{0x80, "router"}, {0x40, "solicited"}, {0x20, "override"}};

/// RFC 4191 section 2.1: two bits.
constexpr std::string_view preference(uint8_t flags) {
  constexpr std::string_view kNames[] = {"medium", "high", "rsv", "low"};
  return kNames[flags >> 3 & 3];
}

void put_lifetime(Printer& p, uint32_t seconds) {
  if (seconds == UINT32_MAX) return p.put("infinity");
  p.put(seconds, 's');
}

void put_prefix(Printer& p, Reader r, uint8_t words) {
  r.need(30);
  const uint8_t length = r.u8();
  const uint8_t flags = r.u8();
  const uint32_t valid = r.u32();
  const uint32_t preferred = r.u32();
  r.skip(4);
  p.put(host_name(p, r.bytes(16)), '/', length, words != 4 ? "badlen" : "", ", Flags [",
        flag_names(kPrefixFlags, flags), "], valid time ");
  put_lifetime(p, valid);
  p.put(", pref. time ");
  put_lifetime(p, preferred);
}

void put_route(Printer& p, Reader r, uint8_t words) {
  const uint8_t length = r.u8();
  const uint8_t flags = r.u8();
  const uint32_t lifetime = r.u32();
  Ip6Address prefix{};
  if (words > 3) return p.truncated();
  std::ranges::copy(r.bytes((words - 1U) * 8), prefix.begin());
  p.put(' ', host_name(p, prefix), '/', length, ", pref=", preference(flags), ", lifetime=");
  put_lifetime(p, lifetime);
}

void put_dns_servers(Printer& p, Reader r, uint8_t words) {
  r.skip(2);
  p.put(" lifetime ", r.u32(), "s,");
  for (unsigned i = 0; i < (words - 1U) / 2 && !p.stopped(); i++) p.put(" addr: ", host_name(p, r.bytes(16)));
}

/// `options` is where the first option begins. False when a name can not be understood.
bool put_dns_search_list(Printer& p, const Reader& options, Reader r, uint8_t words) {
  const size_t end = r.position() + words * 8U - 2;
  r.skip(2);
  p.put(" lifetime ", r.u32(), "s, domain(s):");
  while (r.position() < end && r.u8_at(0) != 0) {
    p.put(' ');
    if (!put_domain_name(p, options, r)) return false;
  }
  return true;
}

/// An option's data, which `r` stands at. False when the rest of the options must not be printed.
bool put_option_data(Printer& p, const Reader& options, Reader r, uint8_t type, uint8_t words) {
  const size_t size = words * 8U - 2;
  switch (type) {
    case kSourceAddress:
    case kTargetAddress:
      p.put(mac_text(r.bytes(size)));
      return true;
    case kPrefix:
      put_prefix(p, r, words);
      return true;
    case kRedirectedHeader: {
      const auto shown = options.rest();
      put_hex_lines(p.text, "\n\t    ", shown.first(std::min<size_t>(shown.size(), words * 8U)));
      return true;
    }
    case kMtu:
      r.skip(2);
      p.put(' ', r.u32(), words != 1 ? "bad option length" : "");
      return true;
    case kAdvertisementInterval:
      r.skip(2);
      p.put(' ', r.u32(), "ms");
      return true;
    case kHomeAgent: {
      r.skip(2);
      const uint16_t rank = r.u16();
      p.put(" preference ", rank, ", lifetime ", r.u16_at(0));
      return true;
    }
    case kRoute:
      put_route(p, r, words);
      return words <= 3;
    case kDnsServers:
      put_dns_servers(p, r, words);
      return true;
    case kDnsSearchList:
      if (put_dns_search_list(p, options, r, words)) return true;
      p.truncated();
      return false;
    default:
      if (p.verbose() > 1) return true;
      put_hex_lines(p.text, "\n\t  ", r.rest().first(std::min(size, r.captured())));
      return false;
  }
}

void put_options(Printer& p, const Reader& options) {
  Reader r = options;
  while (r.captured() > 0 && r.length() > 0) {
    r.need(2);
    const uint8_t type = r.u8_at(0);
    const uint8_t words = r.u8_at(1);
    if (words == 0) return p.truncated();
    r.need(words * 8U);
    if (p.stopped()) return;
    p.put("\n\t  ", name_or(kOptions, type, "unknown"), " option (", type, "), length ", words * 8, " (", words, "): ");
    r.skip(2);
    if (!put_option_data(p, options, r, type, words)) return;
    const size_t size = words * 8U - 2;
    if (p.verbose() > 1) put_hex_lines(p.text, "\n\t    ", r.rest().first(std::min(size, r.captured())));
    r.skip(size);
  }
}

void put_options_at(Printer& p, const Reader& message, size_t offset) {
  // A fresh copy: names in options count from the first option.
  if (p.verbose() > 0) put_options(p, message.after(offset));
}

void put_router_advertisement(Printer& p, Reader r) {
  if (p.verbose() == 0) return;
  const Reader message = r;
  r.skip(4);
  r.need(12);
  const uint8_t hops = r.u8();
  const uint8_t flags = r.u8();
  const uint16_t lifetime = r.u16();
  const uint32_t reachable = r.u32();
  const uint32_t retransmit = r.u32();
  p.put("\n\thop limit ", hops, ", Flags [", flag_names(kRouterFlags, flags), "], pref ", preference(flags),
        ", router lifetime ", lifetime, "s, reachable time ", reachable, "ms, retrans timer ", retransmit, "ms");
  put_options_at(p, message, 16);
}

void put_home_agents(Printer& p, Reader r) {
  if (p.verbose() == 0) return;
  p.put(", id 0x", hex(r.u16_at(4), 4));
  r.skip(8);
  while (r.captured() > 0) p.put(", ", host_name(p, r.bytes(16)));
}

void put_prefix_advertisement(Printer& p, Reader r) {
  if (p.verbose() == 0) return;
  p.put(", id 0x", hex(r.u16_at(4), 4));
  const uint16_t flags = r.u16_at(6);
  if ((flags & 0xc000) != 0) p.put(' ');
  if ((flags & 0x8000) != 0) p.put('M');
  if ((flags & 0x4000) != 0) p.put('O');
  put_options_at(p, r, 8);
}

}  // namespace

void print_neighbor_discovery(Printer& p, Reader r) {
  switch (r.u8_at(0)) {
    case kRouterSolicitation:
      return put_options_at(p, r, 8);
    case kRouterAdvertisement:
      return put_router_advertisement(p, r);
    case kNeighborSolicitation:
      p.put(", who has ", host_name(p, r.bytes_at(8, 16)));
      return put_options_at(p, r, 24);
    case kNeighborAdvertisement:
      p.put(", tgt is ", host_name(p, r.bytes_at(8, 16)));
      if (p.verbose() > 0) p.put(", Flags [", flag_names(kNeighborFlags, r.u8_at(4)), ']');
      return put_options_at(p, r, 24);
    case kRedirect: {
      const auto target = r.bytes_at(8, 16);
      const auto destination = r.bytes_at(24, 16);
      p.put(", ", host_name(p, destination), " to ", host_name(p, target));
      return put_options_at(p, r, 40);
    }
    case kHomeAgentRequest:
    case kPrefixSolicitation:
      return p.put(", id 0x", hex(r.u16_at(4), 4));
    case kHomeAgentReply:
      return put_home_agents(p, r);
    case kPrefixAdvertisement:
      return put_prefix_advertisement(p, r);
    default:
      return;
  }
}

}  // namespace trawl
