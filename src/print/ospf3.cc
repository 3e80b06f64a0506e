// OSPF version 3: RFC 5340; RFC 5187 (grace), RFC 5613 (link-local signaling), RFC 7166 (authentication trailer).
#include "base/address.h"
#include "print/ospf.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kLsaHeader = 20;

enum MessageType : uint8_t { kHello = 1, kDatabaseDescription, kRequest, kUpdate, kAcknowledgment };
constexpr ValueName kMessageTypes[] = {
    {kHello, "Hello"},           {kDatabaseDescription, "Database Description"},
    {kRequest, "LS-Request"},    {kUpdate, "LS-Update"},
    {kAcknowledgment, "LS-Ack"},
};

constexpr uint32_t kOptionLls = 0x200;
constexpr uint32_t kOptionAuthentication = 0x400;
constexpr ValueName kOptions[] = {
    {0x001, "V6"},          {0x002, "External"}, {0x004, "Deprecated"},
    {0x008, "NSSA"},        {0x010, "Router"},   {0x020, "Demand Circuit"},
    {0x100, "AFs Support"}, {kOptionLls, "LLS"}, {kOptionAuthentication, "Authentication Trailer"},
};
constexpr ValueName kDescriptionFlags[] = {{4, "Init"}, {2, "More"}, {1, "Master"}, {16, "IPv6 MTU"}};

// The function code of an LSA's type; the scope and the U bit stand above it.
enum Function : uint16_t {
  kRouter = 1,
  kNetwork,
  kInterAreaPrefix,
  kInterAreaRouter,
  kExternal,
  kNssa = 7,
  kLink = 8,
  kIntraAreaPrefix = 9,
  kGrace = 11,
};
constexpr ValueName kFunctions[] = {
    {kRouter, "Router"},
    {kNetwork, "Network"},
    {kInterAreaPrefix, "Inter-Area Prefix"},
    {kInterAreaRouter, "Inter-Area Router"},
    {kExternal, "External"},
    {6, "Deprecated"},
    {kNssa, "NSSA"},
    {kLink, "Link"},
    {kIntraAreaPrefix, "Intra-Area Prefix"},
    {10, "Intra-Area TE"},
    {kGrace, "Grace"},
    {12, "Router Information"},
    {13, "Inter-AS-TE"},
    {14, "Layer 1 VPN"},
};
constexpr uint16_t kFunctionMask = 0x1fff;
constexpr uint16_t kScopeMask = 0x6000;
constexpr uint16_t kScopeLink = 0x0000;
constexpr uint16_t kScopeArea = 0x2000;
constexpr uint16_t kScopeDomain = 0x4000;
constexpr uint16_t kTransitive = 0x8000;
constexpr ValueName kScopes[] = {{kScopeLink, "Link Local"}, {kScopeArea, "Area Local"}, {kScopeDomain, "Domain Wide"}};

constexpr ValueName kRouterFlags[] = {{0x01, "ABR"},
                                      {0x02, "External"},
                                      {0x04, "Virtual-Link Endpoint"},
                                      {0x08, "Deprecated"},
                                      {0x10, "NSSA Translator"}};
constexpr uint32_t kForwarding = 0x02000000;
constexpr uint32_t kTag = 0x01000000;
constexpr ValueName kExternalFlags[] = {{0x80000000, "External Type 2"}, {kForwarding, "Forwarding"}, {kTag, "Tag"}};
constexpr ValueName kPrefixOptions[] = {
    {0x01, "No Unicast"}, {0x02, "Local address"}, {0x04, "Deprecated"},
    {0x08, "Propagate"},  {0x10, "Down"},          {0x20, "N-bit"},
};
constexpr ValueName kAuthenticationTypes[] = {{1, "HMAC"}};

void put_lsa_type(Printer& p, uint16_t type, std::span<const uint8_t> id) {
  const uint16_t function = type & kFunctionMask;
  p.put("\n\t    ", name_or(kFunctions, function, "Unknown"), " LSA (", function, "), ",
        name_or(kScopes, type & kScopeMask, "Unknown"), " Scope", (type & kTransitive) != 0 ? ", transitive" : "",
        ", LSA-ID ", host_name(p, id));
}

