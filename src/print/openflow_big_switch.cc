// Big Switch Networks' extensions of OpenFlow 1.0, as Project Floodlight's LoxiGen describes them.
#include "print/openflow.h"
#include "print/vlan.h"

namespace trawl {

namespace {

enum Subtype : uint32_t {
  kSetIpMask,
  kGetIpMaskRequest,
  kGetIpMaskReply,
  kSetMirroring,
  kGetMirroringRequest,
  kGetMirroringReply,
  kShellCommand,
  kShellOutput,
  kShellStatus,
  kGetInterfacesRequest,
  kGetInterfacesReply,
  kSetPacketInSuppressionRequest,
  kSetL2TableRequest,
  kGetL2TableRequest,
  kGetL2TableReply,
  kVirtualPortCreateRequest,
  kVirtualPortCreateReply,
  kVirtualPortRemoveRequest,
  kBwEnableSetRequest,
  kBwEnableGetRequest,
  kBwEnableGetReply,
  kBwClearDataRequest,
  kBwClearDataReply,
  kBwEnableSetReply,
  kSetL2TableReply,
  kSetPacketInSuppressionReply,
  kVirtualPortRemoveReply,
  kHybridGetRequest,
  kHybridGetReply,
  kPduTxRequest = 31,
  kPduTxReply,
  kPduRxRequest,
  kPduRxReply,
  kPduRxTimeout,
};
constexpr ValueName kSubtypes[] = {
    {kSetIpMask, "SET_IP_MASK"},
    {kGetIpMaskRequest, "GET_IP_MASK_REQUEST"},
    {kGetIpMaskReply, "GET_IP_MASK_REPLY"},
    {kSetMirroring, "SET_MIRRORING"},
    {kGetMirroringRequest, "GET_MIRRORING_REQUEST"},
    {kGetMirroringReply, "GET_MIRRORING_REPLY"},
    {kShellCommand, "SHELL_COMMAND"},
    {kShellOutput, "SHELL_OUTPUT"},
    {kShellStatus, "SHELL_STATUS"},
    {kGetInterfacesRequest, "GET_INTERFACES_REQUEST"},
    {kGetInterfacesReply, "GET_INTERFACES_REPLY"},
    {kSetPacketInSuppressionRequest, "SET_PKTIN_SUPPRESSION_REQUEST"},
    {kSetL2TableRequest, "SET_L2_TABLE_REQUEST"},
    {kGetL2TableRequest, "GET_L2_TABLE_REQUEST"},
    {kGetL2TableReply, "GET_L2_TABLE_REPLY"},
    {kVirtualPortCreateRequest, "VIRTUAL_PORT_CREATE_REQUEST"},
    {kVirtualPortCreateReply, "VIRTUAL_PORT_CREATE_REPLY"},
    {kVirtualPortRemoveRequest, "VIRTUAL_PORT_REMOVE_REQUEST"},
    {kBwEnableSetRequest, "BW_ENABLE_SET_REQUEST"},
    {kBwEnableGetRequest, "BW_ENABLE_GET_REQUEST"},
    {kBwEnableGetReply, "BW_ENABLE_GET_REPLY"},
    {kBwClearDataRequest, "BW_CLEAR_DATA_REQUEST"},
    {kBwClearDataReply, "BW_CLEAR_DATA_REPLY"},
    {kBwEnableSetReply, "BW_ENABLE_SET_REPLY"},
    {kSetL2TableReply, "SET_L2_TABLE_REPLY"},
    {kSetPacketInSuppressionReply, "SET_PKTIN_SUPPRESSION_REPLY"},
    {kVirtualPortRemoveReply, "VIRTUAL_PORT_REMOVE_REPLY"},
    {kHybridGetRequest, "HYBRID_GET_REQUEST"},
    {kHybridGetReply, "HYBRID_GET_REPLY"},
    {kPduTxRequest, "PDU_TX_REQUEST"},
    {kPduTxReply, "PDU_TX_REPLY"},
    {kPduRxRequest, "PDU_RX_REQUEST"},
    {kPduRxReply, "PDU_RX_REPLY"},
    {kPduRxTimeout, "PDU_RX_TIMEOUT"},
};

constexpr ValueName kMirroring[] = {{0, "OFF"}, {1, "ON"}};

enum Action : uint32_t { kMirror = 1, kSetTunnelDestination, kChecksum = 4 };
constexpr ValueName kActions[] = {
    {kMirror, "MIRROR"}, {kSetTunnelDestination, "SET_TUNNEL_DST"}, {kChecksum, "CHECKSUM"}};
constexpr ValueName kCopyStages[] = {{0, "INGRESS"}, {1, "EGRESS"}};
constexpr uint16_t kDot1q = 0x8100;

bool is_length(Printer& p, const Reader& r, size_t length) {
  return check_openflow_length(p, "len", r.length(), '!', length);
}

void put_string(Printer& p, Reader& r) {
  p.put(", data '");
  put_text(p, r, r.length());
  p.put('\'');
}

bool print_ip_mask(Printer& p, Reader& r, bool with_mask) {
  if (!is_length(p, r, 8)) return false;
  p.put(", index ", r.u8());
  r.skip(3);
  const auto mask = r.bytes(4);
  if (with_mask) p.put(", mask ", ip4_text(mask));
  return true;
}

bool print_mirroring(Printer& p, Reader& r) {
  if (!is_length(p, r, 4)) return false;
  p.put(", report_mirror_ports ", named(kMirroring, r.u8(), "bogus (", ")"));
  r.bytes(3);
  return true;
}

}  // namespace

bool print_big_switch_message(Printer& p, Reader r) {
  p.put("\n\t");
  if (!check_openflow_length(p, "len", r.length(), '<', 4)) return false;
  const uint32_t subtype = r.u32();
  p.put(" subtype ", named_hex(kSubtypes, subtype, "unknown (0x", ")", 8));
  switch (subtype) {
    case kSetIpMask:
    case kGetIpMaskReply:
      return print_ip_mask(p, r, true);
    case kGetIpMaskRequest:
      return print_ip_mask(p, r, false);
    case kSetMirroring:
    case kGetMirroringRequest:
    case kGetMirroringReply:
      return print_mirroring(p, r);
    case kGetInterfacesRequest:
    case kGetL2TableRequest:
    case kBwEnableGetRequest:
    case kBwClearDataRequest:
    case kHybridGetRequest:
      return is_length(p, r, 0);
    case kVirtualPortRemoveRequest:
      if (!is_length(p, r, 4)) return false;
      p.put(", vport_no ", r.u32());
      return true;
    case kShellCommand:
      if (!check_openflow_length(p, "len", r.length(), '<', 4)) return false;
      p.put(", service ", r.u32());
      put_string(p, r);
      return true;
    case kShellOutput:
      put_string(p, r);
      return true;
    case kShellStatus:
      if (!is_length(p, r, 4)) return false;
      p.put(", status 0x", hex(r.u32(), 8));
      return true;
    default:
      r.need(r.length());
      return true;
  }
}

bool print_big_switch_action(Printer& p, Reader r) {
  p.put("\n\t ");
  if (!check_openflow_length(p, "len", r.length(), '<', 4)) return false;
  const uint32_t subtype = r.u32();
  p.put(" subtype ", named_hex(kActions, subtype, "unknown (0x", ")", 8));
  if (subtype != kMirror) {
    r.need(r.length());
    return true;
  }
  if (!is_length(p, r, 12)) return false;
  p.put(", dest_port ", r.u32());
  const uint16_t tag_type = r.u16();
  const uint16_t tci = r.u16();
  if (tag_type == 0) {
    p.put(", vlan_tag none");
  } else if (tag_type == kDot1q) {
    p.put(", vlan_tag 802.1Q (");
    put_vlan_tci(p, tci);
    p.put(')');
  } else {
    p.put(", vlan_tag unknown (0x", hex(tag_type, 4), ')');
  }
  p.put(", copy_stage ", named(kCopyStages, r.u8(), "unknown (", ")"));
  r.bytes(3);
  return true;
}

}  // namespace trawl
