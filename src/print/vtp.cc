// Cisco VLAN Trunking Protocol, versions 1 and 2, as Cisco documents its messages.
#include <algorithm>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kDomainLength = 32;
constexpr size_t kHeader = 4 + kDomainLength;
constexpr size_t kVlanHeader = 12;
constexpr size_t kTlvHeader = 2;
constexpr size_t kTlvUnit = 2;  // TLV lengths count 16-bit words

enum : uint8_t { kSummary = 1, kSubset, kRequest, kJoin };
constexpr ValueName kMessages[] = {
    {kSummary, "Summary advertisement"},
    {kSubset, "Subset advertisement"},
    {kRequest, "Advertisement request"},
    {kJoin, "Join message"},
};
// What the header's third byte is in each message.
constexpr ValueName kThirdByte[] = {
    {kSummary, "Followers"}, {kSubset, "Seq number"}, {kRequest, "Rsvd"}, {kJoin, "Rsvd"}};

constexpr ValueName kVlanStates[] = {{0, "Operational"}, {1, "Suspended"}};
constexpr ValueName kVlanTypes[] = {{1, "Ethernet"}, {2, "FDDI"}, {3, "TrCRF"}, {4, "FDDI-net"}, {5, "TrBRF"}};

enum : uint8_t {
  kStpType = 3,
  kPruning = 6,
  kBridgeType = 7,
  kMaxArpHops = 8,
  kMaxExplorerHops = 9,
  kBackupMode = 10,
};
constexpr ValueName kTlvs[] = {
    {1, "Source-Routing Ring Number TLV"},
    {2, "Source-Routing Bridge Number TLV"},
    {kStpType, "STP type TLV"},
    {4, "Parent VLAN TLV"},
    {5, "Translationally bridged VLANs TLV"},
    {kPruning, "Pruning TLV"},
    {kBridgeType, "Bridge Type TLV"},
    {kMaxArpHops, "Max ARP Hop Count TLV"},
    {kMaxExplorerHops, "Max STE Hop Count TLV"},
    {kBackupMode, "Backup CRF Mode TLV"},
};
constexpr ValueName kStpTypes[] = {{1, "SRT"}, {2, "SRB"}, {3, "Auto"}};

void print_tlv_value(Printer& p, Reader tlv, uint8_t type) {
  const uint16_t value = tlv.u16_at(kTlvHeader);
  switch (type) {
    case kStpType:
      return p.put(", ", name_or(kStpTypes, value, "Unknown"), " (", value, ')');
    case kPruning:
      return p.put(", ", value == 1 ? "Enabled" : "Disabled", " (", value, ')');
    case kBridgeType:
      return p.put(", ", value == 1 ? "SRB" : "SRT", " (", value, ')');
    case kMaxExplorerHops:
      return p.put(", ", value);
    case kBackupMode:
      return p.put(", ", value == 1 ? "Backup" : "Not backup", " (", value, ')');
    default:
      return put_hex_lines(p.text, "\n\t\t  ", tlv.bytes(kTlvHeader + kTlvUnit));
  }
}

// The TLVs behind a VLAN's name. False when they do not fit.
bool print_tlvs(Printer& p, Reader t) {
  while (t.length() > 0) {
    if (t.length() < kTlvHeader) return false;
    const uint8_t type = t.u8_at(0);
    const uint8_t words = t.u8_at(1);
    p.put("\n\t\t", name_or(kTlvs, type, "Unknown"), " (0x", hex(type, 4), ") TLV");
    const size_t length = kTlvHeader + words * kTlvUnit;
    if (t.length() < length) {
      p.put(" (TLV goes past the end of the packet)");
      return false;
    }
    if (words != 1) {
      p.put(" [TLV length ", words, " != 1]");
      return false;
    }
    print_tlv_value(p, t, type);
    t.skip(length);
  }
  return true;
}

bool print_vlan(Printer& p, Reader v) {
  if (v.length() < kVlanHeader) return false;
  v.skip(1);
  const uint8_t state = v.u8();
  const uint8_t type = v.u8();
  const uint8_t name_length = v.u8();
  const uint16_t id = v.u16();
  const uint16_t mtu = v.u16();
  const uint32_t said = v.u32();
  p.put("\n\tVLAN info status ", name_or(kVlanStates, state, "Unknown"), ", type ",
        name_or(kVlanTypes, type, "Unknown"), ", VLAN-id ", id, ", MTU ", mtu, ", SAID 0x", hex(said, 8), ", Name ");
  const size_t padded = (name_length + 3U) & ~3U;
  if (v.length() < padded) return false;
  Reader name = v;
  put_padded_text(p, name, name_length);
  v.skip(padded);
  return print_tlvs(p, v);
}

bool print_subset(Printer& p, Reader r) {
  p.put(", Config Rev ", hex(r.u32()));
  while (r.length() > 0) {
    const uint8_t length = r.u8_at(0);
    if (length == 0) return true;
    if (!r.need(length)) return true;
    if (!print_vlan(p, r.first(length))) return false;
    r.skip(length);
  }
  return true;
}

void print_summary(Printer& p, Reader r) {
  const uint32_t revision = r.u32();
  p.put("\n\t  Config Rev ", hex(revision), ", Updater ", host_name(p, r.bytes(4)));
  r.need(12);
  p.put(", Timestamp");
  for (int i = 0; i < 3; i++) p.put(" 0x", hex(r.u32(), 8));
  p.put(", MD5 digest: ", hex_bytes(r.bytes(16)));
}

}  // namespace

void print_vtp(Printer& p, Reader r) {
  p.protocol = "vtp";
  const Reader whole = r;
  const size_t length = r.length();
  if (length < kHeader) {
    p.invalid();
    r.need(length);
    return;
  }
  if (!r.need(kHeader)) return;
  const uint8_t version = r.u8();
  const uint8_t message = r.u8();
  p.put("VTPv", version, ", Message ", name_or(kMessages, message, "Unknown message type"), " (0x", hex(message, 2),
        "), length ", length);
  if (p.verbose() == 0) {
    r.need(r.length());
    return;
  }
  const uint8_t third = r.u8();
  const uint8_t domain_length = r.u8();
  p.put("\n\tDomain name: ");
  bool valid = domain_length >= 1 && domain_length <= kDomainLength;
  if (valid) {
    Reader domain = r;
    put_padded_text(p, domain, domain_length);
    r.skip(kDomainLength);
    p.put(", ", name_or(kThirdByte, message, "Unknown"), ": ", third);
    if (message == kSummary) print_summary(p, r);
    if (message == kSubset) valid = print_subset(p, r);
    if (message == kRequest) p.put("\n\tStart value: ", r.u32());
  } else {
    p.put(" [MgmtD Len ", domain_length, ']');
  }
  if (valid) return;
  p.invalid();
  Reader all = whole;
  all.need(length);
}

}  // namespace trawl