struct Lsa {
  uint16_t type = 0;
  size_t length = 0;  // of what follows the header
};

/// The header at `r`, which moves behind it. False when its length is impossible.
bool print_lsa_header(Printer& p, Reader& r, Lsa& lsa) {
  const uint16_t length = r.u16_at(18);
  if (p.stopped()) return false;
  if (length < kLsaHeader) {
    p.put("\n\t\t  Bogus length ", length, " < header (", kLsaHeader, ')');
    return false;
  }
  lsa.length = length - kLsaHeader;
  const uint16_t age = r.u16();
  lsa.type = r.u16();
  const auto id = r.bytes(4);
  const auto router = r.bytes(4);
  p.put("\n\t  Advertising Router ", host_name(p, router), ", seq 0x", hex(r.u32(), 8), ", age ", age, "s, length ",
        lsa.length);
  put_lsa_type(p, lsa.type, id);
  r.skip(4);
  return true;
}

/// Address prefix (RFC 5340, A.4.1). False when it is malformed.
bool print_prefix(Printer& p, Reader& r) {
  const uint8_t bits = r.u8();
  const size_t bytes = (bits + 31) / 32 * size_t{4};
  if (bytes > 16) {
    p.put(" bogus prefixlen /", bits);
    return false;
  }
  const uint8_t options = r.u8();
  const uint16_t metric = r.u16();
  std::array<uint8_t, 16> address{};
  const auto prefix = r.bytes(bytes);
  for (size_t i = 0; i < prefix.size(); i++) address[i] = prefix[i];
  p.put("\n\t\t", host_name(p, address), '/', bits);
  if (options != 0) p.put(", Options [", flag_names(kPrefixOptions, options), ']');
  p.put(", metric ", metric);
  return true;
}

bool print_router_link(Printer& p, Reader& r) {
  const uint8_t type = r.u8();
  r.skip(1);
  const uint16_t metric = r.u16();
  const auto interface = r.bytes(4);
  const auto neighbor_interface = r.bytes(4);
  const auto neighbor = r.bytes(4);
  switch (type) {
    case 1:
      p.put("\n\t      Neighbor Router-ID ", host_name(p, neighbor));
      break;
    case 2:
      p.put("\n\t      Neighbor Network-ID ", host_name(p, neighbor));
      break;
    case 4:
      p.put("\n\t      Virtual Link: Neighbor Router-ID ", host_name(p, neighbor));
      break;
    default:
      p.put("\n\t      Unknown Router Links Type 0x", hex(type, 2));
      return false;
  }
  p.put("\n\t      Neighbor Interface-ID ", host_name(p, neighbor_interface), ", Interface ", host_name(p, interface),
        ", metric ", metric);
  return true;
}

void print_router_lsa(Printer& p, Reader r) {
  const uint32_t word = r.u32();
  p.put("\n\t      Options [", flag_names(kOptions, word & 0xffffff), "], RLA-Flags [",
        flag_names(kRouterFlags, word >> 24), ']');
  while (r.length() > 0 && print_router_link(p, r)) continue;
}

bool print_network_lsa(Printer& p, Reader r) {
  p.put("\n\t      Options [", flag_names(kOptions, r.u32() & 0xffffff), ']');
  p.put("\n\t      Connected Routers:");
  while (r.length() >= 4) p.put("\n\t\t", host_name(p, r.bytes(4)));
  return r.length() == 0;
}

bool print_inter_area_prefix(Printer& p, Reader r) {
  p.put(", metric ", r.u32() & 0xffffff);
  while (r.length() > 0) {
    if (!print_prefix(p, r)) return false;
  }
  return true;
}

