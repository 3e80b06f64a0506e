// LLDP: IEEE 802.1AB, with the organizational TLVs of IEEE 802.1Q and 802.3, LLDP-MED (ANSI/TIA-1057), DCBX (1.01)
// and MUD (RFC 8520).
#include <algorithm>
#include <charconv>
#include <span>

#include "print/names.h"
#include "print/number_names.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kTlvNames[] = {
    {0, "End"},
    {1, "Chassis ID"},
    {2, "Port ID"},
    {3, "Time to Live"},
    {4, "Port Description"},
    {5, "System Name"},
    {6, "System Description"},
    {7, "System Capabilities"},
    {8, "Management Address"},
    {127, "Organization specific"},
};
constexpr ValueName kChassisSubtypes[] = {
    {1, "Chassis component"}, {2, "Interface alias"}, {3, "Port component"}, {4, "MAC address"},
    {5, "Network address"},   {6, "Interface name"},  {7, "Local"},
};
constexpr ValueName kPortSubtypes[] = {
    {1, "Interface alias"}, {2, "Port component"},   {3, "MAC address"}, {4, "Network Address"},
    {5, "Interface Name"},  {6, "Agent circuit ID"}, {7, "Local"},
};
constexpr ValueName kCapabilities[] = {
    {1, "Other"},   {2, "Repeater"},   {4, "Bridge"},  {8, "WLAN AP"},
    {16, "Router"}, {32, "Telephone"}, {64, "Docsis"}, {128, "Station Only"},
};
constexpr ValueName kInterfaceNumbering[] = {{2, "Interface Index"}, {3, "System Port Number"}};

constexpr uint32_t kOui8021 = 0x0080c2;
constexpr uint32_t kOui8023 = 0x00120f;
constexpr uint32_t kOuiTia = 0x0012bb;
constexpr uint32_t kOuiDcbx = 0x001b21;
constexpr uint32_t kOuiIana = 0x00005e;

constexpr ValueName k8021Subtypes[] = {
    {1, "Port VLAN Id"},
    {2, "Port and Protocol VLAN ID"},
    {3, "VLAN name"},
    {4, "Protocol Identity"},
    {7, "Link aggregation"},
    {8, "Congestion Notification"},
    {9, "ETS Configuration"},
    {10, "ETS Recommendation"},
    {11, "Priority Flow Control Configuration"},
    {12, "Application Priority"},
    {13, "EVB"},
    {14, "CDCP"},
};
constexpr ValueName kPpvidFlags[] = {{2, "supported"}, {4, "enabled"}};
constexpr ValueName kAggregationFlags[] = {{1, "supported"}, {2, "enabled"}};
constexpr ValueName kEvbModes[] = {
    {0, "Not Supported"},
    {1, "EVB Bridge"},
    {2, "EVB Station"},
    {3, "Reserved for future Standardization"},
};

