// OSPF version 2: RFC 2328; RFC 1584 (multicast), 3101 (NSSA), 3623 (grace), 3630 and 4203 (TE), 4970, 5613 (LLS).
#include "print/ospf.h"

#include <algorithm>

#include "base/address.h"
#include "print/ospf_te.h"
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kLsaHeader = 20;
constexpr size_t kMd5Digest = 16;

enum MessageType : uint8_t { kHello = 1, kDatabaseDescription, kRequest, kUpdate, kAcknowledgment };
constexpr ValueName kMessageTypes[] = {
    {kHello, "Hello"},           {kDatabaseDescription, "Database Description"},
    {kRequest, "LS-Request"},    {kUpdate, "LS-Update"},
    {kAcknowledgment, "LS-Ack"},
};

enum Authentication : uint8_t { kNoAuthentication, kSimple, kMd5 };
constexpr ValueName kAuthentications[] = {{kNoAuthentication, "none"}, {kSimple, "simple"}, {kMd5, "MD5"}};

constexpr uint32_t kOptionLls = 0x10;
constexpr ValueName kOptions[] = {
    {0x01, "MultiTopology"}, {0x02, "External"},       {0x04, "Multicast"}, {0x08, "NSSA"},
    {kOptionLls, "LLS"},     {0x20, "Demand Circuit"}, {0x40, "Opaque"},    {0x80, "Up/Down"},
};
constexpr ValueName kDescriptionFlags[] = {{4, "Init"}, {2, "More"}, {1, "Master"}, {8, "OOBResync"}};

enum LsaType : uint8_t {
  kRouter = 1,
  kNetwork,
  kSummary,
  kAsbrSummary,
  kExternal,
  kMulticastGroup,
  kNssa,
  kOpaqueLink = 9,
  kOpaqueArea,
  kOpaqueDomain,
};
constexpr ValueName kLsaTypes[] = {
    {kRouter, "Router"},
    {kNetwork, "Network"},
    {kSummary, "Summary"},
    {kAsbrSummary, "ASBR Summary"},
    {kExternal, "External"},
    {kMulticastGroup, "Multicast Group"},
    {kNssa, "NSSA"},
    {kOpaqueLink, "Link Local Opaque"},
    {kOpaqueArea, "Area Local Opaque"},
    {kOpaqueDomain, "Domain Wide Opaque"},
};

enum OpaqueType : uint8_t { kTrafficEngineering = 1, kGrace = 3, kRouterInformation = 4 };
constexpr ValueName kOpaqueTypes[] = {
    {kTrafficEngineering, "Traffic Engineering"},
    {kGrace, "Graceful restart"},
    {kRouterInformation, "Router Information"},
};

constexpr ValueName kRouterFlags[] = {
    {0x01, "ABR"}, {0x02, "ASBR"}, {0x04, "Virtual"}, {0x08, "Wildcard"}, {0x10, "Nt"}, {0x80, "Host"},
};
constexpr ValueName kTopologies[] = {{0, "default"}, {1, "multicast"}, {2, "management"}};

constexpr ValueName kGraceTlvs[] = {{1, "Grace Period"}, {2, "Graceful restart Reason"}, {3, "IPv4 interface address"}};
constexpr ValueName kGraceReasons[] = {
    {0, "Unknown"}, {1, "Software Restart"}, {2, "Software Reload/Upgrade"}, {3, "Control Processor Switch"}};

constexpr ValueName kRouterInformationTlvs[] = {{1, "Router Capabilities"}};
constexpr ValueName kCapabilities[] = {
    {0x001, "Reserved"},
    {0x002, "Reserved"},
    {0x004, "Reserved"},
    {0x008, "Reserved"},
    {0x010, "graceful restart capable"},
    {0x020, "graceful restart helper"},
    {0x040, "Stub router support"},
    {0x080, "Traffic engineering"},
    {0x100, "p2p over LAN"},
    {0x200, "path computation server"},
};

constexpr ValueName kLlsTlvs[] = {{1, "Extended Options"}, {2, "MD5 Authentication"}};
constexpr ValueName kLlsOptions[] = {{1, "LSDB resync"}, {2, "Restart"}};

constexpr bool is_opaque(uint32_t type) {
  return type >= kOpaqueLink && type <= kOpaqueDomain;
}
constexpr size_t padded(size_t length) {
  return (length + 3) & ~size_t{3};
}

