// Connectivity fault management: IEEE 802.1Q clause 21 (802.1ag), ITU-T Y.1731.
#include "print/number_names.h"
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 4;
enum : uint8_t { kContinuityCheck = 1, kLinktraceReply = 4, kLinktrace = 5 };
constexpr ValueName kOpcodes[] = {
    {kContinuityCheck, "Continuity Check Message"},
    {2, "Loopback Reply"},
    {3, "Loopback Message"},
    {kLinktraceReply, "Linktrace Reply"},
    {kLinktrace, "Linktrace Message"},
};
constexpr ValueName kNameFormats[] = {
    {0, "IEEE 802.1"},          {1, "No MD Name present"}, {2, "DNS string"},
    {3, "MAC + 16Bit Integer"}, {4, "Character string"},
};
constexpr ValueName kAssociationFormats[] = {
    {0, "IEEE 802.1"}, {1, "Primary VID"}, {2, "Character string"}, {3, "16Bit Integer"}, {4, "RFC2685 VPN-ID"},
};
constexpr uint8_t kNoDomainName = 1;
constexpr uint8_t kDomainDns = 2;
constexpr uint8_t kDomainMac = 3;
constexpr uint8_t kDomainString = 4;
constexpr uint8_t kAssociationString = 2;
constexpr size_t kNamesLength = 48;
constexpr float kIntervals[] = {0, 1.0F / 300, 0.01F, 0.1F, 1, 10, 60, 600};  // seconds

constexpr ValueName kLinktraceFlags[] = {{0x80, "Use Forwarding-DB only"}};
constexpr ValueName kLinktraceReplyFlags[] = {{0x80, "UseFDB Only"}, {0x40, "FwdYes"}, {0x20, "Terminal MEP"}};
constexpr ValueName kReplayActions[] = {{1, "Exact Match"}, {2, "Filtering DB"}, {3, "MIP CCM DB"}};

enum : uint8_t { kEnd = 0, kSenderId = 1, kPortStatus = 2, kInterfaceStatus = 3, kOrganization = 31 };
constexpr ValueName kTlvs[] = {
    {kEnd, "End"}, {kSenderId, "Sender ID"}, {kPortStatus, "Port status"}, {kInterfaceStatus, "Interface status"},
    {4, "Data"},   {5, "Reply Ingress"},     {6, "Reply Egress"},          {kOrganization, "Organization Specific"},
};
constexpr ValueName kPortStates[] = {{1, "Blocked"}, {2, "Up"}};
constexpr ValueName kInterfaceStates[] = {{1, "Up"},      {2, "Down"},        {3, "Testing"},
                                          {5, "Dormant"}, {6, "not present"}, {7, "lower Layer down"}};
constexpr ValueName kChassisTypes[] = {
    {0, "Reserved"},    {1, "Chassis component"}, {2, "Interface alias"}, {3, "Port component"},
    {4, "MAC address"}, {5, "Network address"},   {6, "Interface name"},  {7, "Locally assigned"},
};

void too_short(Printer& p) {
  p.put("\n\t\t packet is too short");
}

bool long_enough(Printer& p, size_t offset, size_t needed, int mark) {
  if (offset >= needed) return true;
  p.put(" (too small ", mark, ", must be >= ", needed, ')');
  return false;
}

// The maintenance domain's name. False when it is too long for the 48 bytes that both names share.
bool print_domain_name(Printer& p, Reader& names) {
  const uint8_t format = names.u8();
  p.put("\n\t  MD Name Format ", name_or(kNameFormats, format, "Unknown"), " (", format, ')');
  if (format == kNoDomainName) return true;
  const uint8_t length = names.u8();
  p.put(", MD Name length ", length);
  if (length + 3U > names.length()) {
    p.put(" (too large, must be <= ", names.length() - 2, ')');
    return false;
  }
  p.put("\n\t  MD Name: ");
  Reader name = names.first(length);
  names.skip(length);
  if (format == kDomainDns || format == kDomainString) {
    p.put(safe_string(name.rest()));
  } else if (format == kDomainMac) {
    if (length == 6)
      p.put("\n\t  MAC ", mac_text(name.rest()));
    else
      p.put("\n\t  MAC (length invalid)");
  } else {
    put_hex_lines(p.text, "\n\t    ", name.rest());
  }
  return true;
}

