// RADIUS: RFC 2865, 2866, 2868, 2869, 3162, 4675, 4818, 5176, 5447, 5580.
#include <array>

#include "base/address.h"
#include "print/ntp_time.h"
#include "print/number_names.h"
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 20;

enum Type : uint8_t {
  kFramedAddress = 8,
  kLoginHost = 14,
  kFramedIpx = 23,
  kSessionTimeout = 27,
  kIdleTimeout = 28,
  kFramedAppleTalkLink = 37,
  kFramedAppleTalkNetwork = 38,
  kAcctDelay = 41,
  kAcctSessionTime = 46,
  kEgressVlanId = 56,
  kEgressVlanName = 58,
  kTunnelType = 64,
  kTunnelMedium = 65,
  kTunnelClient = 66,
  kTunnelServer = 67,
  kTunnelConnection = 68,
  kTunnelPassword = 69,
  kArapPassword = 70,
  kArapFeatures = 71,
  kEap = 79,
  kTunnelGroup = 81,
  kTunnelAssignment = 82,
  kTunnelPreference = 83,
  kArapChallenge = 84,
  kAcctInterim = 85,
  kTunnelClientAuth = 90,
  kTunnelServerAuth = 91,
  kErrorCause = 101,
};

// How an attribute's value prints.
enum class Kind : uint8_t {
  kNone,
  kText,
  kNumber,
  kAddress4,
  kAddress6,
  kPrefix6,
  kVendor,
  kTime,
  kStrange,  // ARAP's, and the error cause
  kMobileFeatures,
  kMobilePrefix,
  kOperator,
  kLocationInfo,
  kLocationData,
  kLocationPolicy,
};

struct Attribute {
  std::string_view name;
  Kind kind;
  NameTable values;
};

constexpr ValueName kServiceTypes[] = {{1, "Login"},
                                       {2, "Framed"},
                                       {3, "Callback Login"},
                                       {4, "Callback Framed"},
                                       {5, "Outbound"},
                                       {6, "Administrative"},
                                       {7, "NAS Prompt"},
                                       {8, "Authenticate Only"},
                                       {9, "Callback NAS Prompt"},
                                       {10, "Call Check"},
                                       {11, "Callback Administrative"},
                                       {12, "Voice"},
                                       {13, "Fax"},
                                       {14, "Modem Relay"},
                                       {15, "IAPP-Register"},
                                       {16, "IAPP-AP-Check"},
                                       {17, "Authorize Only"},
                                       {18, "Framed-Management"}};
constexpr ValueName kFramedProtocols[] = {{1, "PPP"},
                                          {2, "SLIP"},
                                          {3, "ARAP"},
                                          {4, "Gandalf proprietary"},
                                          {5, "Xylogics IPX/SLIP"},
                                          {6, "X.75 Synchronous"}};
constexpr ValueName kFramedRoutings[] = {{0, "None"}, {1, "Send"}, {2, "Listen"}, {3, "Send&Listen"}};
constexpr ValueName kFramedCompressions[] = {{0, "None"}, {1, "VJ TCP/IP"}, {2, "IPX"}, {3, "Stac-LZS"}};
constexpr ValueName kLoginServices[] = {
    {0, "Telnet"},   {1, "Rlogin"},     {2, "TCP Clear"},  {3, "PortMaster(proprietary)"}, {4, "LAT"},
    {5, "X.25-PAD"}, {6, "X.25-T3POS"}, {7, "Unassigned"}, {8, "TCP Clear Quiet"}};
constexpr ValueName kTerminationActions[] = {{0, "Default"}, {1, "RADIUS-Request"}};
constexpr ValueName kAcctStatusTypes[] = {{1, "Start"},
                                          {2, "Stop"},
                                          {3, "Interim-Update"},
                                          {4, "Unassigned"},
                                          {5, "Unassigned"},
                                          {6, "Unassigned"},
                                          {7, "Accounting-On"},
                                          {8, "Accounting-Off"},
                                          {9, "Tunnel-Start"},
                                          {10, "Tunnel-Stop"},
                                          {11, "Tunnel-Reject"},
                                          {12, "Tunnel-Link-Start"},
                                          {13, "Tunnel-Link-Stop"},
                                          {14, "Tunnel-Link-Reject"}};