constexpr ValueName k8023Subtypes[] = {
    {1, "MAC/PHY configuration/status"},
    {2, "Power via MDI"},
    {3, "Link aggregation"},
    {4, "Max frame size"},
};
constexpr ValueName kPmdCapabilities[] = {
    {0x4000, "10BASE-T hdx"},
    {0x2000, "10BASE-T fdx"},
    {0x1000, "100BASE-T4"},
    {0x0800, "100BASE-TX hdx"},
    {0x0400, "100BASE-TX fdx"},
    {0x0200, "100BASE-T2 hdx"},
    {0x0100, "100BASE-T2 fdx"},
    {0x0080, "Pause for fdx links"},
    {0x0040, "Asym PAUSE for fdx"},
    {0x0020, "Sym PAUSE for fdx"},
    {0x0010, "Asym and Sym PAUSE for fdx"},
    {0x0008, "1000BASE-{X LX SX CX} hdx"},
    {0x0004, "1000BASE-{X LX SX CX} fdx"},
    {0x0002, "1000BASE-T hdx"},
    {0x0001, "1000BASE-T fdx"},
};
// dot3MauType of RFC 4836.
constexpr ValueName kMauTypes[] = {
    {0, "Unknown"},
    {1, "AUI"},
    {2, "10BASE_5"},
    {3, "FOIRL"},
    {4, "10BASE2"},
    {5, "10BASET duplex mode unknown"},
    {6, "10BASEFP"},
    {7, "10BASEFB"},
    {8, "10BASEFL duplex mode unknown"},
    {9, "10BROAD36"},
    {10, "10BASET hdx"},
    {11, "10BASET fdx"},
    {12, "10BASEFL hdx"},
    {13, "10BASEFL fdx"},
    {14, "100BASET4"},
    {15, "100BASETX hdx"},
    {16, "100BASETX fdx"},
    {17, "100BASEFX hdx"},
    {18, "100BASEFX fdx"},
    {19, "100BASET2 hdx"},
    {20, "100BASET2 fdx"},
    {21, "1000BASEX hdx"},
    {22, "1000BASEX fdx"},
    {23, "1000BASELX hdx"},
    {24, "1000BASELX fdx"},
    {25, "1000BASESX hdx"},
    {26, "1000BASESX fdx"},
    {27, "1000BASECX hdx"},
    {28, "1000BASECX fdx"},
    {29, "1000BASET hdx"},
    {30, "1000BASET fdx"},
    {31, "10GBASEX"},
    {32, "10GBASELX4"},
    {33, "10GBASER"},
    {34, "10GBASEER"},
    {35, "10GBASELR"},
    {36, "10GBASESR"},
    {37, "10GBASEW"},
    {38, "10GBASEEW"},
    {39, "10GBASELW"},
    {40, "10GBASESW"},
};
constexpr ValueName kMdiFlags[] = {{1, "PSE"}, {2, "supported"}, {4, "enabled"}, {8, "can be controlled"}};
constexpr ValueName kMdiPairs[] = {{1, "signal"}, {2, "spare"}};
constexpr ValueName kMdiClasses[] = {{1, "class0"}, {2, "class1"}, {3, "class2"}, {4, "class3"}, {5, "class4"}};

constexpr ValueName kMedSubtypes[] = {
    {1, "LLDP-MED Capabilities"},         {2, "Network policy"},
    {3, "Location identification"},       {4, "Extended power-via-MDI"},
    {5, "Inventory - hardware revision"}, {6, "Inventory - firmware revision"},
    {7, "Inventory - software revision"}, {8, "Inventory - serial number"},
    {9, "Inventory - manufacturer name"}, {10, "Inventory - model name"},
    {11, "Inventory - asset ID"},
};
constexpr ValueName kMedInventory[] = {
    {5, "Hardware revision"}, {6, "Firmware revision"}, {7, "Software revision"}, {8, "Serial number"},
    {9, "Manufacturer name"}, {10, "Model name"},       {11, "Asset ID"},
};
constexpr ValueName kMedCapabilities[] = {
    {1, "LLDP-MED capabilities"},      {2, "network policy"},
    {4, "location identification"},    {8, "extended power via MDI-PSE"},
    {16, "extended power via MDI-PD"}, {32, "Inventory"},
};
constexpr ValueName kMedDevices[] = {
    {1, "endpoint class 1"}, {2, "endpoint class 2"}, {3, "endpoint class 3"}, {4, "network connectivity"}};
constexpr ValueName kMedApplications[] = {
    {1, "voice"},           {2, "voice signaling"},    {3, "guest voice"},     {4, "guest voice signaling"},
    {5, "softphone voice"}, {6, "video conferencing"}, {7, "streaming video"}, {8, "video signaling"},
};
constexpr ValueName kMedPolicyFlags[] = {{0x80, "Unknown"}, {0x40, "Tagged"}, {0x20, "reserved"}};
constexpr ValueName kLocationFormats[] = {{1, "coordinate-based LCI"}, {2, "civic address LCI"}, {3, "ECS ELIN"}};
constexpr ValueName kAltitudeTypes[] = {{1, "meters"}, {2, "floors"}};
constexpr ValueName kDatums[] = {
    {1, "World Geodesic System 1984"},
    {2, "North American Datum 1983 (NAVD88)"},
    {3, "North American Datum 1983 (MLLW)"},
};
constexpr ValueName kCivicWhat[] = {
    {0, "location of DHCP server"},
    {1, "location of the network element believed to be closest to the client"},
    {2, "location of the client"},
};
constexpr ValueName kCivicTypes[] = {
    {1, "national subdivisions (state,canton,region,province,prefecture)"},
    {2, "county, parish, gun, district"},
    {3, "city, township, shi"},
    {4, "city division, borough, city district, ward chou"},
    {5, "neighborhood, block"},
    {6, "street"},
};
constexpr ValueName kPowerSources[] = {
    {1, "PSE - primary power source"}, {2, "local - backup power source"}, {3, "PSE+local - reserved"}};