bool print_association_name(Printer& p, Reader& names) {
  const uint8_t format = names.u8();
  const uint8_t length = names.u8();
  p.put("\n\t  MA Name-Format ", name_or(kAssociationFormats, format, "Unknown"), " (", format, "), MA name length ",
        length);
  if (length > names.length()) {
    p.put(" (too large, must be <= ", names.length(), ')');
    return false;
  }
  p.put("\n\t  MA Name: ");
  const Reader name = names.first(length);
  if (format == kAssociationString)
    p.put(safe_string(name.rest()));
  else
    put_hex_lines(p.text, "\n\t    ", name.rest());
  return true;
}

bool print_continuity_check(Printer& p, Reader m, size_t offset, uint8_t flags) {
  constexpr size_t kLength = 70;
  if (!long_enough(p, offset, kLength, 1)) return false;
  if (!m.need(kLength)) return false;
  const uint8_t interval = flags & 7;
  p.put(", Flags [CCM Interval ", interval, (flags & 0x80) != 0 ? ", RDI" : "", ']');
  if (interval != 0) {
    const float seconds = kIntervals[interval];
    p.put("\n\t  CCM Interval ", fixed(seconds, 3), "s, min CCM Lifetime ", fixed(seconds * 3.25F, 3),
          "s, max CCM Lifetime ", fixed(seconds * 3.5F, 3), 's');
  }
  const uint32_t sequence = m.u32();
  p.put("\n\t  Sequence Number 0x", hex(sequence, 8), ", MA-End-Point-ID 0x", hex(m.u16(), 4));
  Reader names = m.first(kNamesLength);
  return print_domain_name(p, names) && print_association_name(p, names);
}

bool print_linktrace(Printer& p, Reader m, size_t offset, uint8_t flags) {
  if (!long_enough(p, offset, 17, 4)) return false;
  if (!m.need(17)) return false;
  p.put(", Flags [", flag_names(kLinktraceFlags, flags), ']');
  const uint32_t transaction = m.u32();
  p.put("\n\t  Transaction-ID 0x", hex(transaction, 8), ", ttl ", m.u8());
  p.put("\n\t  Original-MAC ", mac_text(m.bytes(6)));
  p.put(", Target-MAC ", mac_text(m.bytes(6)));
  return true;
}

bool print_linktrace_reply(Printer& p, Reader m, size_t offset, uint8_t flags) {
  if (!long_enough(p, offset, 6, 5)) return false;
  if (!m.need(6)) return false;
  p.put(", Flags [", flag_names(kLinktraceReplyFlags, flags), ']');
  const uint32_t transaction = m.u32();
  p.put("\n\t  Transaction-ID 0x", hex(transaction, 8), ", ttl ", m.u8());
  const uint8_t action = m.u8();
  p.put("\n\t  Replay-Action ", name_or(kReplayActions, action, "Unknown"), " (", action, ')');
  return true;
}

void print_network_address(Printer& p, Reader a) {
  const uint8_t family = a.u8();
  p.put("\n\t  Network Address Type ", name_or(kAddressFamilyNames, family, "Unknown"), " (", family, ')');
  const size_t expected = family == 1 ? 4 : family == 2 ? 16 : 0;
  if (expected == 0) return;
  if (a.length() != expected) {
    p.put("(invalid IPv", family == 1 ? '4' : '6', " address length ", a.length(), ')');
    return;
  }
  p.put(", ", host_name(p, a.bytes(expected)));
}

void print_chassis(Printer& p, Reader id, uint8_t type) {
  switch (type) {
    case 4:
      if (id.length() != 6)
        p.put(" (invalid MAC address length)");
      else
        p.put("\n\t  MAC ", mac_text(id.bytes(6)));
      return;
    case 5:
      return print_network_address(p, id);
    case 1:
    case 2:
    case 3:
    case 6:
    case 7:
      p.put(safe_string(id.rest()));
      return;
    default:
      return;
  }
}

// False when it is too short.
bool print_management_address(Printer& p, Reader& v) {
  const uint8_t domain_length = v.u8();
  p.put("\n\t  Management Address Domain Length ", domain_length);
  if (domain_length > v.length()) return p.put("\n\t  (TLV too short)"), false;
  if (domain_length == 0) return true;
  p.put("\n\t  Management Address Domain: ");
  put_hex_lines(p.text, "", v.bytes(domain_length));
  if (v.length() == 0) return p.put(" (Management Address Length is missing)"), false;
  const uint8_t length = v.u8();
  p.put("\n\t  Management Address Length ", length);
  if (length > v.length()) return p.put("\n\t  (TLV too short)"), false;
  if (length == 0) return true;
  p.put("\n\t  Management Address: ");
  put_hex_lines(p.text, "", v.bytes(length));
  return true;
}