constexpr ValueName kAcctAuthentics[] = {{1, "RADIUS"}, {2, "Local"}, {3, "Remote"}};
constexpr ValueName kAcctTerminateCauses[] = {{1, "User Request"},
                                              {2, "Lost Carrier"},
                                              {3, "Lost Service"},
                                              {4, "Idle Timeout"},
                                              {5, "Session Timeout"},
                                              {6, "Admin Reset"},
                                              {7, "Admin Reboot"},
                                              {8, "Port Error"},
                                              {9, "NAS Error"},
                                              {10, "NAS Request"},
                                              {11, "NAS Reboot"},
                                              {12, "Port Unneeded"},
                                              {13, "Port Preempted"},
                                              {14, "Port Suspended"},
                                              {15, "Service Unavailable"},
                                              {16, "Callback"},
                                              {17, "User Error"},
                                              {18, "Host Request"},
                                              {19, "Supplicant Restart"},
                                              {20, "Reauthentication Failure"},
                                              {21, "Port Reinitialized"},
                                              {22, "Port Administratively Disabled"}};
constexpr ValueName kIngressFilterss[] = {{1, "Enabled"}, {2, "Disabled"}};
constexpr ValueName kNASPortTypes[] = {{0, "Async"},
                                       {1, "Sync"},
                                       {2, "ISDN Sync"},
                                       {3, "ISDN Async V.120"},
                                       {4, "ISDN Async V.110"},
                                       {5, "Virtual"},
                                       {6, "PIAFS"},
                                       {7, "HDLC Clear Channel"},
                                       {8, "X.25"},
                                       {9, "X.75"},
                                       {10, "G.3 Fax"},
                                       {11, "SDSL"},
                                       {12, "ADSL-CAP"},
                                       {13, "ADSL-DMT"},
                                       {14, "ISDN-DSL"},
                                       {15, "Ethernet"},
                                       {16, "xDSL"},
                                       {17, "Cable"},
                                       {18, "Wireless - Other"},
                                       {19, "Wireless - IEEE 802.11"},
                                       {20, "Token-Ring"},
                                       {21, "FDDI"},
                                       {22, "Wireless - CDMA200"},
                                       {23, "Wireless - UMTS"},
                                       {24, "Wireless - 1X-EV"},
                                       {25, "IAPP"},
                                       {26, "FTTP"},
                                       {27, "Wireless - IEEE 802.16"},
                                       {28, "Wireless - IEEE 802.20"},
                                       {29, "Wireless - IEEE 802.22"},
                                       {30, "PPPoA"},
                                       {31, "PPPoEoA"},
                                       {32, "PPPoEoE"},
                                       {33, "PPPoEoVLAN"},
                                       {34, "PPPoEoQinQ"},
                                       {35, "xPON"},
                                       {36, "Wireless - XGP"},
                                       {37, "WiMAX Pre-Release 8 IWK Function"},
                                       {38, "WIMAX-WIFI-IWK"},
                                       {39, "WIMAX-SFF"},
                                       {40, "WIMAX-HA-LMA"},
                                       {41, "WIMAX-DHCP"},
                                       {42, "WIMAX-LBS"},
                                       {43, "WIMAX-WVS"}};
constexpr ValueName kTunnelTypes[] = {{1, "PPTP"}, {2, "L2F"},  {3, "L2TP"},  {4, "ATMP"},
                                      {5, "VTP"},  {6, "AH"},   {7, "IP-IP"}, {8, "MIN-IP-IP"},
                                      {9, "ESP"},  {10, "GRE"}, {11, "DVS"},  {12, "IP-in-IP Tunneling"},
                                      {13, "VLAN"}};
constexpr ValueName kTunnelMediumTypes[] = {
    {1, "IPv4"}, {2, "IPv6"},       {3, "NSAP"},       {4, "HDLC"},          {5, "BBN 1822"},
    {6, "802"},  {7, "E.163"},      {8, "E.164"},      {9, "F.69"},          {10, "X.121"},
    {11, "IPX"}, {12, "Appletalk"}, {13, "Decnet IV"}, {14, "Banyan Vines"}, {15, "E.164 with NSAP subaddress"}};
constexpr ValueName kARAPZoneAccesss[] = {{1, "Only access to dfl zone"}, {2, "Use zone filter inc."}, {3, "Not used"}};
constexpr ValueName kPrompts[] = {{0, "No Echo"}, {1, "Echo"}};

