// OpenFlow 1.3: ONF TS-023, OpenFlow Switch Specification 1.3.5. Messages that carry matches, instructions or
// actions in its extensible form are named only.
#include "print/openflow.h"
#include "print/protocols.h"

namespace trawl {

namespace {

constexpr ValueName kPorts[] = {
    {0xffffff00, "MAX"},        {0xfffffff8, "IN_PORT"}, {0xfffffff9, "TABLE"},
    {0xfffffffa, "NORMAL"},     {0xfffffffb, "FLOOD"},   {0xfffffffc, "ALL"},
    {0xfffffffd, "CONTROLLER"}, {0xfffffffe, "LOCAL"},   {0xffffffff, "ANY"},
};
constexpr ValueName kPortConfig[] = {{0x01, "PORT_DOWN"}, {0x04, "NO_RECV"}, {0x20, "NO_FWD"}, {0x40, "NO_PACKET_IN"}};
constexpr uint32_t kPortConfigReserved = ~uint32_t{0x65};
constexpr ValueName kPortState[] = {{1, "LINK_DOWN"}, {2, "BLOCKED"}, {4, "LIVE"}};
constexpr uint32_t kPortStateReserved = ~uint32_t{7};
constexpr ValueName kPortFeatures[] = {
    {0x0001, "10MB_HD"},  {0x0002, "10MB_FD"}, {0x0004, "100MB_HD"}, {0x0008, "100MB_FD"},
    {0x0010, "1GB_HD"},   {0x0020, "1GB_FD"},  {0x0040, "10GB_FD"},  {0x0080, "40GB_FD"},
    {0x0100, "100GB_FD"}, {0x0200, "1TB_FD"},  {0x0400, "OTHER"},    {0x0800, "COPPER"},
    {0x1000, "FIBER"},    {0x2000, "AUTONEG"}, {0x4000, "PAUSE"},    {0x8000, "PAUSE_ASYM"},
};
constexpr uint32_t kPortFeaturesReserved = 0xffff0000;
constexpr ValueName kCapabilities[] = {
    {0x001, "FLOW_STATS"}, {0x002, "TABLE_STATS"}, {0x004, "PORT_STATS"},   {0x008, "GROUP_STATS"},
    {0x020, "IP_REASM"},   {0x040, "QUEUE_STATS"}, {0x100, "PORT_BLOCKED"},
};
constexpr uint32_t kCapabilitiesReserved = ~uint32_t{0x16f};
constexpr ValueName kFragments[] = {{0, "FRAG_NORMAL"}, {1, "FRAG_DROP"}, {2, "FRAG_REASM"}};
constexpr ValueName kMissSendLengths[] = {{0xffe5, "MAX"}, {0xffff, "NO_BUFFER"}};
constexpr ValueName kTables[] = {{254, "MAX"}, {255, "ALL"}};
constexpr ValueName kPortReasons[] = {{0, "ADD"}, {1, "DELETE"}, {2, "MODIFY"}};
constexpr ValueName kRoles[] = {{0, "NOCHANGE"}, {1, "EQUAL"}, {2, "MASTER"}, {3, "SLAVE"}};
constexpr ValueName kPacketInBits[] = {{1, "NO_MATCH"}, {2, "ACTION"}, {4, "INVALID_TTL"}};
constexpr ValueName kPortStatusBits[] = {{1, "ADD"}, {2, "DELETE"}, {4, "MODIFY"}};
constexpr uint32_t kAsyncReserved = ~uint32_t{7};
constexpr uint16_t kVersionBitmap = 1;
constexpr ValueName kElements[] = {{kVersionBitmap, "VERSIONBITMAP"}};
// tcpdump counts versions from bit 0 on.
constexpr ValueName kVersionBits[] = {{0x01, "1.0"}, {0x02, "1.1"}, {0x04, "1.2"},
                                      {0x08, "1.3"}, {0x10, "1.4"}, {0x20, "1.5"}};
constexpr uint32_t kVersionBitsReserved = ~uint32_t{0x3f};

constexpr std::string_view kHelloErrors[] = {"INCOMPATIBLE", "EPERM"};
constexpr std::string_view kRequestErrors[] = {
    "BAD_VERSION", "BAD_TYPE", "BAD_MULTIPART", "BAD_EXPERIMENTER",         "BAD_EXP_TYPE",
    "EPERM",       "BAD_LEN",  "BUFFER_EMPTY",  "BUFFER_UNKNOWN",           "BAD_TABLE_ID",
    "IS_SLAVE",    "BAD_PORT", "BAD_PACKET",    "MULTIPART_BUFFER_OVERFLOW"};
constexpr std::string_view kActionErrors[] = {
    "BAD_TYPE", "BAD_LEN",      "BAD_EXPERIMENTER", "BAD_EXP_TYPE",    "BAD_OUT_PORT",       "BAD_ARGUMENT",
    "EPERM",    "TOO_MANY",     "BAD_QUEUE",        "BAD_OUT_GROUP",   "MATCH_INCONSISTENT", "UNSUPPORTED_ORDER",
    "BAD_TAG",  "BAD_SET_TYPE", "BAD_SET_LEN",      "BAD_SET_ARGUMENT"};
constexpr std::string_view kInstructionErrors[] = {
    "UNKNOWN_INST",     "UNSUP_INST",   "BAD_TABLE_ID", "UNSUP_METADATA", "UNSUP_METADATA_MASK",
    "BAD_EXPERIMENTER", "BAD_EXP_TYPE", "BAD_LEN",      "EPERM"};
constexpr std::string_view kMatchErrors[] = {"BAD_TYPE",         "BAD_LEN",       "BAD_TAG",   "BAD_DL_ADDR_MASK",
                                             "BAD_NW_ADDR_MASK", "BAD_WILDCARDS", "BAD_FIELD", "BAD_VALUE",
                                             "BAD_MASK",         "BAD_PREREQ",    "DUP_FIELD", "EPERM"};
constexpr std::string_view kFlowModErrors[] = {"UNKNOWN", "TABLE_FULL",  "BAD_TABLE_ID", "OVERLAP",
                                               "EPERM",   "BAD_TIMEOUT", "BAD_COMMAND",  "BAD_FLAGS"};
constexpr std::string_view kGroupModErrors[] = {"GROUP_EXISTS",      "INVALID_GROUP",  "WEIGHT_UNSUPPORTED",
                                                "OUT_OF_GROUPS",     "OUT_OF_BUCKETS", "CHAINING_UNSUPPORTED",
                                                "WATCH_UNSUPPORTED", "LOOP",           "UNKNOWN_GROUP",
                                                "CHAINED_GROUP",     "BAD_TYPE",       "BAD_COMMAND",
                                                "BAD_BUCKET",        "BAD_MATCH",      "EPERM"};
constexpr std::string_view kPortModErrors[] = {"BAD_PORT", "BAD_HW_ADDR", "BAD_CONFIG", "BAD_ADVERTISE", "EPERM"};
constexpr std::string_view kTableModErrors[] = {"BAD_TABLE", "BAD_CONFIG", "EPERM"};
constexpr std::string_view kQueueOpErrors[] = {"BAD_PORT", "BAD_QUEUE", "EPERM"};
constexpr std::string_view kSwitchConfigErrors[] = {"BAD_FLAGS", "BAD_LEN", "EPERM"};
constexpr std::string_view kRoleRequestErrors[] = {"STALE", "UNSUP", "BAD_ROLE"};
constexpr std::string_view kMeterModErrors[] = {"UNKNOWN",     "METER_EXISTS",   "INVALID_METER", "UNKNOWN_METER",
                                                "BAD_COMMAND", "BAD_FLAGS",      "BAD_RATE",      "BAD_BURST",
                                                "BAD_BAND",    "BAD_BAND_VALUE", "OUT_OF_METERS", "OUT_OF_BANDS"};
constexpr std::string_view kTableFeaturesErrors[] = {"BAD_TABLE", "BAD_METADATA", "BAD_TYPE",
                                                     "BAD_LEN",   "BAD_ARGUMENT", "EPERM"};

/// An error's type, with the names of its codes from 0 on.
struct ErrorType {
  std::string_view name;
  std::span<const std::string_view> codes;
};
constexpr ErrorType kErrorTypes[] = {
    {"HELLO_FAILED", kHelloErrors},
    {"BAD_REQUEST", kRequestErrors},
    {"BAD_ACTION", kActionErrors},
    {"BAD_INSTRUCTION", kInstructionErrors},
    {"BAD_MATCH", kMatchErrors},
    {"FLOW_MOD_FAILED", kFlowModErrors},
    {"GROUP_MOD_FAILED", kGroupModErrors},
    {"PORT_MOD_FAILED", kPortModErrors},
    {"TABLE_MOD_FAILED", kTableModErrors},
    {"QUEUE_OP_FAILED", kQueueOpErrors},
    {"SWITCH_CONFIG_FAILED", kSwitchConfigErrors},
    {"ROLE_REQUEST_FAILED", kRoleRequestErrors},
    {"METER_MOD_FAILED", kMeterModErrors},
    {"TABLE_FEATURES_FAILED", kTableFeaturesErrors},
};
constexpr uint16_t kExperimenterError = 0xffff;

bool print_hello(Printer& p, Reader r) {
  while (r.length() > 0 && !p.stopped()) {
    p.put("\n\t");
    if (!check_openflow_length(p, "remaining length", r.length(), '<', 4)) return false;
    const uint16_t type = r.u16_at(0);
    p.put(" type ", named_hex(kElements, type, "unknown (0x", ")", 4));
    const uint16_t length = r.u16_at(2);
    p.put(", length ", length);
    if (!check_openflow_length(p, "bitmap length", length, '<', 4)) return false;
    if (!check_openflow_length(p, "bitmap length", length, '>', r.length())) return false;
    if (type == kVersionBitmap) {
      if (length == 8) {
        p.put(", bitmap ", OpenflowBits{kVersionBits, r.u32_at(4), kVersionBitsReserved});
      } else {
        p.put(" (bogus)");
      }
    }
    r.bytes(length);
  }
  return true;
}

bool print_error(Printer& p, Reader r) {
  const uint16_t type = r.u16();
  const ErrorType* const known = type < std::size(kErrorTypes) ? &kErrorTypes[type] : nullptr;
  p.put("\n\t type ");
  if (known != nullptr) {
    p.put(known->name);
  } else if (type == kExperimenterError) {
    p.put("EXPERIMENTER");
  } else {
    p.put("invalid (0x", hex(type, 4), ')');
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

bool print_experimenter(Printer& p, Reader r) {
  const uint32_t experimenter = r.u32();
  p.put("\n\t experimenter 0x", hex(experimenter, 8), " (", openflow_vendor_name(experimenter), ')');
  p.put(", exp_type 0x", hex(r.u32(), 8));
  put_openflow_data(p, r);
  return true;
}

bool print_features(Printer& p, Reader r) {
  p.put("\n\t dpid 0x", hex(r.u64(), 16));
  p.put(", n_buffers ", r.u32());
  p.put(", n_tables ", r.u8());
  p.put(", auxiliary_id ", r.u8());
  r.skip(2);
  p.put("\n\t capabilities ", OpenflowBits{kCapabilities, r.u32(), kCapabilitiesReserved});
  r.bytes(4);
  return true;
}

bool print_config(Printer& p, Reader r) {
  p.put("\n\t flags ", named_hex(kFragments, r.u16(), "invalid (0x", ")", 4));
  p.put(", miss_send_len ", named(kMissSendLengths, r.u16()));
  return true;
}

void print_port(Printer& p, Reader& r) {
  p.put("\n\t  port_no ", named(kPorts, r.u32()));
  r.skip(4);
  p.put(", hw_addr ", ethernet_name(p, r.bytes(6)));
  r.skip(2);
  p.put(", name '");
  put_padded_text(p, r, 16);
  p.put('\'');
  if (p.verbose() < 2) {
    r.bytes(32);
    return;
  }
  p.put("\n\t   config ", OpenflowBits{kPortConfig, r.u32(), kPortConfigReserved});
  p.put("\n\t   state ", OpenflowBits{kPortState, r.u32(), kPortStateReserved});
  for (const std::string_view what : {"curr", "advertised", "supported", "peer"}) {
    p.put("\n\t   ", what, ' ', OpenflowBits{kPortFeatures, r.u32(), kPortFeaturesReserved});
  }
  p.put("\n\t   curr_speed ", r.u32(), "kbps");
  p.put("\n\t   max_speed ", r.u32(), "kbps");
}

bool print_port_status(Printer& p, Reader r) {
  p.put("\n\t reason ", name_or(kPortReasons, r.u8(), "invalid (0x02x)"));
  r.skip(7);
  print_port(p, r);
  return true;
}

bool print_port_mod(Printer& p, Reader r) {
  p.put("\n\t port_no ", named(kPorts, r.u32()));
  r.skip(4);
  p.put(", hw_addr ", ethernet_name(p, r.bytes(6)));
  r.skip(2);
  p.put("\n\t  config ", OpenflowBits{kPortConfig, r.u32(), kPortConfigReserved});
  p.put("\n\t  mask ", OpenflowBits{kPortConfig, r.u32(), kPortConfigReserved});
  p.put("\n\t  advertise ", OpenflowBits{kPortFeatures, r.u32(), kPortFeaturesReserved});
  r.bytes(4);
  return true;
}

bool print_table_mod(Printer& p, Reader r) {
  p.put("\n\t table_id ", named(kTables, r.u8()));
  r.skip(3);
  p.put(", config 0x", hex(r.u32(), 8));
  return true;
}

bool print_queue_request(Printer& p, Reader r) {
  p.put("\n\t port ", named(kPorts, r.u32()));
  r.bytes(4);
  return true;
}

bool print_role(Printer& p, Reader r) {
  p.put("\n\t role ", named_hex(kRoles, r.u32(), "invalid (0x", ")", 8));
  r.skip(4);
  p.put(", generation_id 0x", hex(r.u64(), 16));
  return true;
}

/// What the controller is told unasked: as equal or master, and as slave.
bool print_async(Printer& p, Reader r) {
  struct Mask {
    std::string_view what;
    NameTable names;
  };
  // tcpdump shows reasons of a flow's removal by the names of a port's status.
  static constexpr Mask kMasks[] = {
      {"packet_in_mask", kPacketInBits}, {"port_status_mask", kPortStatusBits}, {"flow_removed_mask", kPortStatusBits}};
  for (const auto& [what, names] : kMasks) {
    p.put("\n\t ", what, "[EM] ", OpenflowBits{names, r.u32(), kAsyncReserved});
    p.put("\n\t ", what, "[S] ", OpenflowBits{names, r.u32(), kAsyncReserved});
  }
  return true;
}

constexpr OpenflowMessage kMessages[] = {
    {0, "HELLO", 0, kOpenflowAnyLength, print_hello},
    {1, "ERROR", 4, kOpenflowAnyLength, print_error},
    {2, "ECHO_REQUEST", 0, kOpenflowAnyLength, print_openflow_data},
    {3, "ECHO_REPLY", 0, kOpenflowAnyLength, print_openflow_data},
    {4, "EXPERIMENTER", 8, kOpenflowAnyLength, print_experimenter},
    {5, "FEATURES_REQUEST", 0, 0, nullptr},
    {6, "FEATURES_REPLY", 24, 24, print_features},
    {7, "GET_CONFIG_REQUEST", 0, 0, nullptr},
    {8, "GET_CONFIG_REPLY", 4, 4, print_config},
    {9, "SET_CONFIG", 4, 4, print_config},
    {10, "PACKET_IN", 0, kOpenflowAnyLength, nullptr},
    {11, "FLOW_REMOVED", 0, kOpenflowAnyLength, nullptr},
    {12, "PORT_STATUS", 72, 72, print_port_status},
    {13, "PACKET_OUT", 0, kOpenflowAnyLength, nullptr},
    {14, "FLOW_MOD", 0, kOpenflowAnyLength, nullptr},
    {15, "GROUP_MOD", 0, kOpenflowAnyLength, nullptr},
    {16, "PORT_MOD", 32, 32, print_port_mod},
    {17, "TABLE_MOD", 8, 8, print_table_mod},
    {18, "MULTIPART_REQUEST", 0, kOpenflowAnyLength, nullptr},
    {19, "MULTIPART_REPLY", 0, kOpenflowAnyLength, nullptr},
    {20, "BARRIER_REQUEST", 0, 0, nullptr},
    {21, "BARRIER_REPLY", 0, 0, nullptr},
    {22, "QUEUE_GET_CONFIG_REQUEST", 8, 8, print_queue_request},
    {23, "QUEUE_GET_CONFIG_REPLY", 0, kOpenflowAnyLength, nullptr},
    {24, "ROLE_REQUEST", 16, 16, print_role},
    {25, "ROLE_REPLY", 16, 16, print_role},
    {26, "GET_ASYNC_REQUEST", 0, 0, nullptr},
    {27, "GET_ASYNC_REPLY", 24, 24, print_async},
    {28, "SET_ASYNC", 24, 24, print_async},
    {29, "METER_MOD", 0, kOpenflowAnyLength, nullptr},
};

}  // namespace

std::span<const OpenflowMessage> openflow13_messages() {
  return kMessages;
}

}  // namespace trawl
