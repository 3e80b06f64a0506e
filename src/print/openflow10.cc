// OpenFlow 1.0: ONF TS-001, OpenFlow Switch Specification 1.0.0.
#include "print/ethernet.h"
#include "print/openflow.h"
#include "print/protocols.h"
#include "print/registry.h"

namespace trawl {

namespace {

constexpr uint16_t kController = 0xfffd;
constexpr ValueName kPorts[] = {
    {0xff00, "MAX"}, {0xfff8, "IN_PORT"},         {0xfff9, "TABLE"}, {0xfffa, "NORMAL"}, {0xfffb, "FLOOD"},
    {0xfffc, "ALL"}, {kController, "CONTROLLER"}, {0xfffe, "LOCAL"}, {0xffff, "NONE"},
};
constexpr ValueName kPortConfig[] = {
    {0x01, "PORT_DOWN"}, {0x02, "NO_STP"}, {0x04, "NO_RECV"},      {0x08, "NO_RECV_STP"},
    {0x10, "NO_FLOOD"},  {0x20, "NO_FWD"}, {0x40, "NO_PACKET_IN"},
};
constexpr uint32_t kPortConfigReserved = ~uint32_t{0x7f};
constexpr uint32_t kSpanningTree = 0x300;
constexpr uint32_t kLinkDown = 1;
constexpr ValueName kSpanningTreeStates[] = {
    {0x000, "STP_LISTEN"}, {0x100, "STP_LEARN"}, {0x200, "STP_FORWARD"}, {0x300, "STP_BLOCK"}};
constexpr ValueName kPortFeatures[] = {
    {0x001, "10MB_HD"}, {0x002, "10MB_FD"}, {0x004, "100MB_HD"}, {0x008, "100MB_FD"},
    {0x010, "1GB_HD"},  {0x020, "1GB_FD"},  {0x040, "10GB_FD"},  {0x080, "COPPER"},
    {0x100, "FIBER"},   {0x200, "AUTONEG"}, {0x400, "PAUSE"},    {0x800, "PAUSE_ASYM"},
};
constexpr uint32_t kPortFeaturesReserved = 0xfffff000;
constexpr ValueName kCapabilities[] = {
    {0x01, "FLOW_STATS"}, {0x02, "TABLE_STATS"}, {0x04, "PORT_STATS"},  {0x08, "STP"},
    {0x10, "RESERVED"},   {0x20, "IP_REASM"},    {0x40, "QUEUE_STATS"}, {0x80, "ARP_MATCH_IP"},
};
constexpr uint32_t kCapabilitiesReserved = 0xffffff10;
constexpr ValueName kFragments[] = {{0, "FRAG_NORMAL"}, {1, "FRAG_DROP"}, {2, "FRAG_REASM"}};
constexpr ValueName kTables[] = {{0xfe, "EMERG"}, {0xff, "ALL"}};
constexpr ValueName kPacketInReasons[] = {{0, "NO_MATCH"}, {1, "ACTION"}};
constexpr ValueName kRemovedReasons[] = {{0, "IDLE_TIMEOUT"}, {1, "HARD_TIMEOUT"}, {2, "DELETE"}};
constexpr ValueName kPortReasons[] = {{0, "ADD"}, {1, "DELETE"}, {2, "MODIFY"}};
enum Command : uint16_t { kAdd, kModify, kModifyStrict, kDelete, kDeleteStrict };
constexpr ValueName kCommands[] = {
    {kAdd, "ADD"},
    {kModify, "MODIFY"},
    {kDelete, "DELETE"},
    {kModifyStrict, "MODIFY_STRICT"},
    {kDeleteStrict, "DELETE_STRICT"},
};
constexpr ValueName kFlowFlags[] = {{1, "SEND_FLOW_REM"}, {2, "CHECK_OVERLAP"}, {4, "EMERG"}};
constexpr uint32_t kFlowFlagsReserved = 0xfff8;
constexpr uint32_t kNoBuffer = 0xffffffff;
constexpr uint32_t kAllQueues = 0xffffffff;
constexpr uint16_t kNoVlan = 0xffff;

enum Wildcard : uint32_t {
  kAnyInPort = 1 << 0,
  kAnyVlan = 1 << 1,
  kAnyMacSource = 1 << 2,
  kAnyMacDestination = 1 << 3,
  kAnyEthertype = 1 << 4,
  kAnyIpProtocol = 1 << 5,
  kAnySourcePort = 1 << 6,
  kAnyDestinationPort = 1 << 7,
  kAnyPriority = 1 << 20,
  kAnyTypeOfService = 1 << 21,
};
constexpr ValueName kWildcards[] = {
    {kAnyInPort, "IN_PORT"},        {kAnyVlan, "DL_VLAN"},           {kAnyMacSource, "DL_SRC"},
    {kAnyMacDestination, "DL_DST"}, {kAnyEthertype, "DL_TYPE"},      {kAnyIpProtocol, "NW_PROTO"},
    {kAnySourcePort, "TP_SRC"},     {kAnyDestinationPort, "TP_DST"}, {kAnyPriority, "DL_VLAN_PCP"},
    {kAnyTypeOfService, "NW_TOS"},
};
constexpr uint32_t kWildcardsReserved = 0xffc00000;
constexpr uint16_t kIpv4 = 0x0800;
constexpr uint16_t kArp = 0x0806;
constexpr uint8_t kIcmp = 1;

enum ActionType : uint16_t {
  kOutput,
  kSetVlan,
  kSetPriority,
  kStripVlan,
  kSetMacSource,
  kSetMacDestination,
  kSetIpSource,
  kSetIpDestination,
  kSetTypeOfService,
  kSetSourcePort,
  kSetDestinationPort,
  kEnqueue,
  kVendorAction = 0xffff,
};
constexpr ValueName kActions[] = {
    {kOutput, "OUTPUT"},
    {kSetVlan, "SET_VLAN_VID"},
    {kSetPriority, "SET_VLAN_PCP"},
    {kStripVlan, "STRIP_VLAN"},
    {kSetMacSource, "SET_DL_SRC"},
    {kSetMacDestination, "SET_DL_DST"},
    {kSetIpSource, "SET_NW_SRC"},
    {kSetIpDestination, "SET_NW_DST"},
    {kSetTypeOfService, "SET_NW_TOS"},
    {kSetSourcePort, "SET_TP_SRC"},
    {kSetDestinationPort, "SET_TP_DST"},
    {kEnqueue, "ENQUEUE"},
    {kVendorAction, "VENDOR"},
};
/// The actions that a switch supports, as bits: the same names but for the vendor's.
constexpr ValueName kActionBits[] = {
    {1 << kOutput, "OUTPUT"},
    {1 << kSetVlan, "SET_VLAN_VID"},
    {1 << kSetPriority, "SET_VLAN_PCP"},
    {1 << kStripVlan, "STRIP_VLAN"},
    {1 << kSetMacSource, "SET_DL_SRC"},
    {1 << kSetMacDestination, "SET_DL_DST"},
    {1 << kSetIpSource, "SET_NW_SRC"},
    {1 << kSetIpDestination, "SET_NW_DST"},
    {1 << kSetTypeOfService, "SET_NW_TOS"},
    {1 << kSetSourcePort, "SET_TP_SRC"},
    {1 << kSetDestinationPort, "SET_TP_DST"},
    {1 << kEnqueue, "ENQUEUE"},
};
constexpr uint32_t kActionBitsReserved = 0xfffff000;

enum StatsType : uint16_t { kDescription, kFlow, kAggregate, kTable, kPort, kQueue, kVendorStats = 0xffff };
constexpr ValueName kStats[] = {
    {kDescription, "DESC"}, {kFlow, "FLOW"},   {kAggregate, "AGGREGATE"}, {kTable, "TABLE"},
    {kPort, "PORT"},        {kQueue, "QUEUE"}, {kVendorStats, "VENDOR"},
};
constexpr ValueName kStatsReplyFlags[] = {{1, "MORE"}};

enum QueueProperty : uint16_t { kNoProperty, kMinRate };
constexpr ValueName kProperties[] = {{kNoProperty, "NONE"}, {kMinRate, "MIN_RATE"}};

constexpr std::string_view kHelloErrors[] = {"INCOMPATIBLE", "EPERM"};
constexpr std::string_view kRequestErrors[] = {"BAD_VERSION", "BAD_TYPE",     "BAD_STAT",
                                               "BAD_VENDOR",  "BAD_SUBTYPE",  "EPERM",
                                               "BAD_LEN",     "BUFFER_EMPTY", "BUFFER_UNKNOWN"};
constexpr std::string_view kActionErrors[] = {"BAD_TYPE",        "BAD_LEN",      "BAD_VENDOR",
                                              "BAD_VENDOR_TYPE", "BAD_OUT_PORT", "BAD_ARGUMENT",
                                              "EPERM",           "TOO_MANY",     "BAD_QUEUE"};
constexpr std::string_view kFlowModErrors[] = {"ALL_TABLES_FULL",   "OVERLAP",     "EPERM",
                                               "BAD_EMERG_TIMEOUT", "BAD_COMMAND", "UNSUPPORTED"};
constexpr std::string_view kPortModErrors[] = {"BAD_PORT", "BAD_HW_ADDR"};
constexpr std::string_view kQueueOpErrors[] = {"BAD_PORT", "BAD_QUEUE", "EPERM"};

/// An error's type, with the names of its codes from 0 on.
struct ErrorType {
  std::string_view name;
  std::span<const std::string_view> codes;
};
constexpr ErrorType kErrorTypes[] = {
    {"HELLO_FAILED", kHelloErrors},      {"BAD_REQUEST", kRequestErrors},     {"BAD_ACTION", kActionErrors},
    {"FLOW_MOD_FAILED", kFlowModErrors}, {"PORT_MOD_FAILED", kPortModErrors}, {"QUEUE_OP_FAILED", kQueueOpErrors},
};

Named port_name(uint16_t port) {
  return named(kPorts, port);
}

struct VlanId {
  uint16_t id;
};
void append(TextBuffer& out, VlanId v) {
  if (v.id == kNoVlan) return out.put("NONE");
  out.put(v.id, v.id > 0 && v.id < 0xfff ? "" : " (bogus)");
}

struct Priority {
  uint8_t value;
};
void append(TextBuffer& out, Priority v) {
  out.put(v.value, v.value > 7 ? " (bogus)" : "");
}

struct BufferId {
  uint32_t id;
};
void append(TextBuffer& out, BufferId b) {
  b.id == kNoBuffer ? out.put("NONE") : out.put("0x", hex(b.id, 8));
}

struct QueueId {
  uint32_t id;
};
void append(TextBuffer& out, QueueId q) {
  q.id == kAllQueues ? out.put("ALL") : out.put(q.id);
}

/// A frame that a switch and its controller hand to each other. It is decoded with -vvv.
void print_frame(Printer& p, Reader& r) {
  const size_t length = r.length();
  if (length == 0) return;
  p.put("\n\t data (", length, " octets)");
  if (p.verbose() > 2) {
    p.put(", frame decoding below\n");
    const LessVerbose frame{p, 3};
    if (Layer layer{p}) print_ethernet_frame(p, r.first(length));
    r.skip(length);
  } else {
    r.bytes(length);
  }
}

void put_vendor(Printer& p, Reader& r, uint32_t& vendor) {
  vendor = r.u32();
  p.put(", vendor 0x", hex(vendor, 8), " (", openflow_vendor_name(vendor), ')');
}

bool print_error(Printer& p, Reader r) {
  const uint16_t type = r.u16();
  const ErrorType* const known = type < std::size(kErrorTypes) ? &kErrorTypes[type] : nullptr;
  if (known != nullptr) {
    p.put("\n\t type ", known->name);
  } else {
    p.put("\n\t type invalid (0x", hex(type, 4), ')');
  }
  const uint16_t code = r.u16();
  if (known != nullptr && code < known->codes.size()) {
    p.put(", code ", known->codes[code]);
  } else {
    p.put(", code invalid (0x", hex(code, 4), ')');
  }
  put_openflow_data(p, r);
  return true;
}

bool print_vendor(Printer& p, Reader r) {
  uint32_t vendor = 0;
  put_vendor(p, r, vendor);
  if (vendor == kOpenflowBigSwitch) return print_big_switch_message(p, r.after(0));
  put_openflow_data(p, r);
  return true;
}

void print_port(Printer& p, Reader& r) {
  p.put("\n\t  port_no ", port_name(r.u16()));
  p.put(", hw_addr ", ethernet_name(p, r.bytes(6)));
  p.put(", name '");
  put_padded_text(p, r, 16);
  p.put('\'');
  if (p.verbose() < 2) {
    r.bytes(24);
    return;
  }
  p.put("\n\t   config ", OpenflowBits{kPortConfig, r.u32(), kPortConfigReserved});
  const uint32_t state = r.u32();
  p.put("\n\t   state 0x", hex(state, 8), " (", find_name(kSpanningTreeStates, state & kSpanningTree),
        (state & kLinkDown) != 0 ? ", LINK_DOWN)" : ")", (state & ~(kSpanningTree | kLinkDown)) != 0 ? " (bogus)" : "");
  for (const std::string_view what : {"curr", "advertised", "supported", "peer"}) {
    p.put("\n\t   ", what, ' ', OpenflowBits{kPortFeatures, r.u32(), kPortFeaturesReserved});
  }
}

bool print_features(Printer& p, Reader r) {
  p.put("\n\t dpid 0x", hex(r.u64(), 16));
  p.put(", n_buffers ", r.u32());
  p.put(", n_tables ", r.u8());
  r.skip(3);
  p.put("\n\t capabilities ", OpenflowBits{kCapabilities, r.u32(), kCapabilitiesReserved});
  p.put("\n\t actions ", OpenflowBits{kActionBits, r.u32(), kActionBitsReserved});
  while (r.length() > 0) {
    if (!check_openflow_length(p, "\n\t  port def. length", r.length(), '<', 48)) return false;
    print_port(p, r);
  }
  return true;
}

bool print_config(Printer& p, Reader r) {
  p.put("\n\t flags ", named_hex(kFragments, r.u16(), "invalid (0x", ")", 4));
  p.put(", miss_send_len ", r.u16());
  return true;
}

bool print_packet_in(Printer& p, Reader r) {
  p.put("\n\t buffer_id ", BufferId{r.u32()});
  p.put(", total_len ", r.u16());
  p.put(", in_port ", port_name(r.u16()));
  p.put(", reason ", named_hex(kPacketInReasons, r.u8(), "invalid (0x", ")", 2));
  r.bytes(1);
  print_frame(p, r);
  return true;
}

/// The fields of a match (section 5.2.3), those that are no wildcards.
void print_match(Printer& p, Reader& r, std::string_view indent) {
  const uint32_t wildcards = r.u32();
  const auto is_set = [&](uint32_t bit) { return (wildcards & bit) == 0; };
  if ((wildcards & kWildcardsReserved) != 0) p.put(indent, "wildcards 0x", hex(wildcards, 8), " (bogus)");
  const uint16_t in_port = r.u16();
  if (is_set(kAnyInPort)) p.put(indent, "match in_port ", port_name(in_port));
  const auto source = r.bytes(6);
  if (is_set(kAnyMacSource)) p.put(indent, "match dl_src ", mac_text(source));
  const auto destination = r.bytes(6);
  if (is_set(kAnyMacDestination)) p.put(indent, "match dl_dst ", mac_text(destination));
  const uint16_t vlan = r.u16();
  if (is_set(kAnyVlan)) p.put(indent, "match dl_vlan ", VlanId{vlan});
  const uint8_t priority = r.u8();
  if (is_set(kAnyPriority)) p.put(indent, "match dl_vlan_pcp ", Priority{priority});
  r.bytes(1);
  const uint16_t type = r.u16();
  if (is_set(kAnyEthertype)) p.put(indent, "match dl_type 0x", hex(type, 4));
  const uint8_t type_of_service = r.u8();
  if (is_set(kAnyTypeOfService)) p.put(indent, "match nw_tos 0x", hex(type_of_service, 2));
  const uint8_t protocol = r.u8();
  const bool arp = is_set(kAnyEthertype) && type == kArp;
  if (is_set(kAnyIpProtocol)) p.put(indent, "match ", arp ? "arp_opcode " : "nw_proto ", protocol);
  r.bytes(2);
  for (const auto& [name, shift] : {std::pair("src", 8), std::pair("dst", 14)}) {
    const auto address = r.bytes(4);
    const uint32_t ignored = wildcards >> shift & 0x3f;
    if (ignored < 32) p.put(indent, "match nw_", name, ' ', ip4_text(address), '/', 32 - ignored);
  }
  const bool icmp = is_set(kAnyEthertype) && type == kIpv4 && is_set(kAnyIpProtocol) && protocol == kIcmp;
  const uint16_t source_port = r.u16();
  if (is_set(kAnySourcePort)) p.put(indent, "match ", icmp ? "icmp_type " : "tp_src ", source_port);
  const uint16_t destination_port = r.u16();
  if (is_set(kAnyDestinationPort)) p.put(indent, "match ", icmp ? "icmp_code " : "tp_dst ", destination_port);
}

/// Whether a known action is as long as it should be.
bool is_action_length(uint16_t type, size_t length) {
  switch (type) {
    case kSetMacSource:
    case kSetMacDestination:
    case kEnqueue:
      return length == 16;
    case kVendorAction:
      return true;
    default:
      return type > kEnqueue || length == 8;
  }
}

void print_action_body(Printer& p, Reader r, uint16_t type) {
  uint32_t vendor = 0;
  switch (type) {
    case kOutput: {
      const uint16_t port = r.u16();
      p.put(", port ", port_name(port));
      if (const uint16_t most = r.u16(); port == kController) p.put(", max_len ", most);
      return;
    }
    case kSetVlan:
      return p.put(", vlan_vid ", VlanId{r.u16()});
    case kSetPriority:
      return p.put(", vlan_pcp ", Priority{r.u8()});
    case kSetMacSource:
    case kSetMacDestination:
      return p.put(", dl_addr ", mac_text(r.bytes(6)));
    case kSetIpSource:
    case kSetIpDestination:
      return p.put(", nw_addr ", ip4_text(r.bytes(4)));
    case kSetTypeOfService:
      return p.put(", nw_tos 0x", hex(r.u8(), 2));
    case kSetSourcePort:
    case kSetDestinationPort:
      return p.put(", tp_port ", r.u16());
    case kEnqueue:
      p.put(", port ", port_name(r.u16()));
      r.skip(6);
      return p.put(", queue_id ", QueueId{r.u32()});
    case kVendorAction:
      put_vendor(p, r, vendor);
      if (vendor != kOpenflowBigSwitch) return put_openflow_data(p, r);
      if (!print_big_switch_action(p, r.after(0))) p.invalid();
      return;
    default:
      return;
  }
}

/// False when one is malformed.
bool print_actions(Printer& p, Reader& r, size_t length, std::string_view indent) {
  while (length > 0 && !p.stopped()) {
    p.put(indent, "action");
    if (!check_openflow_length(p, "remaining length", length, '<', 8)) return false;
    const uint16_t type = r.u16_at(0);
    p.put(" type ", named_hex(kActions, type, "invalid (0x", ")", 4));
    const uint16_t action_length = r.u16_at(2);
    p.put(", len ", action_length);
    if (!check_openflow_length(p, "alen", action_length, '<', 8)) return false;
    if (!check_openflow_length(p, "alen", action_length, '>', length)) return false;
    if (is_action_length(type, action_length)) {
      print_action_body(p, r.after(4).with_length(action_length - size_t{4}), type);
    } else {
      p.put(" (bogus)");
    }
    r.bytes(action_length);
    length -= action_length;
  }
  return true;
}

void put_optional(Printer& p, std::string_view what, uint16_t value) {
  if (value != 0) p.put(what, value);
}

bool print_flow_removed(Printer& p, Reader r) {
  print_match(p, r, "\n\t ");
  p.put("\n\t cookie 0x", hex(r.u64(), 16));
  put_optional(p, ", priority ", r.u16());
  p.put(", reason ", named_hex(kRemovedReasons, r.u8(), "unknown (0x", ")", 2));
  r.skip(1);
  p.put(", duration_sec ", r.u32());
  p.put(", duration_nsec ", r.u32());
  put_optional(p, ", idle_timeout ", r.u16());
  r.skip(2);
  p.put(", packet_count ", r.u64());
  p.put(", byte_count ", r.u64());
  return true;
}

bool print_port_status(Printer& p, Reader r) {
  p.put("\n\t reason ", named_hex(kPortReasons, r.u8(), "invalid (0x", ")", 2));
  r.skip(7);
  print_port(p, r);
  return true;
}

bool print_packet_out(Printer& p, Reader r) {
  p.put("\n\t buffer_id 0x", hex(r.u32(), 8));
  p.put(", in_port ", port_name(r.u16()));
  const uint16_t actions = r.u16();
  p.put(", actions_len ", actions);
  if (!check_openflow_length(p, "actions_len", actions, '>', r.length())) return false;
  Reader list = r.after(0);
  if (!print_actions(p, list, actions, "\n\t ")) p.invalid();
  r.bytes(actions);
  print_frame(p, r);
  return true;
}

bool print_flow_mod(Printer& p, Reader r) {
  print_match(p, r, "\n\t ");
  p.put("\n\t cookie 0x", hex(r.u64(), 16));
  const uint16_t command = r.u16();
  p.put(", command ", named_hex(kCommands, command, "invalid (0x", ")", 4));
  put_optional(p, ", idle_timeout ", r.u16());
  put_optional(p, ", hard_timeout ", r.u16());
  put_optional(p, ", priority ", r.u16());
  const uint32_t buffer = r.u32();
  if (command == kAdd || command == kModify || command == kModifyStrict) p.put(", buffer_id ", BufferId{buffer});
  const uint16_t out_port = r.u16();
  if (command == kDelete || command == kDeleteStrict) p.put(", out_port ", port_name(out_port));
  p.put(", flags ", OpenflowBits{kFlowFlags, r.u16(), kFlowFlagsReserved, 4});
  return print_actions(p, r, r.length(), "\n\t ");
}

bool print_port_mod(Printer& p, Reader r) {
  p.put("\n\t port_no ", port_name(r.u16()));
  p.put(", hw_addr ", ethernet_name(p, r.bytes(6)));
  p.put("\n\t  config ", OpenflowBits{kPortConfig, r.u32(), kPortConfigReserved});
  p.put("\n\t  mask ", OpenflowBits{kPortConfig, r.u32(), kPortConfigReserved});
  p.put("\n\t  advertise ", OpenflowBits{kPortFeatures, r.u32(), kPortFeaturesReserved});
  r.bytes(4);
  return true;
}

bool print_vendor_stats(Printer& p, Reader& r) {
  if (!check_openflow_length(p, "len", r.length(), '<', 4)) return false;
  uint32_t vendor = 0;
  put_vendor(p, r, vendor);
  put_openflow_data(p, r);
  return true;
}

bool print_stats_request(Printer& p, Reader r) {
  const uint16_t type = r.u16();
  p.put("\n\t type ", named_hex(kStats, type, "invalid (0x", ")", 4));
  const uint16_t flags = r.u16();
  p.put(", flags 0x", hex(flags, 4), flags != 0 ? " (bogus)" : "");
  const auto is_length = [&](size_t n) { return check_openflow_length(p, "len", r.length(), '!', n); };
  switch (type) {
    case kDescription:
    case kTable:
      return is_length(0);
    case kFlow:
    case kAggregate:
      if (!is_length(44)) return false;
      print_match(p, r, "\n\t ");
      p.put("\n\t table_id ", named(kTables, r.u8()));
      r.skip(1);
      p.put(", out_port ", port_name(r.u16()));
      return true;
    case kPort:
      if (!is_length(8)) return false;
      p.put("\n\t port_no ", port_name(r.u16()));
      r.bytes(6);
      return true;
    case kQueue:
      if (!is_length(8)) return false;
      p.put("\n\t port_no ", port_name(r.u16()));
      r.skip(2);
      p.put(", queue_id ", QueueId{r.u32()});
      return true;
    case kVendorStats:
      return print_vendor_stats(p, r);
    default:
      return true;
  }
}

bool print_description(Printer& p, Reader& r) {
  p.put("\n\t ");
  if (!check_openflow_length(p, "len", r.length(), '!', 1056)) return false;
  struct Field {
    std::string_view name;
    size_t size;
  };
  static constexpr Field kFields[] = {
      {"mfr_desc", 256}, {"hw_desc", 256}, {"sw_desc", 256}, {"serial_num", 32}, {"dp_desc", 256}};
  std::string_view before = " ";
  for (const auto& [name, size] : kFields) {
    p.put(before, name, " '");
    put_padded_text(p, r, size);
    p.put('\'');
    before = "\n\t  ";
  }
  return true;
}

bool print_flow_stats(Printer& p, Reader& r) {
  while (r.length() > 0 && !p.stopped()) {
    p.put("\n\t");
    if (!check_openflow_length(p, "remaining length", r.length(), '<', 88)) return false;
    const size_t left = r.length();
    const uint16_t length = r.u16();
    p.put(" length ", length);
    if (!check_openflow_length(p, "entry_len", length, '<', 88)) return false;
    if (!check_openflow_length(p, "entry_len", length, '>', left)) return false;
    p.put(", table_id ", named(kTables, r.u8()));
    r.bytes(1);
    print_match(p, r, "\n\t  ");
    p.put("\n\t  duration_sec ", r.u32());
    p.put(", duration_nsec ", r.u32());
    p.put(", priority ", r.u16());
    p.put(", idle_timeout ", r.u16());
    p.put(", hard_timeout ", r.u16());
    r.skip(6);
    p.put(", cookie 0x", hex(r.u64(), 16));
    p.put(", packet_count ", r.u64());
    p.put(", byte_count ", r.u64());
    Reader actions = r.after(0);
    if (!print_actions(p, actions, length - size_t{88}, "\n\t  ")) p.invalid();
    r.bytes(length - size_t{88});
  }
  return true;
}

bool print_aggregate_stats(Printer& p, Reader& r) {
  p.put("\n\t");
  if (!check_openflow_length(p, "remaining length", r.length(), '!', 24)) return false;
  p.put(" packet_count ", r.u64());
  p.put(", byte_count ", r.u64());
  p.put(", flow_count ", r.u32());
  r.bytes(4);
  return true;
}

bool print_table_stats(Printer& p, Reader& r) {
  while (r.length() > 0 && !p.stopped()) {
    p.put("\n\t");
    if (!check_openflow_length(p, "remaining length", r.length(), '<', 64)) return false;
    p.put(" table_id ", named(kTables, r.u8()));
    r.skip(3);
    p.put(", name '");
    put_padded_text(p, r, 32);
    p.put('\'');
    p.put("\n\t  wildcards ", OpenflowBits{kWildcards, r.u32(), kWildcardsReserved});
    p.put("\n\t  max_entries ", r.u32());
    p.put(", active_count ", r.u32());
    p.put(", lookup_count ", r.u64());
    p.put(", matched_count ", r.u64());
  }
  return true;
}

bool print_port_stats(Printer& p, Reader& r) {
  static constexpr std::string_view kCounters[] = {"rx_packets",   "tx_packets",  "rx_bytes",   "tx_bytes",
                                                   "rx_dropped",   "tx_dropped",  "rx_errors",  "tx_errors",
                                                   "rx_frame_err", "rx_over_err", "rx_crc_err", "collisions"};
  while (r.length() > 0 && !p.stopped()) {
    p.put("\n\t ");
    if (!check_openflow_length(p, "remaining length", r.length(), '<', 104)) return false;
    p.put(" port_no ", port_name(r.u16()));
    r.bytes(6);
    if (p.verbose() < 2) {
      r.bytes(96);
      continue;
    }
    for (const auto counter : kCounters) p.put(", ", counter, ' ', r.u64());
  }
  return true;
}

bool print_queue_stats(Printer& p, Reader& r) {
  while (r.length() > 0 && !p.stopped()) {
    p.put("\n\t ");
    if (!check_openflow_length(p, "remaining length", r.length(), '<', 32)) return false;
    p.put(" port_no ", port_name(r.u16()));
    r.skip(2);
    p.put(", queue_id ", r.u32());
    p.put(", tx_bytes ", r.u64());
    p.put(", tx_packets ", r.u64());
    p.put(", tx_errors ", r.u64());
  }
  return true;
}

bool print_stats_reply(Printer& p, Reader r) {
  const uint16_t type = r.u16();
  p.put("\n\t type ", named_hex(kStats, type, "invalid (0x", ")", 4));
  p.put(", flags ", OpenflowBits{kStatsReplyFlags, r.u16(), 0xfffe, 4});
  switch (type) {
    case kDescription:
      return print_description(p, r);
    case kFlow:
      return print_flow_stats(p, r);
    case kAggregate:
      return print_aggregate_stats(p, r);
    case kTable:
      return print_table_stats(p, r);
    case kPort:
      return print_port_stats(p, r);
    case kQueue:
      return print_queue_stats(p, r);
    case kVendorStats:
      return print_vendor_stats(p, r);
    default:
      r.need(r.length());
      return true;
  }
}

bool print_queue_request(Printer& p, Reader r) {
  p.put("\n\t port ", port_name(r.u16()));
  r.bytes(2);
  return true;
}

/// False when one is malformed.
bool print_queue_properties(Printer& p, Reader& r, size_t length) {
  while (length > 0 && !p.stopped()) {
    p.put("\n\t  ");
    if (!check_openflow_length(p, "remaining length", length, '<', 8)) return false;
    const uint16_t property = r.u16_at(0);
    p.put(" property ", named_hex(kProperties, property, "invalid (0x", ")", 4));
    const uint16_t property_length = r.u16_at(2);
    p.put(", len ", property_length);
    if (!check_openflow_length(p, "property length", property_length, '<', 8)) return false;
    if (!check_openflow_length(p, "property length", property_length, '>', length)) return false;
    const bool known = property == kNoProperty || property == kMinRate;
    if (known && property_length != (property == kMinRate ? 16 : 8)) {
      p.put(" (bogus)");
    } else if (property == kMinRate) {
      const uint16_t rate = r.u16_at(8);
      if (rate > 1000) {
        p.put(", rate disabled");
      } else {
        p.put(", rate ", rate / 10, '.', rate % 10, '%');
      }
    }
    r.bytes(property_length);
    length -= property_length;
  }
  return true;
}

bool print_queue_reply(Printer& p, Reader r) {
  p.put("\n\t port ", port_name(r.u16()));
  r.bytes(6);
  while (r.length() > 0 && !p.stopped()) {
    p.put("\n\t ");
    if (!check_openflow_length(p, "remaining length", r.length(), '<', 8)) return false;
    const size_t left = r.length();
    p.put(" queue_id ", r.u32());
    const uint16_t length = r.u16();
    p.put(", len ", length);
    if (!check_openflow_length(p, "prop. desc. length", length, '<', 8)) return false;
    if (!check_openflow_length(p, "prop. desc. length", length, '>', left)) return false;
    r.bytes(2);
    Reader properties = r.after(0);
    if (p.verbose() > 1 && !print_queue_properties(p, properties, length - size_t{8})) p.invalid();
    r.bytes(length - size_t{8});
  }
  return true;
}

constexpr OpenflowMessage kMessages[] = {
    {0, "HELLO", 0, kOpenflowAnyLength, print_openflow_data},
    {1, "ERROR", 4, kOpenflowAnyLength, print_error},
    {2, "ECHO_REQUEST", 0, kOpenflowAnyLength, print_openflow_data},
    {3, "ECHO_REPLY", 0, kOpenflowAnyLength, print_openflow_data},
    {4, "VENDOR", 4, kOpenflowAnyLength, print_vendor},
    {5, "FEATURES_REQUEST", 0, 0, nullptr},
    {6, "FEATURES_REPLY", 24, kOpenflowAnyLength, print_features},
    {7, "GET_CONFIG_REQUEST", 0, 0, nullptr},
    {8, "GET_CONFIG_REPLY", 4, 4, print_config},
    {9, "SET_CONFIG", 4, 4, print_config},
    {10, "PACKET_IN", 10, kOpenflowAnyLength, print_packet_in},
    {11, "FLOW_REMOVED", 80, 80, print_flow_removed},
    {12, "PORT_STATUS", 56, 56, print_port_status},
    {13, "PACKET_OUT", 8, kOpenflowAnyLength, print_packet_out},
    {14, "FLOW_MOD", 64, kOpenflowAnyLength, print_flow_mod},
    {15, "PORT_MOD", 24, 24, print_port_mod},
    {16, "STATS_REQUEST", 4, kOpenflowAnyLength, print_stats_request},
    {17, "STATS_REPLY", 4, kOpenflowAnyLength, print_stats_reply},
    {18, "BARRIER_REQUEST", 0, 0, nullptr},
    {19, "BARRIER_REPLY", 0, 0, nullptr},
    {20, "QUEUE_GET_CONFIG_REQUEST", 4, 4, print_queue_request},
    {21, "QUEUE_GET_CONFIG_REPLY", 8, kOpenflowAnyLength, print_queue_reply},
};

}  // namespace

std::span<const OpenflowMessage> openflow10_messages() {
  return kMessages;
}

}  // namespace trawl