// By number, from 1 (IANA RADIUS attribute types).
constexpr Attribute kAttributes[] = {
    {"User-Name", Kind::kText, {}},
    {"User-Password", Kind::kNone, {}},
    {"CHAP-Password", Kind::kNone, {}},
    {"NAS-IP-Address", Kind::kAddress4, {}},
    {"NAS-Port", Kind::kNumber, {}},
    {"Service-Type", Kind::kNumber, kServiceTypes},
    {"Framed-Protocol", Kind::kNumber, kFramedProtocols},
    {"Framed-IP-Address", Kind::kAddress4, {}},
    {"Framed-IP-Netmask", Kind::kAddress4, {}},
    {"Framed-Routing", Kind::kNumber, kFramedRoutings},
    {"Filter-Id", Kind::kText, {}},
    {"Framed-MTU", Kind::kNumber, {}},
    {"Framed-Compression", Kind::kNumber, kFramedCompressions},
    {"Login-IP-Host", Kind::kAddress4, {}},
    {"Login-Service", Kind::kNumber, kLoginServices},
    {"Login-TCP-Port", Kind::kNumber, {}},
    {"Unassigned", Kind::kNone, {}},
    {"Reply-Message", Kind::kText, {}},
    {"Callback-Number", Kind::kText, {}},
    {"Callback-Id", Kind::kText, {}},
    {"Unassigned", Kind::kNone, {}},
    {"Framed-Route", Kind::kText, {}},
    {"Framed-IPX-Network", Kind::kNumber, {}},
    {"State", Kind::kText, {}},
    {"Class", Kind::kText, {}},
    {"Vendor-Specific", Kind::kVendor, {}},
    {"Session-Timeout", Kind::kNumber, {}},
    {"Idle-Timeout", Kind::kNumber, {}},
    {"Termination-Action", Kind::kNumber, kTerminationActions},
    {"Called-Station-Id", Kind::kText, {}},
    {"Calling-Station-Id", Kind::kText, {}},
    {"NAS-Identifier", Kind::kText, {}},
    {"Proxy-State", Kind::kText, {}},
    {"Login-LAT-Service", Kind::kText, {}},
    {"Login-LAT-Node", Kind::kText, {}},
    {"Login-LAT-Group", Kind::kText, {}},
    {"Framed-AppleTalk-Link", Kind::kNumber, {}},
    {"Framed-AppleTalk-Network", Kind::kNumber, {}},
    {"Framed-AppleTalk-Zone", Kind::kText, {}},
    {"Acct-Status-Type", Kind::kNumber, kAcctStatusTypes},
    {"Acct-Delay-Time", Kind::kNumber, {}},
    {"Acct-Input-Octets", Kind::kNumber, {}},
    {"Acct-Output-Octets", Kind::kNumber, {}},
    {"Acct-Session-Id", Kind::kText, {}},
    {"Acct-Authentic", Kind::kNumber, kAcctAuthentics},
    {"Acct-Session-Time", Kind::kNumber, {}},
    {"Acct-Input-Packets", Kind::kNumber, {}},
    {"Acct-Output-Packets", Kind::kNumber, {}},
    {"Acct-Terminate-Cause", Kind::kNumber, kAcctTerminateCauses},
    {"Acct-Multi-Session-Id", Kind::kText, {}},
    {"Acct-Link-Count", Kind::kNumber, {}},
    {"Acct-Input-Gigawords", Kind::kNumber, {}},
    {"Acct-Output-Gigawords", Kind::kNumber, {}},
    {"Unassigned", Kind::kNone, {}},
    {"Event-Timestamp", Kind::kTime, {}},
    {"Egress-VLANID", Kind::kNumber, {}},
    {"Ingress-Filters", Kind::kNumber, kIngressFilterss},
    {"Egress-VLAN-Name", Kind::kText, {}},
    {"User-Priority-Table", Kind::kNone, {}},
    {"CHAP-Challenge", Kind::kText, {}},
    {"NAS-Port-Type", Kind::kNumber, kNASPortTypes},
    {"Port-Limit", Kind::kNumber, {}},
    {"Login-LAT-Port", Kind::kText, {}},
    {"Tunnel-Type", Kind::kNumber, kTunnelTypes},
    {"Tunnel-Medium-Type", Kind::kNumber, kTunnelMediumTypes},
    {"Tunnel-Client-Endpoint", Kind::kText, {}},
    {"Tunnel-Server-Endpoint", Kind::kText, {}},
    {"Acct-Tunnel-Connection", Kind::kText, {}},
    {"Tunnel-Password", Kind::kText, {}},
    {"ARAP-Password", Kind::kStrange, {}},
    {"ARAP-Features", Kind::kStrange, {}},
    {"ARAP-Zone-Access", Kind::kNumber, kARAPZoneAccesss},
    {"ARAP-Security", Kind::kText, {}},
    {"ARAP-Security-Data", Kind::kText, {}},
    {"Password-Retry", Kind::kNumber, {}},
    {"Prompt", Kind::kNumber, kPrompts},
    {"Connect-Info", Kind::kText, {}},
    {"Configuration-Token", Kind::kText, {}},
    {"EAP-Message", Kind::kText, {}},
    {"Message-Authenticator", Kind::kText, {}},
    {"Tunnel-Private-Group-ID", Kind::kText, {}},
    {"Tunnel-Assignment-ID", Kind::kText, {}},
    {"Tunnel-Preference", Kind::kNumber, {}},
    {"ARAP-Challenge-Response", Kind::kStrange, {}},
    {"Acct-Interim-Interval", Kind::kNumber, {}},
    {"Acct-Tunnel-Packets-Lost", Kind::kNumber, {}},
    {"NAS-Port-Id", Kind::kText, {}},
    {"Framed-Pool", Kind::kText, {}},
    {"CUI", Kind::kText, {}},
    {"Tunnel-Client-Auth-ID", Kind::kText, {}},
    {"Tunnel-Server-Auth-ID", Kind::kText, {}},
    {"NAS-Filter-Rule", Kind::kText, {}},
    {"Unassigned", Kind::kNone, {}},
    {"Originating-Line-Info", Kind::kNone, {}},
    {"NAS-IPv6-Address", Kind::kAddress6, {}},
    {"Framed-Interface-ID", Kind::kNone, {}},
    {"Framed-IPv6-Prefix", Kind::kPrefix6, {}},
    {"Login-IPv6-Host", Kind::kAddress6, {}},
    {"Framed-IPv6-Route", Kind::kText, {}},
    {"Framed-IPv6-Pool", Kind::kText, {}},
    {"Error-Cause", Kind::kStrange, {}},
    {"EAP-Key-Name", Kind::kNone, {}},
    {"Digest-Response", Kind::kText, {}},
    {"Digest-Realm", Kind::kText, {}},
    {"Digest-Nonce", Kind::kText, {}},
    {"Digest-Response-Auth", Kind::kText, {}},
    {"Digest-Nextnonce", Kind::kText, {}},
    {"Digest-Method", Kind::kText, {}},
    {"Digest-URI", Kind::kText, {}},
    {"Digest-Qop", Kind::kText, {}},
    {"Digest-Algorithm", Kind::kText, {}},
    {"Digest-Entity-Body-Hash", Kind::kText, {}},
    {"Digest-CNonce", Kind::kText, {}},
    {"Digest-Nonce-Count", Kind::kText, {}},
    {"Digest-Username", Kind::kText, {}},
    {"Digest-Opaque", Kind::kText, {}},
    {"Digest-Auth-Param", Kind::kText, {}},
    {"Digest-AKA-Auts", Kind::kText, {}},
    {"Digest-Domain", Kind::kText, {}},
    {"Digest-Stale", Kind::kText, {}},
    {"Digest-HA1", Kind::kText, {}},
    {"SIP-AOR", Kind::kText, {}},
    {"Delegated-IPv6-Prefix", Kind::kPrefix6, {}},
    {"MIP6-Feature-Vector", Kind::kMobileFeatures, {}},
    {"MIP6-Home-Link-Prefix", Kind::kMobilePrefix, {}},
    {"Operator-Name", Kind::kOperator, {}},
    {"Location-Information", Kind::kLocationInfo, {}},
    {"Location-Data", Kind::kLocationData, {}},
    {"Basic-Location-Policy-Rules", Kind::kLocationPolicy, {}},
};
constexpr ValueName kCommands[] = {
    {1, "Access-Request"},
    {2, "Access-Accept"},
    {3, "Access-Reject"},
    {4, "Accounting-Request"},
    {5, "Accounting-Response"},
    {11, "Access-Challenge"},
    {12, "Status-Server"},
    {13, "Status-Client"},
    {40, "Disconnect-Request"},
    {41, "Disconnect-ACK"},
    {42, "Disconnect-NAK"},
    {43, "CoA-Request"},
    {44, "CoA-ACK"},
    {45, "CoA-NAK"},
    {255, "Reserved"},
};
constexpr ValueName kErrorCauses[] = {
    {201, "Residual Session Context Removed"},
    {202, "Invalid EAP Packet (Ignored)"},
    {401, "Unsupported Attribute"},
    {402, "Missing Attribute"},
    {403, "NAS Identification Mismatch"},
    {404, "Invalid Request"},
    {405, "Unsupported Service"},
    {406, "Unsupported Extension"},
    {407, "Invalid Attribute Value"},
    {501, "Administratively Prohibited"},
    {502, "Request Not Routable (Proxy)"},
    {503, "Session Context Not Found"},
    {504, "Session Context Not Removable"},
    {505, "Other Proxy Processing Error"},
    {506, "Resources Unavailable"},
    {507, "Request Initiated"},
    {508, "Multiple Session Selection Unsupported"},
    {509, "Location Info Required"},
};
struct Feature {
  uint64_t bit;
  std::string_view name;
};
constexpr Feature kMobileFeatureNames[] = {
    {1, "MIP6_INTEGRATED"},
    {2, "LOCAL_HOME_AGENT_ASSIGNMENT"},
    {0x10000000000, "PMIP6_SUPPORTED"},
    {0x20000000000, "IP4_HOA_SUPPORTED"},
    {0x40000000000, "LOCAL_MAG_ROUTING_SUPPORTED"},
    {0x80000000000, "ASSIGN_LOCAL_IP"},
    {0x100000000000, "MIP4_SUPPORTED"},
    {0x200000000000, "OPTIMIZED_IDLE_MODE_MOBILITY"},
    {0x400000000000, "GTPv2_SUPPORTED"},
    {0x800000000000, "IP4_TRANSPORT_SUPPORTED"},
    {0x1000000000000, "IP4_HOA_ONLY_SUPPORTED"},
    {0x2000000000000, "INTER_MAG_ROUTING_SUPPORTED"},
};
constexpr ValueName kVlanTags[] = {
    {49, "Tagged"},
    {50, "Untagged"},
};
constexpr ValueName kOperators[] = {
    {48, "TADIG"},
    {49, "REALM"},
    {50, "E212"},
    {51, "ICC"},
};
constexpr ValueName kLocationCodes[] = {
    {0, "Civic"},
    {1, "Geospatial"},
};
constexpr ValueName kLocationEntities[] = {
    {0, "User"},
    {1, "RADIUS"},
};
constexpr ValueName kPolicyFlags[] = {
    {1, "MBZ-15"},   {2, "MBZ-14"},   {4, "MBZ-13"},    {8, "MBZ-12"},
    {16, "MBZ-11"},  {32, "MBZ-10"},  {64, "MBZ-9"},    {128, "MBZ-8"},
    {256, "MBZ-7"},  {512, "MBZ-6"},  {1024, "MBZ-5"},  {2048, "MBZ-4"},
    {4096, "MBZ-3"}, {8192, "MBZ-2"}, {16384, "MBZ-1"}, {32768, "Retransmission Allowed"},
};

