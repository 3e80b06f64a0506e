// sFlow version 5: sFlow.org's specification of July 2004.
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint32_t kVersion = 5;
constexpr uint32_t kAgentIpv4 = 1;
constexpr uint32_t kAgentIpv6 = 2;
constexpr size_t kHeaderIpv4 = 28;
constexpr size_t kHeaderIpv6 = 40;

enum SampleType : uint32_t { kFlow = 1, kCounter, kExpandedFlow, kExpandedCounter };
constexpr ValueName kSamples[] = {
    {kFlow, "flow sample"},
    {kCounter, "counter sample"},
    {kExpandedFlow, "expanded flow sample"},
    {kExpandedCounter, "expanded counter sample"},
};

enum FlowType : uint32_t { kRawPacket = 1, kEthernetFrame = 2, kExtendedSwitch = 1001 };
constexpr ValueName kFlows[] = {
    {kRawPacket, "Raw packet"},
    {kEthernetFrame, "Ethernet frame"},
    {3, "IPv4 Data"},
    {4, "IPv6 Data"},
    {kExtendedSwitch, "Extended Switch data"},
    {1002, "Extended Router data"},
    {1003, "Extended Gateway data"},
    {1004, "Extended User data"},
    {1005, "Extended URL data"},
    {1006, "Extended MPLS data"},
    {1007, "Extended NAT data"},
    {1008, "Extended MPLS tunnel"},
    {1009, "Extended MPLS VC"},
    {1010, "Extended MPLS FEC"},
    {1011, "Extended MPLS LVP FEC"},
    {1012, "Extended VLAN Tunnel"},
};
constexpr ValueName kRawProtocols[] = {{1, "Ethernet"}, {11, "IPv4"}, {12, "IPv6"}};

enum CounterType : uint32_t { kGeneric = 1, kEthernet, kTokenRing, kBaseVg, kVlan, kProcessor = 1001 };
constexpr ValueName kCounters[] = {
    {kGeneric, "Generic counter"},   {kEthernet, "Ethernet counter"}, {kTokenRing, "Token ring counter"},
    {kBaseVg, "100 BaseVG counter"}, {kVlan, "Vlan counter"},         {kProcessor, "Processor counter"},
};
constexpr ValueName kDirections[] = {{1, "full-duplex"}, {2, "half-duplex"}, {3, "in"}, {4, "out"}};

/// Whether `n` bytes are left. What is printed of a structure is read only when all of it is captured.
bool has_structure(Reader& r, size_t n) {
  if (r.length() < n) return false;
  r.need(n);
  return true;
}

std::string_view up_or_down(bool up) {
  return up ? "up" : "down";
}

/// False when there is too little of it.
bool print_generic(Printer& p, Reader& r) {
  if (!has_structure(r, 88)) return false;
  p.put("\n\t      ifindex ", r.u32());
  p.put(", iftype ", r.u32());
  p.put(", ifspeed ", r.u64());
  const uint32_t direction = r.u32();
  p.put(", ifdirection ", direction, " (", name_or(kDirections, direction), ')');
  const uint32_t status = r.u32();
  p.put("\n\t      ifstatus ", status, ", adminstatus: ", up_or_down((status & 1) != 0),
        ", operstatus: ", up_or_down((status >> 1 & 1) != 0));
  p.put("\n\t      In octets ", r.u64());
  p.put(", unicast pkts ", r.u32());
  p.put(", multicast pkts ", r.u32());
  p.put(", broadcast pkts ", r.u32());
  p.put(", discards ", r.u32());
  p.put("\n\t      In errors ", r.u32());
  p.put(", unknown protos ", r.u32());
  p.put("\n\t      Out octets ", r.u64());
  p.put(", unicast pkts ", r.u32());
  p.put(", multicast pkts ", r.u32());
  p.put(", broadcast pkts ", r.u32());
  p.put(", discards ", r.u32());
  p.put("\n\t      Out errors ", r.u32());
  p.put(", promisc mode ", r.u32());
  return true;
}

bool print_ethernet(Printer& p, Reader& r) {
  if (!has_structure(r, 52)) return false;
  p.put("\n\t      align errors ", r.u32());
  p.put(", fcs errors ", r.u32());
  p.put(", single collision ", r.u32());
  p.put(", multiple collision ", r.u32());
  p.put(", test error ", r.u32());
  p.put("\n\t      deferred ", r.u32());
  p.put(", late collision ", r.u32());
  p.put(", excessive collision ", r.u32());
  p.put(", mac trans error ", r.u32());
  p.put("\n\t      carrier error ", r.u32());
  p.put(", frames too long ", r.u32());
  p.put(", mac receive errors ", r.u32());
  p.put(", symbol errors ", r.u32());
  return true;
}