bool print_external_lsa(Printer& p, Reader r) {
  const uint32_t word = r.u32();
  p.put("\n\t     Flags [", flag_names(kExternalFlags, word), "] metric ", word & 0xffffff);
  const uint16_t referenced = r.u16_at(2);  // where other prefixes have a metric
  if (!print_prefix(p, r)) return false;
  if ((word & kForwarding) != 0) p.put(" forward ", host_name(p, r.bytes(16)));
  if ((word & kTag) != 0) p.put(" tag ", host_name(p, r.bytes(4)));
  if (referenced != 0) p.put(" RefLSID: ", host_name(p, r.bytes(4)));
  return true;
}

bool print_prefixes(Printer& p, Reader& r, uint32_t count) {
  for (uint32_t i = 0; i < count && !p.stopped(); i++) {
    if (!print_prefix(p, r)) return false;
  }
  return true;
}

bool print_link_lsa(Printer& p, Reader r) {
  const uint32_t word = r.u32();
  p.put("\n\t      Options [", flag_names(kOptions, word & 0xffffff), ']');
  const auto address = r.bytes(16);
  const uint32_t prefixes = r.u32();
  p.put("\n\t      Priority ", word >> 24, ", Link-local address ", host_name(p, address), ", Prefixes ", prefixes,
        ':');
  return print_prefixes(p, r, prefixes);
}

bool print_intra_area_prefix(Printer& p, Reader r) {
  const uint16_t prefixes = r.u16();
  const uint16_t type = r.u16();
  put_lsa_type(p, type, r.bytes(4));
  r.skip(4);
  p.put("\n\t      Prefixes ", prefixes, ':');
  return print_prefixes(p, r, prefixes);
}

/// False when the LSA is malformed. `r` starts behind its header.
bool print_lsa_body(Printer& p, const Reader& r, const Lsa& lsa) {
  switch (lsa.type & ~kTransitive) {
    case kRouter | kScopeArea:
      print_router_lsa(p, r);
      return true;
    case kNetwork | kScopeArea:
      return print_network_lsa(p, r);
    case kInterAreaPrefix | kScopeArea:
      return print_inter_area_prefix(p, r);
    case kExternal | kScopeDomain:
      return print_external_lsa(p, r);
    case kLink:
      return print_link_lsa(p, r);
    case kIntraAreaPrefix | kScopeArea:
      return print_intra_area_prefix(p, r);
    case kGrace:
      return print_ospf_grace_tlvs(p, r, lsa.length);
    default:
      put_unknown_data(p, "\n\t      ", r, lsa.length);
      return true;
  }
}

void print_update(Printer& p, Reader r) {
  uint32_t count = r.u32();
  for (; count > 0 && !p.stopped(); count--) {
    if (r.length() == 0) break;
    Lsa lsa;
    if (!print_lsa_header(p, r, lsa) || lsa.length > r.length() || !print_lsa_body(p, r.with_length(lsa.length), lsa))
      break;
    r.skip(lsa.length);
  }
  if (count > 0 && !p.stopped()) p.truncated();
}

void print_lsa_headers(Printer& p, Reader r) {
  Lsa lsa;
  while (r.length() > 0) {
    if (print_lsa_header(p, r, lsa)) continue;
    if (!p.stopped()) p.truncated();
    return;
  }
}

void print_hello(Printer& p, Reader r, uint32_t& options) {
  const auto interface = r.bytes(4);
  const uint32_t word = r.u32();
  options = word & 0xffffff;
  p.put("\n\tOptions [", flag_names(kOptions, options), ']');
  const uint16_t hello = r.u16();
  const uint16_t dead = r.u16();
  p.put("\n\t  Hello Timer ", hello, "s, Dead Timer ", dead, "s, Interface-ID ", host_name(p, interface), ", Priority ",
        word >> 24);
  const bool designated = r.u32_at(0) != 0;
  const auto router = r.bytes(4);
  if (designated) p.put("\n\t  Designated Router ", host_name(p, router));
  const bool backup = r.u32_at(0) != 0;
  const auto backup_router = r.bytes(4);
  if (backup) p.put(", Backup Designated Router ", host_name(p, backup_router));
  if (p.verbose() <= 1) return;
  p.put("\n\t  Neighbor List:");
  while (r.length() > 0) p.put("\n\t    ", host_name(p, r.bytes(4)));
}