constexpr ValueName kPowerPriorities[] = {{1, "critical"}, {2, "high"}, {3, "low"}};

constexpr ValueName kDcbxSubtypes[] = {{1, "DCB Capability Exchange Protocol Rev 1"},
                                       {2, "DCB Capability Exchange Protocol Rev 1.01"}};

// What an organizational TLV's printer found out about it.
enum class Decoded : uint8_t { kYes, kUnknown, kCut };

void put_flag_list(Printer& p, std::string_view label, NameTable table, uint32_t bits, int width) {
  p.put(label, " [", flag_names(table, bits), "] (0x", hex(bits, width), ')');
}

bool print_network_address(Printer& p, Reader r, size_t length) {
  if (length < 1) return false;
  const uint8_t family = r.u8();
  const size_t size = family == 1 ? 4 : family == 2 ? 16 : family == 6 ? 6 : 0;
  if (size != 0 && length < 1 + size) return false;
  p.put("AFI ", name_or(kAddressFamilyNames, family, "Unknown"), " (", family, ')');
  if (size == 0) {
    p.put(", no AF printer !");
    return true;
  }
  p.put(": ");
  const auto address = r.bytes(size);
  if (family == 6)
    p.put(mac_text(address));
  else
    p.names.put_host(p.text, address);
  return true;
}

// What is to be done with a TLV after its value was printed.
enum class After : uint8_t { kGoOn, kDump, kCut };

After go_on_if(bool decoded) {
  return decoded ? After::kGoOn : After::kCut;
}

// Chassis ID and Port ID: a subtype that says what the identifier is.
After print_identifier(Printer& p, Reader t, NameTable subtypes, uint8_t mac_subtype, uint8_t address_subtype) {
  if (t.length() < 2) return After::kCut;
  const uint8_t subtype = t.u8();
  const std::string_view name = find_name(subtypes, subtype);
  p.put("\n\t  Subtype ", name_or(subtypes, subtype, "Unknown"), " (", subtype, "): ");
  if (name.empty()) return After::kDump;
  if (subtype == address_subtype) return go_on_if(print_network_address(p, t, t.length()));
  if (subtype != mac_subtype) {
    p.put(safe_string(t.bytes(t.length())));
    return After::kGoOn;
  }
  if (t.length() < 6) return After::kCut;
  p.put(mac_text(t.bytes(6)));
  return After::kGoOn;
}

bool print_management_address(Printer& p, Reader t) {
  const uint8_t length = t.u8();
  if (length > t.length() || length == 0) return false;
  const size_t before = p.text.size();
  p.put("\n\t  Management Address length ", length, ", ");
  if (!print_network_address(p, t, length)) {
    p.text.truncate(before);
    return false;
  }
  t.skip(length);
  if (t.length() < 5) return false;
  const uint8_t numbering = t.u8();
  const std::string_view name = name_or(kInterfaceNumbering, numbering, "Unknown");
  p.put("\n\t  ", name, " Interface Numbering (", numbering, "): ", t.u32());
  if (t.length() == 0) return true;
  const uint8_t oid_length = t.u8();
  if (oid_length > t.length()) return false;
  if (oid_length > 0) p.put("\n\t  OID length ", oid_length, safe_string(t.bytes(oid_length)));
  return true;
}

void put_bit_table(Printer& p, std::string_view indent_and_label, uint8_t bits) {
  p.put(indent_and_label, "\n\t     Priority : 0  1  2  3  4  5  6  7\n\t     Value    : ");
  for (int i = 0; i < 8; i++) p.put(bits >> i & 1, "  ");
}

void put_columns(Printer& p, const uint8_t (&values)[8]) {
  for (int i = 0; i < 8; i++) {
    char digits[4];
    const auto n = static_cast<size_t>(std::to_chars(digits, digits + 4, values[i]).ptr - digits);
    p.put(i == 0 ? "" : " ", pad_right({digits, n}, 3));
  }
}