bool print_base_vg(Printer& p, Reader& r) {
  if (!has_structure(r, 80)) return false;
  p.put("\n\t      in high prio frames ", r.u32());
  p.put(", in high prio octets ", r.u64());
  p.put("\n\t      in norm prio frames ", r.u32());
  p.put(", in norm prio octets ", r.u64());
  p.put("\n\t      in ipm errors ", r.u32());
  p.put(", oversized ", r.u32());
  p.put(", in data errors ", r.u32());
  p.put(", null addressed frames ", r.u32());
  p.put("\n\t      out high prio frames ", r.u32());
  p.put(", out high prio octets ", r.u64());
  p.put(", trans into frames ", r.u32());
  p.put("\n\t      in hc high prio octets ", r.u64());
  p.put(", in hc norm prio octets ", r.u64());
  p.put(", out hc high prio octets ", r.u64());
  return true;
}

bool print_vlan(Printer& p, Reader& r) {
  if (!has_structure(r, 28)) return false;
  p.put("\n\t      vlan_id ", r.u32());
  p.put(", octets ", r.u64());
  p.put(", unicast_pkt ", r.u32());
  p.put(", multicast_pkt ", r.u32());
  p.put(", broadcast_pkt ", r.u32());
  p.put(", discards ", r.u32());
  return true;
}

bool print_processor(Printer& p, Reader& r) {
  if (!has_structure(r, 28)) return false;
  p.put("\n\t      5sec ", r.u32());
  p.put(", 1min ", r.u32());
  p.put(", 5min ", r.u32());
  p.put(", total_mem ", r.u64());
  p.put(", total_mem ", r.u64());
  return true;
}

bool print_counter(Printer& p, Reader r, uint32_t type, size_t length) {
  switch (type) {
    case kGeneric:
      return print_generic(p, r);
    case kEthernet:
      return print_ethernet(p, r);
    case kTokenRing:
      return true;
    case kBaseVg:
      return print_base_vg(p, r);
    case kVlan:
      return print_vlan(p, r);
    case kProcessor:
      return print_processor(p, r);
    default:
      if (p.verbose() <= 1) put_unknown(p, "\n\t\t", r, length);
      return true;
  }
}

bool print_raw_packet(Printer& p, Reader& r) {
  if (!has_structure(r, 16)) return false;
  const uint32_t protocol = r.u32();
  p.put("\n\t      protocol ", name_or(kRawProtocols, protocol), " (", protocol, ')');
  p.put(", length ", r.u32());
  p.put(", stripped bytes ", r.u32());
  p.put(", header_size ", r.u32());
  return true;
}

bool print_flow(Printer& p, Reader r, uint32_t type, size_t length) {
  switch (type) {
    case kRawPacket:
      return print_raw_packet(p, r);
    case kEthernetFrame:
      if (!has_structure(r, 20)) return false;
      p.put("\n\t      frame len ", r.u32());
      r.skip(16);  // the addresses
      p.put(", type ", r.u32());
      return true;
    case kExtendedSwitch:
      if (!has_structure(r, 16)) return false;
      p.put("\n\t      src vlan ", r.u32());
      p.put(", src pri ", r.u32());
      p.put(", dst vlan ", r.u32());
      p.put(", dst pri ", r.u32());
      return true;
    default:
      if (find_name(kFlows, type).empty() && p.verbose() <= 1) put_unknown(p, "\n\t\t", r, length);
      return true;
  }
}

/// How the records of a kind of sample print. They are given what is left of the datagram: their own length is only
/// told, and says where the next one begins.
struct Records {
  NameTable names;
  int enterprise_shift;  // tcpdump takes fewer bits of a counter's
  std::string_view after_enterprise;
  bool (*print)(Printer& p, Reader r, uint32_t type, size_t length);
};
constexpr Records kFlowRecords = {kFlows, 12, " ", print_flow};
constexpr Records kCounterRecords = {kCounters, 20, ", ", print_counter};