/// Whether the value is cut short, and says so: the next attribute's header then ends the packet.
bool cut_short(Printer& p, const Reader& r) {
  if (r.has(r.length())) return false;
  p.truncated();
  return true;
}

/// Whether the value is not of its type's only length, and says so.
bool wrong_length(Printer& p, size_t length, size_t expected) {
  if (length == expected) return false;
  p.put("ERROR: length ", length, " != ", expected);
  return true;
}

void put_tag(Printer& p, uint8_t tag) {
  if (tag == 0) {
    p.put("Tag[Unused] ");
  } else {
    p.put("Tag[", tag, "] ");
  }
}

void put_vlan_tag(Printer& p, uint8_t tag) {
  p.put(name_or(kVlanTags, tag, "Unknown tag"), " (0x", hex(tag, 2), ") ");
}

void put_character(Printer& p, uint8_t c) {
  p.put(c >= 0x20 && c < 0x7f ? static_cast<char>(c) : '.');
}

void put_printable(Printer& p, Reader& r, size_t length) {
  for (size_t i = 0; i < length && !p.stopped(); i++) {
    const uint8_t c = r.u8();
    if (c == 0) return;
    put_character(p, c);
  }
}

void print_text(Printer& p, Reader r, uint8_t type) {
  if (cut_short(p, r)) return;
  constexpr uint8_t kLastTag = 0x1f;
  switch (type) {
    case kTunnelPassword:
      if (r.length() < 3) return p.truncated();
      if (const uint8_t tag = r.u8_at(0); tag <= kLastTag) {
        put_tag(p, tag);
        r.skip(1);
      }
      p.put("Salt ", r.u16(), ' ');
      break;
    case kTunnelClient:
    case kTunnelServer:
    case kTunnelGroup:
    case kTunnelAssignment:
    case kTunnelClientAuth:
    case kTunnelServerAuth:
      if (r.length() < 1) return p.truncated();
      if (const uint8_t tag = r.u8_at(0); tag <= kLastTag) {
        put_tag(p, tag);
        r.skip(1);
      }
      break;
    case kEgressVlanName:
      if (r.length() < 1) return p.truncated();
      put_vlan_tag(p, r.u8());
      break;
    case kEap:
      if (p.verbose() > 0) {
        if (Layer layer{p}) print_eap(p, r);  // whose name stays: what is cut short behind it is blamed on EAP
      }
      return;
    default:
      break;
  }
  put_printable(p, r, r.length());
}