void print_ets_tables(Printer& p, Reader t) {
  uint8_t values[8];
  p.put("\n\t    Priority Assignment Table\n\t     Priority : 0   1   2   3   4   5   6   7\n\t     Value    : ");
  for (int i = 0; i < 8; i += 2) {
    const uint8_t pair = t.u8();
    values[i] = pair >> 4;
    values[i + 1] = pair & 15;
  }
  put_columns(p, values);
  p.put("\n\t    TC Bandwidth Table\n\t     TC%   : 0   1   2   3   4   5   6   7\n\t     Value : ");
  for (auto& v : values) v = t.u8();
  put_columns(p, values);
  p.put("\n\t    TSA Assignment Table\n\t     Traffic Class: 0   1   2   3   4   5   6   7\n\t     Value        : ");
  for (auto& v : values) v = t.u8();
  put_columns(p, values);
}

bool print_evb(Printer& p, Reader t) {
  const uint8_t bridge = t.u8();
  p.put("\n\t    EVB Bridge Status\n\t      RES: ", bridge >> 3, ", BGID: ", bridge >> 2 & 1,
        ", RRCAP: ", bridge >> 1 & 1, ", RRCTR: ", bridge & 1);
  const uint8_t station = t.u8();
  p.put("\n\t    EVB Station Status\n\t      RES: ", station >> 4, ", SGID: ", station >> 3 & 1,
        ", RRREQ: ", station >> 2 & 1, ",RRSTAT: ", station & 3);
  const uint8_t retries = t.u8();
  p.put("\n\t    R: ", retries >> 5, ", RTE: ", retries & 31, ", ");
  const uint8_t mode = t.u8();
  p.put("EVB Mode: ", find_name(kEvbModes, mode >> 6), " [", mode >> 6, "]\n\t    ROL: ", mode >> 5 & 1,
        ", RWD: ", mode & 31, ", ");
  const uint8_t keep_alive = t.u8();
  p.put("RES: ", keep_alive >> 6, ", ROL: ", keep_alive >> 5 & 1, ", RKA: ", keep_alive & 31);
  return true;
}

bool print_cdcp(Printer& p, Reader t) {
  if (t.length() < 4) return false;
  const uint8_t role = t.u8_at(0);
  p.put("\n\t    Role: ", role >> 7, ", RES: ", role >> 4 & 7, ", Scomp: ", role >> 3 & 1,
        " ChnCap: ", t.u16_at(2) & 0xfff);
  t.skip(4);
  if (t.length() % 3 != 0) return false;
  while (t.length() >= 3) {
    const uint32_t pair = t.u24();
    p.put("\n\t    SCID: ", pair >> 12, ", SVID: ", pair & 0xfff);
  }
  return true;
}

bool print_application_priority(Printer& p, Reader t) {
  if (t.length() < 1) return false;
  p.put("\n\t    RES: ", t.u8());
  if (t.length() % 3 != 0) return false;
  if (t.length() > 0) p.put("\n\t    Application Priority Table");
  while (t.length() >= 3) {
    const uint8_t bits = t.u8();
    p.put("\n\t      Priority: ", bits >> 5, ", RES: ", bits >> 3 & 3, ", Sel: ", bits & 7);
    p.put(", Protocol ID: ", t.u16());
  }
  return true;
}

bool print_vlan_name(Printer& p, Reader t) {
  if (t.length() < 2) return false;
  p.put("\n\t    vlan id (VID): ", t.u16());
  if (t.length() < 1) return false;
  const uint8_t length = t.u8();
  if (length > t.length()) return false;
  p.put("\n\t    vlan name: ", safe_string(t.bytes(length)));
  return true;
}

bool print_aggregation(Printer& p, Reader t) {
  if (t.length() < 5) return false;
  p.put("\n\t    aggregation status [", flag_names(kAggregationFlags, t.u8()), ']');
  p.put(", aggregation port ID ", t.u32());
  return true;
}

bool print_port_vlan(Printer& p, Reader t) {
  p.put("\n\t    port vlan id (PVID): ", t.u16());
  return true;
}

bool print_protocol_vlan(Printer& p, Reader t) {
  const uint8_t flags = t.u8();
  p.put("\n\t    port and protocol vlan id (PPVID): ", t.u16());
  put_flag_list(p, ", flags", kPpvidFlags, flags, 2);
  return true;
}

bool print_protocol_identity(Printer& p, Reader t) {
  const uint8_t size = t.u8();
  if (size > t.length()) return false;
  p.put("\n\t    protocol identity: ", safe_string(t.bytes(size)));
  return true;
}

