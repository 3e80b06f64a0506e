// IS-IS TLVs: ISO 10589, RFC 1195, RFC 3358, RFC 5120, RFC 5301-5308, RFC 6232, RFC 8202, IANA's "IS-IS TLV
// Codepoints".
#include <array>
#include <bit>

#include "base/address.h"
#include "print/isis.h"
#include "print/iso_checksum.h"
#include "print/number_names.h"
#include "print/unknown_data.h"

namespace trawl::isis {

namespace {

enum Tlv : uint8_t {
  kAreaAddresses = 1,
  kIsReachability = 2,
  kEsNeighbors = 3,
  kPartitionDis = 4,
  kPrefixNeighbors = 5,
  kIsNeighbors = 6,
  kInstanceId = 7,
  kPadding = 8,
  kLspEntries = 9,
  kAuthentication = 10,
  kChecksum = 12,
  kPurgeOriginator = 13,
  kLspBufferSize = 14,
  kExtendedIsReachability = 22,
  kIsAlias = 24,
  kInternalIpReachability = 128,
  kProtocols = 129,
  kExternalIpReachability = 130,
  kInterDomain = 131,
  kIpAddresses = 132,
  kTeRouterId = 134,
  kExtendedIpReachability = 135,
  kHostname = 137,
  kSharedRisk = 138,
  kPortCapability = 143,
  kMultiTopologyCapability = 144,
  kRestart = 211,
  kMtIsReachability = 222,
  kMultiTopology = 229,
  kIp6Addresses = 232,
  kMtIpReachability = 235,
  kIp6Reachability = 236,
  kMtIp6Reachability = 237,
  kAdjacencyState = 240,
  kHelloSequence = 241,
  kRouterCapability = 242,
  kVendor = 250,
};

constexpr ValueName kTlvs[] = {
    {kAreaAddresses, "Area address(es)"},
    {kIsReachability, "IS Reachability"},
    {kEsNeighbors, "ES Neighbor(s)"},
    {kPartitionDis, "Partition DIS"},
    {kPrefixNeighbors, "Prefix Neighbors"},
    {kIsNeighbors, "IS Neighbor(s)"},
    {kInstanceId, "Instance Identifier"},
    {kPadding, "Padding"},
    {kLspEntries, "LSP entries"},
    {kAuthentication, "Authentication"},
    {kChecksum, "Checksum"},
    {kPurgeOriginator, "Purge Originator Identifier"},
    {kLspBufferSize, "LSP Buffersize"},
    {kExtendedIsReachability, "Extended IS Reachability"},
    {kIsAlias, "IS Alias ID"},
    {42, "DECnet Phase IV"},
    {66, "Lucent Proprietary"},
    {kInternalIpReachability, "IPv4 Internal Reachability"},
    {kProtocols, "Protocols supported"},
    {kExternalIpReachability, "IPv4 External Reachability"},
    {kInterDomain, "Inter-Domain Information Type"},
    {kIpAddresses, "IPv4 Interface address(es)"},
    {133, "IPv4 authentication (deprecated)"},
    {kTeRouterId, "Traffic Engineering Router ID"},
    {kExtendedIpReachability, "Extended IPv4 Reachability"},
    {kSharedRisk, "Shared Risk Link Group"},
    {kPortCapability, "Multi-Topology-Aware Port Capability"},
    {kMultiTopologyCapability, "Multi-Topology Capability"},
    {176, "Nortel Proprietary"},
    {177, "Nortel Proprietary"},
    {kHostname, "Hostname"},
    {kRestart, "Restart Signaling"},
    {kMtIsReachability, "Multi Topology IS Reachability"},
    {kMultiTopology, "Multi Topology"},
    {kIp6Addresses, "IPv6 Interface address(es)"},
    {kMtIpReachability, "Multi-Topology IPv4 Reachability"},
    {kIp6Reachability, "IPv6 reachability"},
    {kMtIp6Reachability, "Multi-Topology IP6 Reachability"},
    {kAdjacencyState, "Point-to-point Adjacency State"},
    {kHelloSequence, "Hello PDU Sequence Number"},
    {kRouterCapability, "IS-IS Router Capability"},
    {kVendor, "Vendor Private"},
};

constexpr ValueName kVirtualFlags[] = {{0, "IsNotVirtual"}, {1, "IsVirtual"}};
constexpr ValueName kAdjacencyStates[] = {{0, "Up"}, {1, "Initializing"}, {2, "Down"}};
constexpr ValueName kTopologies[] = {
    {0, "IPv4 unicast"},
    {1, "In-Band Management"},
    {2, "IPv6 unicast"},
    {3, "Multicast"},
    {4095, "Development, Experimental or Proprietary"},
};
constexpr ValueName kTopologyFlags[] = {{0x4000, "ATT bit set"}, {0x8000, "Overload bit set"}};
constexpr ValueName kRestartFlags[] = {
    {1, "Restart Request"},
    {2, "Restart Acknowledgement"},
    {4, "Suppress adjacency advertisement"},
};
constexpr ValueName kInterDomainTypes[] = {{0, "Reserved"}, {1, "Routing-Domain Specific"}, {2, "AS Number Tag"}};
constexpr ValueName kAuthentications[] = {
    {1, "simple text password"},
    {3, "Generic Crypto key-id"},
    {54, "HMAC-MD5 password"},
    {255, "Routing Domain private password"},
};
constexpr ValueName kRouterFlags[] = {{1, "S bit"}, {2, "D bit"}};

void print_area_addresses(Printer& p, Reader r) {
  while (r.length() > 0) {
    const uint8_t length = r.u8();
    if (r.length() < length) return;
    const auto address = r.bytes(length);
    p.put(kIndent, "Area address (length: ", length, "): ", nsap_text(address));
  }
}

void print_is_neighbors(Printer& p, Reader r) {
  while (r.length() >= 6) {
    const auto address = r.bytes(6);
    p.put(kIndent, "SNPA: ", isis_id(address));
  }
}

void print_instance(Printer& p, Reader r) {
  if (r.length() < 4) return;
  const size_t count = (r.length() - 2) / 2;
  p.put(kIndent, "Instance ID: ", r.u16(), ", ITIDs(", count, ')', count == 0 ? "" : ":", ' ');
  for (size_t i = 0; i < count && !p.stopped(); i++) p.put(r.u16(), i + 1 < count ? ", " : "");
}

void put_metric(Printer& p, std::string_view label, uint8_t metric) {
  p.put(label, metric & 0x3f, (metric & 0x40) != 0 ? ", External" : ", Internal");
}

constexpr uint8_t kUnsupported = 0x80;  // of the delay, expense and error metrics

void print_metrics(Printer& p, Reader& r) {
  constexpr std::string_view kLabels[] = {
      ", Default Metric: ", "\n\t\t  Delay Metric: ", "\n\t\t  Expense Metric: ", "\n\t\t  Error Metric: "};
  const auto metrics = r.bytes(4);
  for (size_t i = 0; i < metrics.size(); i++) {
    if (i == 0 || (metrics[i] & kUnsupported) == 0) put_metric(p, kLabels[i], metrics[i]);
  }
}

void print_neighbors(Printer& p, Reader r, std::string_view label, size_t id_length) {
  while (r.length() >= 4 + id_length) {
    r.need(4 + id_length);
    const auto id = r.bytes_at(4, id_length);
    p.put(kIndent, label, isis_id(id));
    print_metrics(p, r);
    r.skip(id_length);
  }
}

void print_is_reachability(Printer& p, Reader r) {
  if (r.length() < 1) return;
  p.put(kIndent, named_hex(kVirtualFlags, r.u8(), "bogus virtual flag 0x", "", 2));
  return print_neighbors(p, r, "IS Neighbor: ", 7);
}

/// Whether what was read of a TLV was there to be read.
bool check_taken(Printer& p, size_t left, size_t taken) {
  if (taken <= left) return true;
  p.put(" [remaining tlv length ", left, " < ", taken, ']');
  p.invalid();
  return false;
}

void print_extended_neighbors(Printer& p, Reader r, bool has_metric) {
  while (r.length() > 0) {
    const size_t left = r.length();
    const size_t start = r.position();
    if (!print_extended_neighbor(p, r, has_metric) || !check_taken(p, left, r.position() - start)) break;
  }
}

/// A multi-topology identifier (RFC 5120), moving on.
void print_topology(Printer& p, Reader& r) {
  if (r.length() < 2) r.need(kNever);
  const uint16_t field = r.u16();
  const uint16_t id = field & 0xfff;
  p.put(kIndent, name_or(kTopologies, id, "Reserved for IETF Consensus"), " Topology (0x", hex(id, 3), "), Flags: [",
        flag_names(kTopologyFlags, field & 0xf000), ']');
}

void put_mask_or_length(Printer& p, std::span<const uint8_t> address, uint32_t mask) {
  const int ones = std::countl_one(mask);
  if (std::popcount(mask) != ones) {
    const std::array<uint8_t, 4> bytes = {static_cast<uint8_t>(mask >> 24), static_cast<uint8_t>(mask >> 16),
                                          static_cast<uint8_t>(mask >> 8), static_cast<uint8_t>(mask)};
    p.put(kIndent, "IPv4 prefix: ", ip4_text(address), " mask ", ip4_text(bytes));
    return;
  }
  p.put(kIndent, "IPv4 prefix: ");
  const size_t start = p.text.size();
  p.put(ip4_text(address));
  const size_t width = p.text.size() - start;
  p.text.truncate(start);
  p.text.fill(' ', width < 15 ? 15 - width : 0);
  p.put(ip4_text(address), '/', ones);
}

constexpr size_t kIpEntryLength = 12;

void print_ip_reachability(Printer& p, Reader r) {
  constexpr std::string_view kLabels[] = {"  Delay Metric: ", "  Expense Metric: ", "  Error Metric: "};
  while (r.length() > 0) {
    if (r.length() < kIpEntryLength) {
      p.put("short IPv4 Reachability (", r.length(), " vs ", kIpEntryLength, ')');
      return;
    }
    if (!r.has(kIpEntryLength)) return;
    const auto metrics = r.bytes(4);
    const auto address = r.bytes(4);
    put_mask_or_length(p, address, r.u32());
    put_metric(
        p, (metrics[0] & 0x80) != 0 ? ", Distribution: down, Metric: " : ", Distribution: up, Metric: ", metrics[0]);
    for (size_t i = 1; i < 4; i++) {
      if ((metrics[i] & kUnsupported) != 0) continue;
      p.put(kIndent);
      put_metric(p, kLabels[i - 1], metrics[i]);
    }
  }
}

void print_prefixes(Printer& p, Reader r, bool ipv6) {
  while (r.length() > 0) {
    const size_t left = r.length();
    const size_t start = r.position();
    if (!print_extended_prefix(p, r, ipv6) || !check_taken(p, left, r.position() - start)) break;
  }
}

void print_ip_addresses(Printer& p, Reader r) {
  while (r.length() >= 4) {
    const auto address = r.bytes(4);
    p.put(kIndent, "IPv4 interface address: ", ip4_text(address));
  }
}

void print_ip6_addresses(Printer& p, Reader r) {
  while (r.length() >= 16) {
    const auto address = r.bytes(16);
    p.put(kIndent, "IPv6 interface address: ", ip6_text(address));
  }
}

void print_authentication(Printer& p, Reader r) {
  if (r.length() < 1) return;
  const uint8_t type = r.u8();
  p.put(kIndent, named_hex(kAuthentications, type, "unknown Authentication type 0x", "", 2), ": ");
  switch (type) {
    case 1:
      put_text(p, r, r.length());
      return;
    case 54: {
      constexpr size_t kDigestLength = 16;
      const size_t length = r.length();
      while (r.length() > 0) p.put(hex(r.u8(), 2));
      if (length != kDigestLength) p.put(", (invalid subTLV) ");
      p.put(" (unchecked)");
      return;
    }
    case 3:
      p.put(r.u16(), ", password: ");
      while (r.length() > 0) p.put(hex(r.u8(), 2));
      return;
    default:
      put_unknown(p, "\n\t\t  ", r, r.length());
      return;
  }
}

void print_adjacency_state(Printer& p, Reader r) {
  // The fields stand where RFC 5303 has them, even when those in front are not all there.
  size_t left = r.length();
  if (left >= 1) {
    const uint8_t state = r.u8_at(0);
    p.put(kIndent, "Adjacency State: ", name_or(kAdjacencyStates, state, "unknown"), " (", state, ')');
    left--;
  }
  if (left > 4) {
    p.put(kIndent, "Extended Local circuit-ID: 0x", hex(r.u32_at(1), 8));
    left -= 4;
  }
  if (left >= 6) {
    const auto neighbor = r.bytes_at(5, 6);
    p.put(kIndent, "Neighbor System-ID: ", isis_id(neighbor));
    left -= 6;
  }
  if (left >= 4) p.put(kIndent, "Neighbor Extended Local circuit-ID: 0x", hex(r.u32_at(11), 8));
}

void print_protocols(Printer& p, Reader r) {
  p.put(kIndent, "NLPID(s): ");
  while (r.length() > 0) {
    const uint8_t nlpid = r.u8();
    p.put(name_or(kNlpids, nlpid, "unknown"), " (0x", hex(nlpid, 2), ')', r.length() > 0 ? ", " : "");
  }
}

void print_port_capability(Printer& p, Reader r) {
  if (r.length() < 2) return;
  const uint16_t field = r.u16();
  p.put("\n\t       RES: ", field >> 12, ", MTID(s): ", field & 0xfff);
  print_port_capability_subtlvs(p, r);
}

void print_multi_topology_capability(Printer& p, Reader r) {
  if (r.length() < 2) return;
  const uint16_t field = r.u16();
  p.put(kIndent, "O: ", field >> 15, ", RES: ", field >> 12 & 7, ", MTID(s): ", field & 0xfff);
  print_multi_topology_capability_subtlvs(p, r);
}

void print_te_router_id(Printer& p, Reader r) {
  if (r.length() < 4) return;
  const auto router = r.bytes(4);
  p.put(kIndent, "Traffic Engineering Router ID: ", ip4_text(router));
}

void print_hostname(Printer& p, Reader r) {
  p.put(kIndent, "Hostname: ");
  put_padded_text(p, r, r.length());
}

void print_shared_risk(Printer& p, Reader r) {
  if (r.length() < 7) return;
  const auto neighbor = r.bytes(7);
  p.put(kIndent, "IS Neighbor: ", isis_id(neighbor));
  if (r.length() < 1) return;
  p.put(", Flags: [", (r.u8() & 1) != 0 ? "numbered" : "unnumbered", ']');
  for (const std::string_view label : {"IPv4 interface address: ", "IPv4 neighbor address: "}) {
    if (r.length() < 4) return;
    const auto address = r.bytes(4);
    p.put(kIndent, label, ip4_text(address));
  }
  while (r.length() >= 4) p.put(kIndent, "Link-ID: 0x", hex(r.u32(), 8));
}

void print_lsp_entries(Printer& p, Reader r) {
  while (r.length() >= 16) {
    const uint16_t lifetime = r.u16();
    const auto id = r.bytes(8);
    p.put(kIndent, "lsp-id: ", isis_id(id));
    p.put(", seq: 0x", hex(r.u32(), 8));
    p.put(", lifetime: ", pad_left(lifetime, 5), 's');
    p.put(", chksum: 0x", hex(r.u16(), 4));
  }
}

void print_checksum(Printer& p, Reader r, const Reader& pdu, size_t offset) {
  if (r.length() < 2) return;
  const uint16_t checksum = r.u16();
  p.put(kIndent, "checksum: 0x", hex(checksum, 4), ' ');
  put_iso_checksum_verdict(p, pdu, pdu.length(), checksum, offset);
}

void print_purge_originator(Printer& p, Reader r) {
  if (r.length() < 1) return;
  const uint8_t count = r.u8();
  if (count == 0) return p.put(" No system IDs supplied");
  if (r.length() < 6) return;
  const auto system = r.bytes(6);
  p.put(kIndent, "Purge Originator System-ID: ", isis_id(system));
  if (count < 2 || r.length() < 6) return;
  r.need(13);  // as many as both take is asked for behind the first
  const auto sender = r.bytes(6);
  p.put(kIndent, "Received from System-ID: ", isis_id(sender));
}

void print_topologies(Printer& p, Reader r) {
  while (r.length() >= 2) print_topology(p, r);
  if (r.length() == 1) p.put(kIndent, "invalid MT-ID");
}

void print_restart(Printer& p, Reader r) {
  if (r.length() < 1) return;
  p.put(kIndent, "Flags [", flag_names(kRestartFlags, r.u8()), ']');
  if (r.length() < 2) return;
  p.put(", Remaining holding time ", r.u16(), 's');
  if (r.length() == 6) {
    const auto system = r.bytes(6);
    p.put(", for ", isis_id(system));
  }
}

void print_inter_domain(Printer& p, Reader r) {
  if (r.length() < 1) return;
  const uint8_t type = r.u8();
  p.put(kIndent, "Inter-Domain Information Type: ", named_hex(kInterDomainTypes, type, "Unknown (0x", ")", 2));
  if (type == 2) {
    if (r.length() >= 2) p.put("AS Number: ", r.u16());
  } else {
    put_unknown(p, kIndent, r, r.length());
  }
}

void print_lsp_buffer_size(Printer& p, Reader r) {
  if (r.length() >= 2) p.put(kIndent, "LSP Buffersize: ", r.u16());
}

void print_partition_dis(Printer& p, Reader r) {
  while (r.length() >= 6) {
    const auto system = r.bytes(6);
    p.put(kIndent, isis_id(system));
  }
}

void print_prefix_neighbors(Printer& p, Reader r) {
  if (r.length() < 4) return;
  p.put(kIndent, "Metric Block");
  print_metrics(p, r);
  while (r.length() > 0) {
    const uint8_t half_bytes = r.u8();
    if (half_bytes < 2) {
      p.put("\n\t\tAddress: prefix length ", half_bytes, " < 2");
      break;
    }
    if (r.length() < half_bytes / 2U) break;
    const auto address = r.bytes(half_bytes / 2);
    p.put("\n\t\tAddress: ", nsap_text(address), '/', half_bytes * 4);
  }
}

void print_hello_sequence(Printer& p, Reader r) {
  if (r.length() >= 4) p.put(kIndent, "Sequence number: ", r.u32());
}

void print_router_capability(Printer& p, Reader r) {
  if (r.length() < 5) {
    p.put(" [object length ", r.length(), " < 5]");
    p.invalid();
    return;
  }
  const auto router = r.bytes(4);
  p.put(kIndent, "Router-ID ", ip4_text(router));
  p.put(", Flags [", flag_names(kRouterFlags, r.u8()), ']');
  print_router_capability_subtlvs(p, r);
}

void print_vendor(Printer& p, Reader r) {
  if (r.length() < 3) return;
  const uint32_t vendor = r.u24();
  p.put(kIndent, "Vendor: ", name_or(kOuiNames, vendor, "Unknown"), " (", vendor, ')');
  if (r.length() > 0) put_unknown(p, "\n\t\t", r, r.length());
}

struct Decoder {
  uint8_t type;
  PrintFunction print;
};
constexpr Decoder kDecoders[] = {
    {kAreaAddresses, print_area_addresses},
    {kIsReachability, print_is_reachability},
    {kEsNeighbors, [](Printer& p, Reader r) { return print_neighbors(p, r, "ES Neighbor: ", 6); }},
    {kPartitionDis, print_partition_dis},
    {kPrefixNeighbors, print_prefix_neighbors},
    {kIsNeighbors, print_is_neighbors},
    {kInstanceId, print_instance},
    {kPadding, [](Printer&, Reader) {}},
    {kLspEntries, print_lsp_entries},
    {kAuthentication, print_authentication},
    {kPurgeOriginator, print_purge_originator},
    {kLspBufferSize, print_lsp_buffer_size},
    {kExtendedIsReachability, [](Printer& p, Reader r) { return print_extended_neighbors(p, r, true); }},
    {kIsAlias, [](Printer& p, Reader r) { return print_extended_neighbors(p, r, false); }},
    {kInternalIpReachability, print_ip_reachability},
    {kProtocols, print_protocols},
    {kExternalIpReachability, print_ip_reachability},
    {kInterDomain, print_inter_domain},
    {kIpAddresses, print_ip_addresses},
    {kTeRouterId, print_te_router_id},
    {kExtendedIpReachability, [](Printer& p, Reader r) { return print_prefixes(p, r, false); }},
    {kHostname, print_hostname},
    {kSharedRisk, print_shared_risk},
    {kPortCapability, print_port_capability},
    {kMultiTopologyCapability, print_multi_topology_capability},
    {kRestart, print_restart},
    {kMtIsReachability,
     [](Printer& p, Reader r) {
       print_topology(p, r);
       print_extended_neighbors(p, r, true);
     }},
    {kMultiTopology, print_topologies},
    {kIp6Addresses, print_ip6_addresses},
    {kMtIpReachability,
     [](Printer& p, Reader r) {
       print_topology(p, r);
       print_prefixes(p, r, false);
     }},
    {kIp6Reachability, [](Printer& p, Reader r) { return print_prefixes(p, r, true); }},
    {kMtIp6Reachability,
     [](Printer& p, Reader r) {
       print_topology(p, r);
       print_prefixes(p, r, true);
     }},
    {kAdjacencyState, print_adjacency_state},
    {kHelloSequence, print_hello_sequence},
    {kRouterCapability, print_router_capability},
    {kVendor, print_vendor},
};

void print_tlv_value(Printer& p, const Reader& value, uint8_t type, const Reader& pdu, size_t offset) {
  if (type == kChecksum) return print_checksum(p, value, pdu, offset);
  for (const auto& decoder : kDecoders) {
    if (decoder.type == type) return decoder.print(p, value);
  }
  if (p.verbose() <= 1) put_unknown(p, "\n\t\t", value, value.length());
}

}  // namespace

void print_tlvs(Printer& p, Reader r, const Reader& pdu) {
  size_t left = r.length();
  const size_t header = pdu.captured() - r.captured();
  while (left > 0 && !p.stopped()) {
    const uint8_t type = r.u8();
    const uint8_t length = r.u8();
    if (left < 2) return p.truncated();
    left -= 2;
    p.put("\n\t    ", name_or(kTlvs, type, "unknown"), " TLV #", type, ", length: ", length);
    if (left < length) return p.truncated();
    const Reader value = r.with_length(length);
    print_tlv_value(p, value, type, pdu, r.position() + header);
    // A list of IPv4 prefixes that is cut short or is not of whole prefixes ends the text, and nothing says so.
    const bool is_list = type == kInternalIpReachability || type == kExternalIpReachability;
    if (is_list && (length % kIpEntryLength != 0 || !value.has(length))) return;
    if (p.verbose() > 1) put_unknown(p, kIndent, value, length);
    r.skip(length);
    left -= length;
  }
}

}  // namespace trawl::isis