void put_duration(Printer& p, uint32_t seconds) {
  if (seconds < 60) {
    p.put(zero_pad(seconds, 2), " secs");
  } else if (seconds < 3600) {
    p.put(zero_pad(seconds / 60, 2), ':', zero_pad(seconds % 60, 2), " min");
  } else {
    p.put(zero_pad(seconds / 3600, 2), ':', zero_pad(seconds % 3600 / 60, 2), ':', zero_pad(seconds % 60, 2), " hours");
  }
}

void put_number(Printer& p, uint32_t value, uint8_t type) {
  switch (type) {
    case kFramedIpx:
      if (value == 0xfffffffe) return p.put("NAS Select");
      return p.put(static_cast<int32_t>(value));
    case kSessionTimeout:
    case kIdleTimeout:
    case kAcctDelay:
    case kAcctSessionTime:
    case kAcctInterim:
      return put_duration(p, value);
    case kFramedAppleTalkLink:
      return value != 0 ? p.put(value) : p.put("Unnumbered");
    case kFramedAppleTalkNetwork:
      return value != 0 ? p.put(value) : p.put("NAS assigned");
    default:
      return p.put(value);
  }
}

void print_number(Printer& p, Reader r, uint8_t type, NameTable names) {
  if (wrong_length(p, r.length(), 4)) return;
  if (type == kTunnelType || type == kTunnelMedium || type == kTunnelPreference) put_tag(p, r.u8());
  if (type == kEgressVlanId) put_vlan_tag(p, r.u8());
  const uint32_t value = r.length() == 3 ? r.u24() : r.u32();
  names.empty() ? put_number(p, value, type) : p.put(named(names, value, "#"));
}