bool print_congestion(Printer& p, Reader t) {
  put_bit_table(p, "\n\t    Pre-Priority CNPV Indicator", t.u8());
  put_bit_table(p, "\n\t    Pre-Priority Ready Indicator", t.u8());
  return true;
}

bool print_ets_configuration(Printer& p, Reader t) {
  const uint8_t bits = t.u8();
  // The credit based shaper bit is 0x40; tcpdump shows another one here.
  p.put("\n\t    Willing:", bits >> 7, ", CBS:", (bits & 0x80) >> 6, ", RES:", bits >> 3 & 7, ", Max TCs:", bits & 7);
  print_ets_tables(p, t);
  return true;
}

bool print_ets_recommendation(Printer& p, Reader t) {
  p.put("\n\t    RES: ", t.u8());
  print_ets_tables(p, t);
  return true;
}

bool print_priority_flow_control(Printer& p, Reader t) {
  const uint8_t bits = t.u8();
  p.put("\n\t    Willing: ", bits >> 7, ", MBC: ", bits >> 6 & 1, ", RES: ", bits >> 4 & 3, ", PFC cap:", bits & 15,
        " ");
  put_bit_table(p, "\n\t    PFC Enable", t.u8());
  return true;
}

/// How a subtype's value prints, and how long it is at least. False from `print`: it is not as long as it should be.
struct SubtypePrinter {
  uint8_t subtype;
  size_t least;
  bool (*print)(Printer& p, Reader t);
};

/// A subtype without an entry has no text of its own.
bool print_subtype(Printer& p, Reader t, uint8_t subtype, std::span<const SubtypePrinter> table) {
  const auto found = std::ranges::find(table, subtype, &SubtypePrinter::subtype);
  if (found == table.end()) return true;
  return t.length() >= found->least && found->print(p, t);
}

bool print_8021_value(Printer& p, Reader t, uint8_t subtype) {
  constexpr SubtypePrinter kPrinters[] = {
      {1, 2, print_port_vlan},
      {2, 3, print_protocol_vlan},
      {3, 0, print_vlan_name},
      {4, 1, print_protocol_identity},
      {7, 0, print_aggregation},
      {8, 2, print_congestion},
      {9, 21, print_ets_configuration},
      {10, 21, print_ets_recommendation},
      {11, 2, print_priority_flow_control},
      {12, 0, print_application_priority},
      {13, 5, print_evb},
      {14, 0, print_cdcp},
  };
  return print_subtype(p, t, subtype, kPrinters);
}

bool print_mac_phy(Printer& p, Reader t) {
  put_flag_list(p, "\n\t    autonegotiation", kAggregationFlags, t.u8(), 2);
  const uint16_t pmd = t.u16();
  p.put("\n\t    PMD autoneg capability [", flag_names(kPmdCapabilities, pmd, ", ", "unknown"), "] (0x", hex(pmd, 4),
        ')');
  const uint16_t mau = t.u16();
  p.put("\n\t    MAU type ", name_or(kMauTypes, mau, "unknown"), " (0x", hex(mau, 4), ')');
  return true;
}

bool print_power_over_mdi(Printer& p, Reader t) {
  p.put("\n\t    MDI power support [", flag_names(kMdiFlags, t.u8()), ']');
  const std::string_view pair = name_or(kMdiPairs, t.u8(), "unknown");
  const std::string_view power_class = name_or(kMdiClasses, t.u8(), "unknown");
  p.put(", power pair ", pair, ", power class ", power_class);
  return true;
}

bool print_frame_size(Printer& p, Reader t) {
  p.put("\n\t    MTU size ", t.u16());
  return true;
}

bool print_8023_value(Printer& p, Reader t, uint8_t subtype) {
  constexpr SubtypePrinter kPrinters[] = {
      {1, 5, print_mac_phy},
      {2, 3, print_power_over_mdi},
      {3, 0, print_aggregation},
      {4, 2, print_frame_size},
  };
  return print_subtype(p, t, subtype, kPrinters);
}

