// Spanning tree protocols: IEEE 802.1D (STP, RSTP), 802.1Q clause 14 (MSTP) and 802.1aq (SPB).
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kVersionStp = 0;
constexpr uint8_t kVersionRstp = 2;
constexpr uint8_t kVersionMstp = 3;
constexpr uint8_t kVersionSpb = 4;
constexpr ValueName kVersions[] = {
    {kVersionStp, "802.1d"}, {kVersionRstp, "802.1w"}, {kVersionMstp, "802.1s"}, {kVersionSpb, "802.1aq"}};

constexpr uint8_t kTypeConfig = 0x00;
constexpr uint8_t kTypeRapid = 0x02;
constexpr uint8_t kTypeTopologyChange = 0x80;
constexpr ValueName kTypes[] = {
    {kTypeConfig, "Config"}, {kTypeRapid, "Rapid STP"}, {kTypeTopologyChange, "Topology Change"}};

constexpr ValueName kFlags[] = {
    {0x01, "Topology change"}, {0x02, "Proposal"},  {0x10, "Learn"},
    {0x20, "Forward"},         {0x40, "Agreement"}, {0x80, "Topology change ACK"},
};
constexpr std::string_view kPortRoles[] = {"Unknown", "Alternate", "Root", "Designated"};
constexpr std::string_view port_role(uint8_t flags) {
  return kPortRoles[flags >> 2 & 3];
}

// Lengths of whole BPDUs, and of what follows in them.
constexpr size_t kConfigLength = 35;
constexpr size_t kRapidLength = 36;
constexpr size_t kMstpLength = 102;
constexpr size_t kVersion1Length = 35;      // where it stands; it must be 0
constexpr size_t kMstpBeforeVersion3 = 38;  // up to the end of the version 3 length
constexpr size_t kCistVersion3Length = 64;
constexpr size_t kMstiLength = 16;
constexpr size_t kVersion4Length = 85;

/// Priority and address: "8001.00:19:06:ea:b8:80".
void put_bridge_id(Printer& p, std::string_view label, Reader& r) {
  const uint16_t priority = r.u16();
  const auto address = r.bytes(6);
  p.put(label, hex(priority, 4), '.', mac_text(address));
}

/// A time in units of 1/256 s.
void put_time(Printer& p, std::string_view label, uint16_t time) {
  p.put(label, fixed(time / 256.0, 2), 's');
}

void put_times(Printer& p, Reader& r) {
  put_time(p, "\n\tmessage-age ", r.u16());
  put_time(p, ", max-age ", r.u16());
  put_time(p, ", hello-time ", r.u16());
  put_time(p, ", forwarding-delay ", r.u16());
}

void print_config(Printer& p, Reader r, uint8_t type, size_t length) {
  const uint8_t flags = r.u8_at(4);
  p.put(", Flags [", flag_names(kFlags, flags), ']');
  if (!r.need(27)) return;
  Reader bridge = r.after(17);
  put_bridge_id(p, ", bridge-id ", bridge);
  p.put('.', hex(bridge.u16(), 4), ", length ", length);
  if (p.verbose() == 0) return;
  if (!r.need(kConfigLength)) return;
  put_times(p, bridge);
  Reader root = r.after(5);
  put_bridge_id(p, "\n\troot-id ", root);
  p.put(", root-pathcost ", root.u32());
  if (type == kTypeRapid || r.u8_at(2) == kVersionRstp) p.put(", port-role ", port_role(flags));
}

void print_cist(Printer& p, Reader r) {
  p.put("\n\tport-role ", port_role(r.u8_at(4)), ", ");
  Reader c = r.after(5);
  put_bridge_id(p, "CIST root-id ", c);
  p.put(", CIST ext-pathcost ", c.u32());
  put_bridge_id(p, "\n\tCIST regional-root-id ", c);
  p.put(", CIST port-id ", hex(c.u16(), 4), ',');
  put_times(p, c);
  c.skip(1);  // the version 1 length
  p.put("\n\tv3len ", c.u16(), ", ");
  c.skip(1);  // the configuration identifier's format
  p.put("MCID Name ");
  put_padded_text(p, c, 32);
  if (!c.need(18)) return;
  p.put(", rev ", c.u16(), ",\n\t\tdigest ");
  p.put(hex_bytes(c.bytes(16)), ", ");
  p.put("CIST int-root-pathcost ", c.u32(), ',');
  put_bridge_id(p, "\n\tCIST bridge-id ", c);
  p.put(", ");
  p.put("CIST remaining-hops ", c.u8());
}