void print_address4(Printer& p, Reader r, uint8_t type) {
  if (wrong_length(p, r.length(), 4)) return;
  const uint32_t number = r.u32_at(0);
  const bool selects = type == kFramedAddress || type == kLoginHost;
  if (selects && number == 0xffffffff) return p.put("User Selected");
  if (selects && number == 0xfffffffe) return p.put("NAS Select");
  p.put(host_name(p, r.bytes(4)));
}

void put_prefix(Printer& p, std::span<const uint8_t> bytes, uint8_t bits) {
  std::array<uint8_t, 16> address{};
  for (size_t i = 0; i < bytes.size() && i < address.size(); i++) address[i] = bytes[i];
  p.put(host_name(p, address), '/', bits);
  if (bits > bytes.size() * 8) p.put(" (inconsistent prefix length)");
}

void print_prefix6(Printer& p, Reader r) {
  const size_t length = r.length();
  if (length < 2 || length > 18) return p.put("ERROR: length ", length, " not in range (2..18)");
  if (cut_short(p, r)) return;
  r.skip(1);
  const uint8_t bits = r.u8();
  if (bits > 128) return p.put("ERROR: netmask ", bits, " not in range (0..128)");
  put_prefix(p, r.bytes(length - 2), bits);
}

void print_mobile_prefix(Printer& p, Reader r) {
  if (wrong_length(p, r.length(), 17)) return;
  const uint8_t bits = r.u8();
  if (bits > 128) return p.put("ERROR: netmask ", bits, " not in range (0..128)");
  put_prefix(p, r.bytes(16), bits);
}

void print_mobile_features(Printer& p, Reader r) {
  if (wrong_length(p, r.length(), 8)) return;
  p.put('[');
  const uint64_t bits = r.u64();
  const char* separator = "";
  for (const auto& [bit, name] : kMobileFeatureNames) {
    if ((bits & bit) == 0) continue;
    p.put(separator, name);
    separator = ", ";
  }
  p.put(']');
}