bool print_coordinates(Printer& p, Reader t) {
  if (t.length() < 16) return false;
  for (const std::string_view axis : {"Latitude", "Longitude"}) {
    const uint64_t bits = t.u40();
    p.put("\n\t    ", axis, " resolution ", bits >> 34, ", ", axis[1] == 'a' ? "latitude" : "longitude", " value ",
          bits & 0x3ffffffff);
  }
  const uint64_t altitude = t.u40();
  const auto type = static_cast<uint32_t>(altitude >> 36);
  const std::string_view type_name = name_or(kAltitudeTypes, type, "unknown");
  p.put("\n\t    Altitude type ", type_name, " (", type, ')');
  p.put("\n\t    Altitude resolution ", altitude >> 30 & 63, ", altitude value 0x", hex(altitude & 0x3fffffff));
  const uint8_t datum = t.u8();
  const std::string_view datum_name = name_or(kDatums, datum, "unknown");
  p.put("\n\t    Datum ", datum_name, " (0x", hex(datum, 2), ')');
  return true;
}

bool print_civic_address(Printer& p, Reader t) {
  if (t.length() < 1) return false;
  size_t left = t.u8();
  if (left < 3 || left + 1 > t.length()) return false;
  const uint8_t what = t.u8();
  const std::string_view what_name = name_or(kCivicWhat, what, "unknown");
  p.put("\n\t    LCI length ", left, ", LCI what ", what_name, " (0x", hex(what, 2), "), Country-code ",
        safe_text(t.bytes(2)));
  left -= 3;
  while (left > 0) {
    if (t.length() < 2 || left < 2) return false;
    const uint8_t type = t.u8();
    const uint8_t length = t.u8();
    left -= 2;
    const std::string_view type_name = name_or(kCivicTypes, type, "unknown");
    p.put("\n\t      CA type '", type_name, "' (", type, "), length ", length, ": ");
    if (left < length || t.length() < length) return false;
    p.put(safe_string(t.bytes(length)));
    left -= length;
  }
  return true;
}

bool print_location(Printer& p, Reader t) {
  if (t.length() < 1) return false;
  const uint8_t format = t.u8();
  const std::string_view name = name_or(kLocationFormats, format, "unknown");
  p.put("\n\t    Location data format ", name, " (0x", hex(format, 2), ')');
  if (format == 1) return print_coordinates(p, t);
  if (format == 2) return print_civic_address(p, t);
  if (format == 3) {
    p.put("\n\t    ECS ELIN id ", safe_string(t.bytes(t.length())));
    return true;
  }
  p.put("\n\t    Location ID ");
  put_hex_lines(p.text, "\n\t      ", t.rest());
  return true;
}

bool print_med_power(Printer& p, Reader t) {
  if (t.length() < 3) return false;
  const uint8_t bits = t.u8();
  // The type is in the two high bits; tcpdump looks at the two low ones.
  const std::string_view source = name_or(kPowerSources, bits >> 4 & 3, "none");
  p.put("\n\t    Power type [", (bits & 3) != 0 ? "PD" : "PSE", " device], Power source [", source, ']');
  const std::string_view priority = name_or(kPowerPriorities, bits & 15, "none");
  p.put("\n\t    Power priority [", priority, "] (0x", hex(bits & 15, 2), ')');
  const uint16_t power = t.u16();
  if (power < 1024)
    p.put(", Power ", power / 10, '.', power % 10, " Watts");
  else
    p.put(", Power ", power, " (Reserved)");
  return true;
}

bool print_med_value(Printer& p, Reader t, uint8_t subtype) {
  const size_t length = t.length();
  switch (subtype) {
    case 1: {
      if (length < 3) return false;
      put_flag_list(p, "\n\t    Media capabilities", kMedCapabilities, t.u16(), 4);
      const uint8_t device = t.u8();
      const std::string_view name = name_or(kMedDevices, device, "unknown");
      p.put("\n\t    Device type [", name, "] (0x", hex(device, 2), ')');
      return true;
    }
    case 2: {
      if (length < 4) return false;
      const uint8_t type = t.u8();
      const uint32_t policy = t.u24();
      const std::string_view name = name_or(kMedApplications, type, "none");
      p.put("\n\t    Application type [", name, "] (0x", hex(type, 2), "), Flags [",
            flag_names(kMedPolicyFlags, policy >> 16 & 0xe0), "]\n\t    Vlan id ", policy >> 9 & 0xfff,
            ", L2 priority ", policy >> 6 & 7, ", DSCP value ", policy & 63);
      return true;
    }
    case 3:
      return print_location(p, t);
    case 4:
      return print_med_power(p, t);
    default:
      if (const std::string_view name = find_name(kMedInventory, subtype); !name.empty()) {
        p.put("\n\t  ", name, ' ', safe_string(t.bytes(length)));
      }
      return true;
  }
}