/// False when one is malformed.
bool print_records(Printer& p, Reader r, uint32_t count, const Records& records) {
  for (; count > 0 && !p.stopped(); count--) {
    if (r.length() < 8) return false;
    const uint32_t format = r.u32();
    const uint32_t length = r.u32();
    const uint32_t type = format & 0xfff;
    const uint32_t enterprise = format >> records.enterprise_shift;
    p.put("\n\t    enterprise ", enterprise, records.after_enterprise,
          enterprise == 0 ? name_or(records.names, type) : "Unknown", " (", type, ") length ", length);
    if (r.length() < length) return false;
    if (enterprise == 0 && !records.print(p, r, type, length)) return false;
    r.skip(length);
  }
  return true;
}

/// The type and index of a source in one word, or in two in the expanded samples.
void put_source(Printer& p, Reader& r, bool expanded) {
  const uint32_t first = r.u32();
  const uint32_t index = expanded ? r.u32() : first & 0xffffff;
  p.put(", type ", expanded ? first : first >> 24, ", idx ", index);
}

bool print_flow_sample(Printer& p, Reader r, bool expanded) {
  if (!has_structure(r, expanded ? 44 : 32)) return false;
  p.put(" seqnum ", r.u32());
  put_source(p, r, expanded);
  p.put(", rate ", r.u32());
  p.put(", pool ", r.u32());
  p.put(", drops ", r.u32());
  if (expanded) {
    r.skip(16);  // the interfaces
    p.put(',');
  } else {
    p.put(", input ", r.u32());
    p.put(" output ", r.u32());
  }
  const uint32_t records = r.u32();
  p.put(" records ", records);
  return print_records(p, r, records, kFlowRecords);
}

bool print_counter_sample(Printer& p, Reader r, bool expanded) {
  if (!has_structure(r, expanded ? 16 : 12)) return false;
  p.put(" seqnum ", r.u32());
  put_source(p, r, expanded);
  const uint32_t records = r.u32();
  p.put(", records ", records);
  return print_records(p, r, records, kCounterRecords);
}

bool print_sample(Printer& p, Reader r, uint32_t type, size_t length) {
  switch (type) {
    case kFlow:
    case kExpandedFlow:
      return print_flow_sample(p, r, type == kExpandedFlow);
    case kCounter:
    case kExpandedCounter:
      return print_counter_sample(p, r, type == kExpandedCounter);
    default:
      if (p.verbose() <= 1) put_unknown(p, "\n\t    ", r, length);
      return true;
  }
}

/// False when one is malformed.
bool print_samples(Printer& p, Reader r, uint32_t count) {
  for (; count > 0 && r.length() > 0; count--) {
    const uint32_t type = r.u32() & 0xfff;
    const uint32_t length = r.u32();
    p.put("\n\t", name_or(kSamples, type), " (", type, "), length ", length, ',');
    if (type == 0 || length == 0) return true;
    if (r.length() < length) return false;
    r.need(length);
    if (!print_sample(p, r, type, length)) return false;
    r.skip(length);
  }
  return true;
}

}  // namespace

void print_sflow(Printer& p, Reader r) {
  p.protocol = "sflow";
  const size_t length = r.length();
  const Reader datagram = r;
  const uint32_t version = r.u32();
  const uint32_t agent_type = r.u32();
  if ((agent_type == kAgentIpv4 && length < kHeaderIpv4) || (agent_type == kAgentIpv6 && length < kHeaderIpv6)) {
    p.put("sFlowv", version, " [length ", length, " < ", kHeaderIpv4, ']');
    return p.invalid();
  }
  if (!Reader(datagram).need(kHeaderIpv4)) return;
  if (version != kVersion) return p.put("sFlow version ", version, " packet not supported");
  const bool ipv6 = agent_type != kAgentIpv4;
  const auto agent = r.bytes(ipv6 ? 16 : 4);
  const uint32_t agent_id = r.u32();
  const bool verbose = p.verbose() > 0;
  if (verbose) r.need(12);
  p.put("sFlowv", version, ", ", ipv6 ? "IPv6" : "IPv4", " agent ", host_name(p, agent), ", agent-id ", agent_id);
  if (!verbose) return p.put(", length ", length);
  p.put(", seqnum ", r.u32());
  p.put(", uptime ", r.u32());
  const uint32_t samples = r.u32();
  p.put(", samples ", samples, ", length ", length);
  if (print_samples(p, r, samples)) return;
  p.invalid();
  Reader(datagram).need(length);
}

}  // namespace trawl