void print_vendor(Printer& p, Reader r) {
  constexpr size_t kVendorHeader = 2;
  if (r.length() < 4) return p.truncated();
  const uint32_t vendor = r.u32();
  p.put("Vendor: ", name_or(kEnterpriseNames, vendor, "Unknown"), " (", vendor, ')');
  while (r.length() >= kVendorHeader) {
    const uint8_t type = r.u8();
    const uint8_t length = r.u8();
    if (length >= kVendorHeader && !r.has(length - kVendorHeader)) return p.truncated();
    p.put("\n\t    Vendor Attribute: ", type, ", Length: ");
    if (length < kVendorHeader) return p.put(length, " (bogus, must be >= ", kVendorHeader, ')');
    const size_t value_length = length - kVendorHeader;
    if (value_length > r.length()) return p.put(length, " (bogus, goes past end of vendor-specific attribute)");
    p.put(value_length, ", Value: ");
    for (size_t i = 0; i < value_length && !p.stopped(); i++) put_character(p, r.u8());
  }
}

void put_two_digits(Printer& p, int64_t a, char separator, int64_t b) {
  p.put(zero_pad(a, 2), separator, zero_pad(b, 2));
}

struct Date {
  int64_t year;
  int month;
  int day;
};

/// The Gregorian date of a day counted from 1970-01-01.
Date date_of(int64_t days) {
  constexpr int64_t kEra = 146097;  // days of 400 years, which begin in March
  const int64_t shifted = days + 719468;
  const int64_t era = (shifted >= 0 ? shifted : shifted - kEra + 1) / kEra;
  const int64_t day_of_era = shifted - era * kEra;
  const int64_t year = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day = day_of_era - (365 * year + year / 4 - year / 100);
  const int64_t month = (5 * day + 2) / 153;
  const int civil = static_cast<int>(month < 10 ? month + 3 : month - 9);
  return {year + era * 400 + (civil <= 2 ? 1 : 0), civil, static_cast<int>(day - (153 * month + 2) / 5 + 1)};
}

void put_ntp_time(Printer& p, Reader& r) {
  const uint32_t seconds = r.u32();
  p.put(ntp_time(seconds, r.u32()));
}

void print_time(Printer& p, Reader r) {
  if (wrong_length(p, r.length(), 4)) return;
  constexpr std::string_view kDays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const uint32_t seconds = r.u32();
  const uint32_t days = seconds / 86400;
  const Date date = date_of(days);
  p.put(kDays[days % 7], ' ', kMonths[date.month - 1], ' ', pad_left(date.day, 2), ' ',
        zero_pad(seconds % 86400 / 3600, 2), ':');
  put_two_digits(p, seconds % 3600 / 60, ':', seconds % 60);
  p.put(' ', date.year);
}

/// With capital letters, as for nothing else.
void put_arap_bytes(Printer& p, Reader& r, int n) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (; n > 0; n--) {
    const uint8_t byte = r.u8();
    p.put(kDigits[byte >> 4], kDigits[byte & 15]);
  }
}

void print_arap_features(Printer& p, Reader r) {
  if (wrong_length(p, r.length(), 14)) return;
  p.put((r.u8() & 1) != 0 ? "User can change password" : "User cannot change password");
  p.put(", Min password length: ", r.u8());
  for (const std::string_view label : {", created at: ", ", expires in: ", ", Current Time: "}) {
    p.put(label);
    put_arap_bytes(p, r, 4);
  }
}

void print_strange(Printer& p, Reader r, uint8_t type) {
  switch (type) {
    case kArapPassword:
      if (wrong_length(p, r.length(), 16)) return;
      p.put("User_challenge (");
      put_arap_bytes(p, r, 8);
      p.put(") User_resp(");
      put_arap_bytes(p, r, 8);
      return p.put(')');
    case kArapFeatures:
      return print_arap_features(p, r);
    case kArapChallenge:
      if (r.length() < 8) return p.put("ERROR: length ", r.length(), " != 8");
      return put_arap_bytes(p, r, 8);
    default:
      break;
  }
  if (r.length() != 4) return p.put("Error: length ", r.length(), " != 4");
  const uint32_t cause = r.u32();
  p.put("Error cause ", cause, ": ", named(kErrorCauses, cause, "Error-Cause ", " not known"));
}

void print_operator(Printer& p, Reader r) {
  if (cut_short(p, r)) return;
  if (r.length() < 2) return p.put("ERROR: length ", r.length(), " < 2");
  p.put('[', named(kOperators, r.u8(), "unknown namespace "), "] ");
  put_text(p, r, r.length());
}