void print_dcbx_feature_header(Printer& p, Reader& t, std::string_view name, uint16_t type, size_t length) {
  p.put("\n\t    Feature - ", name, " (type 0x", hex(type), ", length ", length, ')');
  p.put("\n\t      Oper_Version: ", t.u8());
  p.put("\n\t      Max_Version: ", t.u8());
  const uint8_t bits = t.u8();
  const char tens = "0123456789ABCDEF"[bits >> 4];
  const char ones = "0123456789ABCDEF"[bits & 15];
  p.put("\n\t      Info block(0x", tens, ones, "): Enable bit: ", bits >> 7, ", Willing bit: ", bits >> 6 & 1,
        ", Error Bit: ", bits >> 5 & 1);
  p.put("\n\t      SubType: ", t.u8());
}

void print_dcbx_groups(Printer& p, Reader t) {
  p.put("\n\t      Priority Allocation");
  const uint32_t groups = t.u32();
  for (int i = 0; i < 8; i++) p.put("\n\t          PgId_", i, ": ", groups >> (28 - 4 * i) & 15);
  p.put("\n\t      Priority Group Allocation");
  for (int i = 0; i < 8; i++) p.put("\n\t          Pg percentage[", i, "]: ", t.u8());
  p.put("\n\t      NumTCsSupported: ", t.u8());
}

void print_dcbx_flow_control(Printer& p, Reader t) {
  const uint8_t bits = t.u8();
  p.put("\n\t      PFC Config (0x", hex(bits, 2), ')');
  for (int i = 0; i < 8; i++) {
    p.put("\n\t          Priority Bit ", i, ": ", (bits >> i & 1) != 0 ? "Enabled" : "Disabled");
  }
  p.put("\n\t      NumTCPFCSupported: ", t.u8());
}

void print_dcbx_applications(Printer& p, Reader t) {
  while (t.length() >= 6) {
    p.put("\n\t      Application Value\n\t          Application Protocol ID: 0x", hex(t.u16(), 4));
    const uint32_t selector = t.u24();
    const uint32_t flag = selector >> 22;
    p.put("\n\t          SF (0x", hex(flag), ") Application Protocol ID is ",
          flag != 0 ? "Socket Number" : "L2 EtherType");
    p.put("\n\t          OUI: 0x", hex(selector & 0x3fffff, 6));
    p.put("\n\t          User Priority Map: 0x", hex(t.u8(), 2));
  }
}

Decoded print_dcbx_value(Printer& p, Reader t) {
  bool unknown = false;
  while (t.length() >= 2) {
    const uint16_t tag = t.u16();
    const uint16_t type = tag >> 9;
    const size_t length = tag & 0x1ff;
    if (type == 0) break;
    if (length > t.length()) return Decoded::kCut;
    Reader v = t.first(length);
    const Reader whole = v;
    t.skip(length);
    switch (type) {
      case 1:
        if (length < 10) return Decoded::kCut;
        p.put("\n\t    Control - Protocol Control (type 0x1, length ", length, ')');
        p.put("\n\t      Oper_Version: ", v.u8());
        p.put("\n\t      Max_Version: ", v.u8());
        p.put("\n\t      Sequence Number: ", v.u32());
        p.put("\n\t      Acknowledgement Number: ", v.u32());
        break;
      case 2:
        if (length < 17) return Decoded::kCut;
        print_dcbx_feature_header(p, v, "Priority Group", type, length);
        print_dcbx_groups(p, v);
        break;
      case 3:
        if (length < 6) return Decoded::kCut;
        print_dcbx_feature_header(p, v, "Priority Flow Control", type, length);
        print_dcbx_flow_control(p, v);
        break;
      case 4:
        if (length < 4) return Decoded::kCut;
        print_dcbx_feature_header(p, v, "Application", type, length);
        print_dcbx_applications(p, v);
        break;
      default:
        put_hex_lines(p.text, "\n\t    ", whole.rest());
        unknown = true;
        continue;
    }
    if (p.verbose() > 1) put_hex_lines(p.text, "\n\t    ", whole.rest());
  }
  return unknown ? Decoded::kUnknown : Decoded::kYes;
}