std::string_view lsa_name(uint32_t type) {
  return name_or(kLsaTypes, type, "unknown");
}
std::string_view opaque_name(uint32_t type) {
  return name_or(kOpaqueTypes, type, "unknown");
}

/// An LSA as its header describes it.
struct Lsa {
  uint8_t type = 0;
  uint8_t opaque_type = 0;
  size_t length = 0;  // of what follows the header
};

/// The header at `r`, which moves behind it. False when its length is impossible.
bool print_lsa_header(Printer& p, Reader& r, Lsa& lsa) {
  const uint16_t length = r.u16_at(18);
  if (p.stopped()) return false;
  if (length < kLsaHeader) {
    p.put("\n\t    Bogus length ", length, " < header (", kLsaHeader, ')');
    return false;
  }
  lsa.length = length - kLsaHeader;
  const uint16_t age = r.u16();
  const uint8_t options = r.u8();
  lsa.type = r.u8();
  const auto id = r.bytes(4);
  const auto router = r.bytes(4);
  p.put("\n\t  Advertising Router ", host_name(p, router), ", seq 0x", hex(r.u32(), 8), ", age ", age, "s, length ",
        lsa.length);
  r.skip(4);
  if (p.stopped()) return false;
  p.put("\n\t    ", lsa_name(lsa.type), " LSA (", lsa.type, ')');
  if (is_opaque(lsa.type)) {
    lsa.opaque_type = id[0];
    const uint32_t opaque_id = id[1] << 16 | id[2] << 8 | id[3];
    p.put(", Opaque-Type ", opaque_name(lsa.opaque_type), " LSA (", lsa.opaque_type, "), Opaque-ID ", opaque_id);
  } else {
    p.put(", LSA-ID: ", host_name(p, id));
  }
  p.put("\n\t    Options: [", flag_names(kOptions, options), ']');
  return true;
}

/// The metrics of a router's link (RFC 2328, A.4.2): the first is for the default topology, the rest name theirs.
void print_link_metrics(Printer& p, Reader& r, uint8_t topologies, uint16_t metric) {
  p.put("\n\t\ttopology ", name_or(kTopologies, 0, "Unknown"), " (0), metric ", metric);
  for (int i = 0; i < topologies && !p.stopped(); i++) {
    const uint8_t id = r.u8();
    r.skip(1);
    const uint16_t value = r.u16();
    p.put("\n\t\ttopology ", name_or(kTopologies, id, "Unknown"), " (", id, "), metric ", value);
  }
}

bool print_router_link(Printer& p, Reader& r) {
  const auto id = r.bytes(4);
  const auto data = r.bytes(4);
  const uint8_t type = r.u8();
  const uint8_t topologies = r.u8();
  const uint16_t metric = r.u16();
  switch (type) {
    case 1:
      p.put("\n\t      Neighbor Router-ID: ", host_name(p, id), ", Interface Address: ", host_name(p, data));
      break;
    case 2:
      p.put("\n\t      Neighbor Network-ID: ", host_name(p, id), ", Interface Address: ", host_name(p, data));
      break;
    case 3:
      p.put("\n\t      Stub Network: ", host_name(p, id), ", Mask: ", host_name(p, data));
      break;
    case 4:
      p.put("\n\t      Virtual Link: Neighbor Router-ID: ", host_name(p, id),
            ", Interface Address: ", host_name(p, data));
      break;
    default:
      p.put("\n\t      Unknown Router Link Type (", type, ')');
      return false;
  }
  print_link_metrics(p, r, topologies, metric);
  return true;
}

bool print_router_lsa(Printer& p, Reader r) {
  p.put("\n\t    Router LSA Options: [", flag_names(kRouterFlags, r.u8()), ']');
  r.skip(1);
  const uint16_t links = r.u16();
  r.need(12);  // a router without any link is malformed
  for (int i = 0; i < links && !p.stopped(); i++) {
    if (!print_router_link(p, r)) return false;
  }
  return true;
}

void print_network_lsa(Printer& p, Reader r, size_t length) {
  p.put("\n\t    Mask ", host_name(p, r.bytes(4)));
  p.put("\n\t    Connected Routers:");
  while (r.position() < length && !p.stopped()) p.put("\n\t      ", host_name(p, r.bytes(4)));
}

void print_summary_lsa(Printer& p, Reader r, size_t length, bool network) {
  const auto mask = r.bytes(4);
  if (network) p.put("\n\t    Mask ", host_name(p, mask));
  while (r.position() < length && !p.stopped()) {
    const uint8_t id = r.u8_at(0) & 0x7f;
    const uint32_t metric = r.u32() & 0xffffff;
    p.put("\n\t\ttopology ", name_or(kTopologies, id, "Unknown"), " (", id, ") metric ", metric);
  }
}