// Returns how many bytes of it the next TLV stands behind.
size_t print_sender_id(Printer& p, Reader v) {
  const size_t whole = v.length();
  const Reader all = v;
  if (v.length() < 1) return p.put(" (too short, must be >= 1)"), whole;
  const uint8_t length = v.u8();
  if (length > 0) {
    if (v.length() < 1) return p.put("\n\t  (TLV too short)"), whole;
    const uint8_t type = v.u8();
    p.put("\n\t  Chassis-ID Type ", name_or(kChassisTypes, type, "Unknown"), " (", type, "), Chassis-ID length ",
          length);
    // tcpdump goes on one byte early here.
    if (length > v.length()) return p.put("\n\t  (TLV too short)"), whole - 1;
    print_chassis(p, v.first(length), type);
    v.skip(length);
  }
  const bool dump = v.length() > 0 && v.u8_at(0) == 0;
  if (v.length() > 0 && !print_management_address(p, v)) return whole;
  // As many bytes as are left, from the beginning.
  if (dump || p.verbose() > 1) put_hex_lines(p.text, "\n\t  ", all.first(v.length()).rest());
  return whole;
}

bool print_status(Printer& p, Reader v, NameTable states) {
  if (v.length() < 1) {
    p.put(" (too short, must be >= 1)");
    return false;
  }
  const uint8_t state = v.u8();
  p.put(", Status: ", name_or(states, state, "Unknown"), " (", state, ')');
  return true;
}

// Returns the value's length, or kStop when it is so wrong that the TLVs behind it are not looked at.
constexpr size_t kStop = SIZE_MAX;
size_t print_value(Printer& p, Reader v, uint8_t type) {
  const size_t length = v.length();
  bool dump = false;
  const Reader whole = v;
  switch (type) {
    case kSenderId:
      return print_sender_id(p, v);
    case kPortStatus:
      if (!print_status(p, v, kPortStates)) return kStop;
      break;
    case kInterfaceStatus:
      if (!print_status(p, v, kInterfaceStates)) return kStop;
      break;
    case kOrganization: {
      if (v.length() < 4) {
        p.put(" (too short, must be >= 4)");
        return kStop;
      }
      const uint32_t vendor = v.u24();
      p.put(", Vendor: ", name_or(kOuiNames, vendor, "Unknown"), " (", vendor, "), Sub-Type ", v.u8());
      dump = true;
      break;
    }
    default:
      dump = true;
  }
  if (dump || p.verbose() > 1) put_hex_lines(p.text, "\n\t  ", whole.rest());
  return length;
}

void print_tlvs(Printer& p, Reader t) {
  while (t.length() > 0) {
    const uint8_t type = t.u8();
    p.put("\n\t", name_or(kTlvs, type, "Unknown"), " TLV (0x", hex(type, 2), ')');
    if (type == kEnd) return;
    if (t.length() < 2) return too_short(p);
    const uint16_t length = t.u16();
    p.put(", length ", length);
    if (length > t.length()) return too_short(p);
    if (!t.need(length)) return;
    const size_t used = print_value(p, t.first(length), type);
    if (used == kStop) return;
    t.skip(used);
  }
}

}  // namespace

void print_cfm(Printer& p, Reader r) {
  p.protocol = "cfm";
  const size_t length = r.length();
  if (length < kHeader) return too_short(p);
  if (!r.need(kHeader)) return;
  const uint8_t first = r.u8();
  const uint8_t opcode = r.u8();
  const uint8_t flags = r.u8();
  const uint8_t offset = r.u8();
  const int version = first & 31;
  if (version != 0) return p.put("CFMv", version, " not supported, length ", length);
  p.put("CFMv", version, ' ', named(kOpcodes, opcode, "unknown (", ")"), ", MD Level ", first >> 5, ", length ",
        length);
  if (p.verbose() == 0) return;
  p.put("\n\tFirst TLV offset ", offset);
  if (offset > r.length()) return p.put(" (too large, must be <= ", r.length(), ')');
  bool ok = true;
  switch (opcode) {
    case kContinuityCheck:
      ok = print_continuity_check(p, r, offset, flags);
      break;
    case kLinktraceReply:
      ok = print_linktrace_reply(p, r, offset, flags);
      break;
    case kLinktrace:
      ok = print_linktrace(p, r, offset, flags);
      break;
    default:
      // As many bytes as lie behind the first TLV, though they are not those.
      if (r.length() > offset) put_unknown(p, "\n\t  ", r, r.length() - offset);
  }
  if (!ok) return;
  r.skip(offset);
  print_tlvs(p, r);
}

}  // namespace trawl