void print_location_info(Printer& p, Reader r) {
  if (cut_short(p, r)) return;
  if (r.length() < 21) return p.put("ERROR: length ", r.length(), " < 21");
  p.put("index ", r.u16());
  p.put(", code ", named(kLocationCodes, r.u8(), "Unknown (", ")"));
  p.put(", entity ", named(kLocationEntities, r.u8(), "Unknown (", ")"), ", sighting time ");
  put_ntp_time(p, r);
  p.put(", time to live ");
  put_ntp_time(p, r);
  p.put(", method \"");
  put_text(p, r, r.length());
  p.put('"');
}

void print_location_data(Printer& p, Reader r) {
  if (cut_short(p, r)) return;
  if (r.length() < 3) return p.put("ERROR: length ", r.length(), " < 3");
  p.put("index ", r.u16(), ", location");
  put_hex_ascii_lines(p.text, "\n\t    ", r.bytes(r.length()));
}

void print_location_policy(Printer& p, Reader r) {
  if (cut_short(p, r)) return;
  if (r.length() < 10) return p.put("ERROR: length ", r.length(), " < 10");
  p.put("flags [", flag_names(kPolicyFlags, r.u16()), "], retention expires ");
  put_ntp_time(p, r);
  if (r.length() == 0) return;
  p.put(", note well \"");
  put_text(p, r, r.length());
  p.put('"');
}

void print_value(Printer& p, Reader r, uint8_t type, const Attribute& attribute) {
  switch (attribute.kind) {
    case Kind::kNone:
      return;
    case Kind::kText:
      return print_text(p, r, type);
    case Kind::kNumber:
      return print_number(p, r, type, attribute.values);
    case Kind::kAddress4:
      return print_address4(p, r, type);
    case Kind::kAddress6:
      if (!wrong_length(p, r.length(), 16)) p.put(host_name(p, r.bytes(16)));
      return;
    case Kind::kPrefix6:
      return print_prefix6(p, r);
    case Kind::kVendor:
      return print_vendor(p, r);
    case Kind::kTime:
      return print_time(p, r);
    case Kind::kStrange:
      return print_strange(p, r, type);
    case Kind::kMobileFeatures:
      return print_mobile_features(p, r);
    case Kind::kMobilePrefix:
      return print_mobile_prefix(p, r);
    case Kind::kOperator:
      return print_operator(p, r);
    case Kind::kLocationInfo:
      return print_location_info(p, r);
    case Kind::kLocationData:
      return print_location_data(p, r);
    case Kind::kLocationPolicy:
      return print_location_policy(p, r);
  }
}

void print_attributes(Printer& p, Reader r) {
  while (r.length() > 0) {
    if (r.length() < 2 || !r.has(2)) return p.truncated();
    const uint8_t type = r.u8();
    const uint8_t length = r.u8();
    const bool known = type > 0 && type <= std::size(kAttributes);
    p.put("\n\t  ", known ? kAttributes[type - 1].name : "Unknown", " Attribute (", type, "), length: ", length);
    if (length < 2) return p.put(" (bogus, must be >= 2)");
    if (length - size_t{2} > r.length()) return p.put(" (bogus, goes past end of packet)");
    p.put(", Value: ");
    const Reader value = r.with_length(length - size_t{2});
    if (length > 2 && known) print_value(p, value, type, kAttributes[type - 1]);
    if (length > 2 && p.verbose() > 1) put_unknown(p, "\n\t    ", value, value.length());
    r.skip(length - size_t{2});
  }
}

}  // namespace

void print_radius(Printer& p, Reader r) {
  p.protocol = "radius";
  if (!r.has(kHeader)) return p.truncated();
  const size_t there = r.length();
  const uint8_t code = r.u8();
  const uint8_t id = r.u8();
  const uint16_t length = r.u16();
  const auto authenticator = r.bytes(16);
  if (length < kHeader) return p.truncated();
  const size_t shown = length < there ? length : there;
  const auto command = name_or(kCommands, code, "Unknown Command");
  if (p.verbose() == 0) return p.put("RADIUS, ", command, " (", code, "), id: 0x", hex(id, 2), " length: ", shown);
  p.put("RADIUS, length: ", shown, "\n\t", command, " (", code, "), id: 0x", hex(id, 2),
        ", Authenticator: ", hex_bytes(authenticator));
  print_attributes(p, r.with_length(shown - kHeader));
}

}  // namespace trawl