void print_external_lsa(Printer& p, Reader r, size_t length) {
  p.put("\n\t    Mask ", host_name(p, r.bytes(4)));
  while (r.position() < length && !p.stopped()) {
    const uint32_t word = r.u32();
    const uint32_t id = word >> 24 & 0x7f;
    const uint32_t metric = word & 0xffffff;
    p.put("\n\t\ttopology ", name_or(kTopologies, id, "Unknown"), " (", id, "), type ", word >> 31 != 0 ? 2 : 1,
          ", metric");
    if (metric == 0xffffff) {
      p.put(" infinite");
    } else {
      p.put(' ', metric);
    }
    const bool forwarded = r.u32_at(0) != 0;
    const auto forward = r.bytes(4);
    if (forwarded) p.put(", forward ", host_name(p, forward));
    const bool tagged = r.u32_at(0) != 0;
    const auto tag = r.bytes(4);
    if (tagged) p.put(", tag ", host_name(p, tag));
  }
}

void print_multicast_lsa(Printer& p, Reader r, size_t length) {
  while (r.position() < length && !p.stopped()) {
    const uint32_t type = r.u32();
    if (type == 1) {
      p.put("\n\t    Router Router-ID ", host_name(p, r.bytes(4)));
    } else if (type == 2) {
      p.put("\n\t    Network Designated Router ", host_name(p, r.bytes(4)));
    } else {
      p.put("\n\t    unknown VertexType (", type, ')');
      r.skip(4);
    }
  }
}

/// RFC 4970. False when malformed.
bool print_router_information(Printer& p, Reader r, size_t length) {
  while (length != 0 && !p.stopped()) {
    if (length < 4) {
      p.put("\n\t    Remaining LS length ", length, " < 4");
      return false;
    }
    const uint16_t type = r.u16();
    const uint16_t size = r.u16();
    length -= 4;
    p.put("\n\t    ", name_or(kRouterInformationTlvs, type, "unknown"), " TLV (", type, "), length: ", size,
          ", value: ");
    if (size > length) {
      p.put("\n\t    Bogus length ", size, " > remaining LS length ", length);
      return false;
    }
    r.need(size);
    if (type == 1) {
      if (size != 4) {
        p.put("\n\t    Bogus length ", size, " != 4");
        return false;
      }
      p.put("Capabilities: ", flag_names(kCapabilities, r.u32_at(0), ", ", "Unknown"));
    } else if (p.verbose() <= 1) {
      put_unknown(p, "\n\t      ", r, size);
    }
    if (padded(size) > length) {
      p.put("\n\t    Bogus padded length ", padded(size), " > ", length);
      return false;
    }
    length -= padded(size);
    r.skip(padded(size));
  }
  return true;
}

bool print_opaque_lsa(Printer& p, Reader r, const Lsa& lsa) {
  switch (lsa.opaque_type) {
    case kTrafficEngineering:
      return print_ospf_te_tlvs(p, r, lsa.length);
    case kGrace:
      return print_ospf_grace_tlvs(p, r, lsa.length);
    case kRouterInformation:
      return print_router_information(p, r, lsa.length);
    default:
      if (p.verbose() <= 1) put_unknown(p, "\n\t    ", r, lsa.length);
      return true;
  }
}

bool print_lsa_body(Printer& p, const Reader& r, const Lsa& lsa) {
  switch (lsa.type) {
    case kRouter:
      return print_router_lsa(p, r);
    case kNetwork:
      print_network_lsa(p, r, lsa.length);
      return true;
    case kSummary:
    case kAsbrSummary:
      print_summary_lsa(p, r, lsa.length, lsa.type == kSummary);
      return true;
    case kExternal:
    case kNssa:
      print_external_lsa(p, r, lsa.length);
      return true;
    case kMulticastGroup:
      print_multicast_lsa(p, r, lsa.length);
      return true;
    case kOpaqueLink:
    case kOpaqueArea:
    case kOpaqueDomain:
      return print_opaque_lsa(p, r, lsa);
    default:
      if (p.verbose() <= 1) put_unknown(p, "\n\t    ", r, lsa.length);
      return true;
  }
}