struct Organization {
  uint32_t oui;
  NameTable subtypes;
  bool (*print)(Printer&, Reader, uint8_t);
};
constexpr Organization kOrganizations[] = {
    {kOui8021, k8021Subtypes, print_8021_value},
    {kOui8023, k8023Subtypes, print_8023_value},
    {kOuiTia, kMedSubtypes, print_med_value},
};

void put_subtype(Printer& p, NameTable names, uint8_t subtype) {
  const std::string_view name = name_or(names, subtype, "unknown");
  p.put("\n\t  ", name, " Subtype (", subtype, ')');
}

// Whether the TLV is of a kind that is not decoded.
bool print_organization_value(Printer& p, Reader t, uint32_t oui) {
  for (const auto& organization : kOrganizations) {
    if (organization.oui != oui) continue;
    if (t.length() < 1) return false;
    const uint8_t subtype = t.u8();
    put_subtype(p, organization.subtypes, subtype);
    organization.print(p, t, subtype);
    return find_name(organization.subtypes, subtype).empty();
  }
  if (oui == kOuiDcbx) {
    if (t.length() < 1) return false;
    const uint8_t subtype = t.u8();
    put_subtype(p, kDcbxSubtypes, subtype);
    // Revision 1 was only a draft and looks different.
    return subtype == 1 || print_dcbx_value(p, t) == Decoded::kUnknown;
  }
  if (oui == kOuiIana) {
    if (t.length() < 2 || t.u8() != 1) return false;
    p.put("\n\t  MUD-URL Subtype (1)\n\t  MUD-URL=", safe_text(t.bytes(t.length())));
    return false;
  }
  return true;
}

After print_known_tlv(Printer& p, Reader t, uint8_t type) {
  switch (type) {
    case 1:
      return print_identifier(p, t, kChassisSubtypes, 4, 5);
    case 2:
      return print_identifier(p, t, kPortSubtypes, 3, 4);
    case 3:
      if (t.length() < 2) return After::kCut;
      p.put(": TTL ", t.u16(), 's');
      return After::kGoOn;
    case 4:
    case 5:
      p.put(": ", safe_string(t.bytes(t.length())));
      return After::kGoOn;
    case 6:
      p.put("\n\t  ", safe_string(t.bytes(t.length())));
      return After::kGoOn;
    case 7: {
      if (t.length() < 4) return After::kCut;
      put_flag_list(p, "\n\t  System  Capabilities", kCapabilities, t.u16(), 4);
      put_flag_list(p, "\n\t  Enabled Capabilities", kCapabilities, t.u16(), 4);
      return After::kGoOn;
    }
    case 8:
      return go_on_if(print_management_address(p, t));
    case 127: {
      if (t.length() < 3) return After::kCut;
      const uint32_t oui = t.u24();
      const std::string_view name = name_or(kOuiNames, oui, "Unknown");
      p.put(": OUI ", name, " (0x", hex(oui, 6), ')');
      return print_organization_value(p, t, oui) ? After::kDump : After::kGoOn;
    }
    default:
      return After::kDump;
  }
}

}  // namespace

void print_lldp(Printer& p, Reader r) {
  p.protocol = "lldp";
  p.put("LLDP, length ", r.length());
  while (r.length() >= 2) {
    const uint16_t tag = r.u16();
    const auto type = static_cast<uint8_t>(tag >> 9);
    const size_t length = tag & 0x1ff;
    if (p.verbose() > 0) {
      const std::string_view name = name_or(kTlvNames, type, "Unknown");
      p.put("\n\t", name, " TLV (", type, "), length ", length);
    }
    // A TLV cut by the capture or by the frame's length, or one that would not get on.
    if (p.stopped() || type == 0 || length == 0) return;
    if (!r.has(length) || length > r.length()) return p.truncated();
    const Reader t = r.first(length);
    r.skip(length);
    if (p.verbose() == 0) {
      if (type == 5) p.put(": ", safe_string(t.rest()));
      continue;
    }
    const After after = print_known_tlv(p, t, type);
    if (after == After::kCut) return p.truncated();
    if (p.verbose() > 1 || after == After::kDump) put_hex_lines(p.text, "\n\t  ", t.rest());
  }
}

}  // namespace trawl