void print_database_description(Printer& p, Reader r, uint32_t& options) {
  options = r.u32() & 0xffffff;
  p.put("\n\tOptions [", flag_names(kOptions, options), ']');
  const uint16_t mtu = r.u16();
  r.skip(1);
  p.put(", DD Flags [", flag_names(kDescriptionFlags, r.u8()), "]");
  p.put(", MTU ", mtu, ", DD-Sequence 0x", hex(r.u32(), 8));
  if (p.verbose() > 1) print_lsa_headers(p, r);
}

void print_requests(Printer& p, Reader r) {
  while (r.length() > 0) {
    r.skip(2);
    const uint16_t type = r.u16();
    const auto id = r.bytes(4);
    p.put("\n\t  Advertising Router ", host_name(p, r.bytes(4)));
    put_lsa_type(p, type, id);
  }
}

void print_message(Printer& p, uint8_t type, const Reader& r, uint32_t& options) {
  switch (type) {
    case kHello:
      return print_hello(p, r, options);
    case kDatabaseDescription:
      return print_database_description(p, r, options);
    case kRequest:
      if (p.verbose() > 1) print_requests(p, r);
      return;
    case kUpdate:
      if (p.verbose() > 1) print_update(p, r);
      return;
    case kAcknowledgment:
      if (p.verbose() > 1) print_lsa_headers(p, r);
      return;
    default:
      return;
  }
}

/// What may stand behind hellos and descriptions: link-local signaling, then authentication.
void print_trailers(Printer& p, Reader r, uint32_t options) {
  if ((options & kOptionLls) != 0) {
    p.put("\n\tLLS Checksum 0x", hex(r.u16_at(0), 4));
    const uint16_t length = r.u16_at(2);
    p.put(", Data Length ", length);
    if (length < 4) return p.truncated();
    r.skip(length);
  }
  if ((options & kOptionAuthentication) == 0 || r.length() == 0) return;
  r.need(16);
  p.put("\n\tAuthentication Type ", named_hex(kAuthenticationTypes, r.u16(), "unknown type 0x", "", 4));
  const uint16_t length = r.u16();
  p.put(", Length ", length);
  r.skip(2);
  p.put(", SAID ", r.u16());
  const uint32_t high = r.u32();
  p.put(", CSN 0x", hex(high, 8));
  p.put(':', hex(r.u32(), 8));
  if (length > 16 && p.verbose() > 1) put_hex_lines(p.text, "\n\tAuthentication Data ", r.bytes(length - size_t{16}));
}

}  // namespace

void print_ospf3(Printer& p, Reader r) {
  p.protocol = "ospf3";
  const uint8_t type = r.u8_at(1);
  p.put("OSPFv", r.u8_at(0), ", ");
  p.put(named(kMessageTypes, type, "unknown packet type (", ")"), ", length ", r.length());
  if (find_name(kMessageTypes, type).empty() || p.verbose() == 0) return;
  const uint16_t length = r.u16_at(2);
  if (length > r.length()) {
    p.put(" [len ", length, ']');
    return;
  }
  const Reader message = r.with_length(length);
  p.put("\n\tRouter-ID ", host_name(p, r.bytes_at(4, 4)));
  if (r.u32_at(8) != 0) {
    p.put(", Area ", host_name(p, r.bytes_at(8, 4)));
  } else {
    p.put(", Backbone Area");
  }
  const uint8_t instance = r.u8_at(14);
  if (instance != 0) p.put(", Instance ", instance);
  if (r.u8_at(0) != 3) return;
  uint32_t options = 0;
  print_message(p, type, message.after(16), options);
  if (r.length() > length && !p.stopped()) print_trailers(p, r.after(length), options);
}

}  // namespace trawl