void print_hello(Printer& p, Reader r, uint8_t& options) {
  const auto mask = r.bytes(4);
  const uint16_t hello = r.u16();
  options = r.u8();
  p.put("\n\tOptions [", flag_names(kOptions, options), ']');
  const uint8_t priority = r.u8();
  const uint32_t dead = r.u32();
  p.put("\n\t  Hello Timer ", hello, "s, Dead Timer ", dead, "s, Mask ", host_name(p, mask), ", Priority ", priority);
  const bool designated = r.u32_at(0) != 0;
  const auto router = r.bytes(4);
  if (designated) p.put("\n\t  Designated Router ", host_name(p, router));
  const bool backup = r.u32_at(0) != 0;
  const auto backup_router = r.bytes(4);
  if (backup) p.put(", Backup Designated Router ", host_name(p, backup_router));
  if (r.length() > 0 && r.captured() > 0) p.put("\n\t  Neighbor List:");
  while (r.length() > 0) p.put("\n\t    ", host_name(p, r.bytes(4)));
}

void print_database_description(Printer& p, Reader r, uint8_t& options) {
  const uint16_t mtu = r.u16();
  options = r.u8();
  p.put("\n\tOptions [", flag_names(kOptions, options), ']');
  p.put(", DD Flags [", flag_names(kDescriptionFlags, r.u8()), "], MTU: ", mtu);
  p.put(", Sequence: 0x", hex(r.u32(), 8));
  Lsa lsa;
  while (r.length() > 0 && print_lsa_header(p, r, lsa)) continue;
}

void print_requests(Printer& p, Reader r) {
  while (r.length() > 0) {
    const uint32_t type = r.u32();
    const auto id = r.bytes(4);
    const auto router = r.bytes(4);
    if (p.stopped()) return;
    p.put("\n\t  Advertising Router: ", host_name(p, router), ", ", lsa_name(type), " LSA (", type, ')');
    if (is_opaque(type)) {
      const uint32_t opaque_id = id[1] << 16 | id[2] << 8 | id[3];
      p.put(", Opaque-Type: ", opaque_name(id[0]), " LSA (", id[0], "), Opaque-ID: ", opaque_id);
    } else {
      p.put(", LSA-ID: ", host_name(p, id));
    }
  }
}

void print_update(Printer& p, Reader r) {
  const uint32_t count = r.u32();
  p.put(", ", count, " LSA", count == 1 ? "" : "s");
  for (uint32_t i = 1; i <= count && !p.stopped(); i++) {
    p.put("\n\t  LSA #", i);
    Lsa lsa;
    if (!print_lsa_header(p, r, lsa)) {
      if (!p.stopped()) p.truncated();
      return;
    }
    if (print_lsa_body(p, r.after(0), lsa) && p.verbose() > 1) put_unknown(p, "\n\t    ", r, lsa.length);
    r.skip(lsa.length);
  }
}

/// Link-local signaling (RFC 5613), which stands behind the message and its digest: all of `r`, whatever its length
/// says.
void print_lls(Printer& p, Reader r) {
  p.put("\n\t  LLS: checksum: 0x", hex(r.u16(), 4));
  const uint16_t words = r.u16();
  p.put(", length: ", words);
  while (r.length() > 0) {
    const uint16_t type = r.u16();
    p.put("\n\t    ", name_or(kLlsTlvs, type, "Unknown TLV"), " (", type, ')');
    const uint16_t length = r.u16();
    p.put(", length: ", length);
    if (type == 1) {
      if (length != 4) p.put(" [should be 4]");
      const uint32_t options = r.u32_at(0);
      p.put("\n\t      Options: 0x", hex(options, 8), " [", flag_names(kLlsOptions, options), ']');
    } else if (type == 2) {
      if (length != 20) p.put(" [should be 20]");
      p.put("\n\t      Sequence number: 0x", hex(r.u32_at(0), 8));
    }
    r.skip(padded(length));
  }
}

void print_message(Printer& p, uint8_t type, const Reader& r, uint8_t& options) {
  switch (type) {
    case kHello:
      return print_hello(p, r, options);
    case kDatabaseDescription:
      return print_database_description(p, r, options);
    case kRequest:
      return print_requests(p, r);
    case kUpdate:
      return print_update(p, r);
    case kAcknowledgment: {
      Reader headers = r;
      Lsa lsa;
      while (headers.length() > 0 && print_lsa_header(p, headers, lsa)) continue;
      return;
    }
    default:
      return;
  }
}