void print_msti(Printer& p, Reader m) {
  const uint8_t flags = m.u8_at(0);
  p.put("\n\tMSTI ", m.u16_at(1) & 0xfff, ", Flags [", flag_names(kFlags, flags), "], port-role ", port_role(flags));
  m.skip(1);
  if (!m.need(12)) return;
  put_bridge_id(p, "\n\t\tMSTI regional-root-id ", m);
  p.put(", pathcost ", m.u32());
  if (!m.need(3)) return;
  p.put("\n\t\tMSTI bridge-prio ", m.u8() >> 4);
  p.put(", port-prio ", m.u8() >> 4);
  p.put(", hops ", m.u8());
}

void print_shortest_path(Printer& p, Reader s) {
  p.put("\n\tv4len ", s.u16(), ", ");
  s.skip(1);  // the auxiliary configuration identifier's format
  p.put("AUXMCID Name ");
  put_padded_text(p, s, 32);
  if (!s.need(18)) return;
  p.put(", Rev ", s.u16(), ",\n\t\tdigest ");
  p.put(hex_bytes(s.bytes(16)));
  if (!s.need(34)) return;
  const uint8_t agreement = s.u8();
  p.put("\n\tAgreement num ", agreement >> 6, ", Discarded Agreement num ", agreement >> 4 & 3,
        ", Agreement valid-flag ", agreement >> 3 & 1, ",\n\tRestricted role-flag: ", agreement >> 2 & 1);
  s.skip(1);
  const uint8_t format = s.u8();
  p.put(", Format id ", format >> 4, " cap ", format);
  const uint8_t convention = s.u8();
  p.put(", Convention id ", convention >> 4, " cap ", convention);
  p.put(",\n\tEdge count ", s.u16());
  s.skip(8);
  p.put(", Agreement digest ", hex_bytes(s.bytes(20)));
}

void print_trees(Printer& p, Reader r) {
  print_cist(p, r);
  const size_t version3_length = r.u16_at(36);
  Reader m = r.after(kMstpLength);
  for (size_t left = version3_length; left >= kCistVersion3Length + kMstiLength && !p.stopped(); left -= kMstiLength) {
    print_msti(p, m);
    m.skip(kMstiLength);
  }
}

void print_multiple(Printer& p, Reader r, uint8_t version, size_t length) {
  p.put(", CIST Flags [", flag_names(kFlags, r.u8_at(4)), "], length ", length);
  if (p.verbose() > 0) print_trees(p, r);
  if (version != kVersionSpb) return;
  const size_t at = kMstpBeforeVersion3 + r.u16_at(36);
  const size_t version4_length = r.u16_at(at);
  if (p.stopped()) return;
  if (version4_length < kVersion4Length || length < at + 2 + version4_length) return p.invalid();
  if (p.verbose() > 0) print_shortest_path(p, r.after(at));
}

}  // namespace

void print_stp(Printer& p, Reader r) {
  p.protocol = "stp";
  const size_t length = r.length();
  if (length < 4) return p.invalid();
  if (r.u16_at(0) != 0) return p.put("unknown STP version, length ", length);
  const uint8_t version = r.u8_at(2);
  const std::string_view version_name = find_name(kVersions, version);
  if (version_name.empty()) return p.put("STP Unknown STP protocol (0x", hex(version, 2), ')');
  p.put("STP ", version_name);
  const uint8_t type = r.u8_at(3);
  p.put(", ", named_hex(kTypes, type, "Unknown BPDU Type (0x", ")", 2));
  if (type == kTypeConfig) {
    if (length < kConfigLength) return p.invalid();
    return print_config(p, r, type, length);
  }
  if (type != kTypeRapid) return;
  if (version == kVersionStp) return;
  if (version == kVersionRstp) {
    if (length < kRapidLength) return p.invalid();
    return print_config(p, r, type, length);
  }
  if (length < kMstpLength || r.u8_at(kVersion1Length) != 0 || length < kMstpBeforeVersion3 + r.u16_at(36)) {
    return p.invalid();
  }
  print_multiple(p, r, version, length);
}

}  // namespace trawl