/// False when what follows is not to be printed.
bool print_authentication(Printer& p, Reader r) {
  r.need(10);
  const uint16_t type = r.u16();
  p.put(", Authentication Type: ", name_or(kAuthentications, type, "unknown"), " (", type, ')');
  if (type == kSimple) {
    p.put("\n\tSimple text password: ", safe_string(r.bytes(8)));
  } else if (type == kMd5) {
    r.skip(2);
    const uint8_t key = r.u8();
    p.put("\n\tKey-ID: ", key, ", Auth-Length: ", r.u8());
    p.put(", Crypto Sequence Number: 0x", hex(r.u32(), 8));
  }
  return type <= kMd5;
}

/// What -v adds; `r` starts at the header, whose length field says `length`.
void print_verbosely(Printer& p, Reader r, uint8_t type, uint16_t length, size_t digest, const Reader& whole) {
  p.put("\n\tRouter-ID ", host_name(p, r.bytes_at(4, 4)));
  if (r.u32_at(8) != 0) {
    p.put(", Area ", host_name(p, r.bytes_at(8, 4)));
  } else {
    p.put(", Backbone Area");
  }
  const uint8_t version = r.u8_at(0);
  const bool known = print_authentication(p, r.after(14));
  if (!known) return;
  if (version != 2) {
    p.put(" ospf [version ", version, ']');
    return;
  }
  uint8_t options = 0;
  print_message(p, type, r.after(24), options);
  const size_t lls = length + digest;
  if ((options & kOptionLls) == 0 || whole.length() <= lls || p.stopped()) return;
  // The digest's length is taken off the end, too, as if it stood there.
  if (whole.length() <= lls + digest) return p.put("\n\t[LLS truncated]");
  const size_t sent = std::min(whole.captured(), whole.length());
  const Reader cut = whole.first(sent < digest ? 0 : sent - digest);
  print_lls(p, cut.after(lls).with_length(whole.length() - lls - digest));
}

}  // namespace

bool print_ospf_grace_tlvs(Printer& p, Reader r, size_t length) {
  while (length > 0) {
    if (!r.has(4)) return false;
    if (length < 4) {
      p.put("\n\t    Remaining LS length ", length, " < 4");
      return false;
    }
    const uint16_t type = r.u16();
    const uint16_t size = r.u16();
    length -= 4;
    p.put("\n\t    ", name_or(kGraceTlvs, type, "unknown"), " TLV (", type, "), length ", size, ", value: ");
    if (size > length) {
      p.put("\n\t    Bogus length ", size, " > ", length);
      return false;
    }
    if (type == 0 || size == 0) return false;
    const size_t expected = type == 2 ? 1 : 4;
    if (type <= 3 && size != expected) {
      p.put("\n\t    Bogus length ", size, " != ", expected);
      return false;
    }
    if (!r.has(size)) return false;
    if (type == 1) {
      p.put(r.u32_at(0), 's');
    } else if (type == 2) {
      const uint8_t reason = r.u8_at(0);
      p.put(name_or(kGraceReasons, reason, "Unknown"), " (", reason, ')');
    } else if (type == 3) {
      p.put(host_name(p, r.bytes_at(0, 4)));
    } else if (p.verbose() <= 1) {
      put_unknown(p, "\n\t      ", r, size);
    }
    if (padded(size) > length) {
      p.put("\n\t    Bogus padded length ", padded(size), " > ", length);
      return false;
    }
    length -= padded(size);
    r.skip(padded(size));
  }
  return true;
}

void print_ospf2(Printer& p, Reader r) {
  p.protocol = "ospf2";
  const Reader whole = r;
  size_t digest = 0;
  if (r.u16_at(14) == kMd5 && r.length() >= kMd5Digest) {
    digest = kMd5Digest;
    // tcpdump takes the digest's size off what is captured, too, whether the digest is or not.
    r = r.first(r.captured() - std::min(r.captured(), kMd5Digest)).with_length(r.length() - kMd5Digest);
  }
  const uint8_t type = r.u8_at(1);
  p.put("OSPFv", r.u8_at(0), ", ");
  p.put(named(kMessageTypes, type, "unknown LS-type "), ", length ", r.length());
  if (find_name(kMessageTypes, type).empty() || p.verbose() == 0) return;
  const uint16_t length = r.u16_at(2);
  if (length != r.length()) p.put(" [len ", length, ']');
  print_verbosely(p, length < r.length() ? r.with_length(length) : r, type, length, digest, whole);
}

void print_ospf(Printer& p, Reader r) {
  p.ip != nullptr&& p.ip->version == 6 ? print_ospf3(p, r) : print_ospf2(p, r);
}

}  // namespace trawl
