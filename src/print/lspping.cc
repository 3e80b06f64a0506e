// LSP ping: RFC 4379, RFC 5884 (BFD discriminator).
#include <array>

#include "base/address.h"
#include "print/bgp.h"
#include "print/ntp_time.h"
#include "print/number_names.h"
#include "print/protocols.h"
#include "print/pseudowire_names.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kMessages[] = {
    {1, "MPLS Echo Request"},
    {2, "MPLS Echo Reply"},
};
constexpr ValueName kReplyModes[] = {
    {1, "Do not reply"},
    {2, "Reply via an IPv4/IPv6 UDP packet"},
    {3, "Reply via an IPv4/IPv6 UDP packet with Router Alert"},
    {4, "Reply via application level control channel"},
};
constexpr ValueName kReturnCodes[] = {
    {0, "No return code or return code contained in the Error Code TLV"},
    {1, "Malformed echo request received"},
    {2, "One or more of the TLVs was not understood"},
    {3, "Replying router is an egress for the FEC at stack depth"},
    {4, "Replying router has no mapping for the FEC at stack depth"},
    {5, "Reserved"},
    {6, "Reserved"},
    {7, "Reserved"},
    {8, "Label switched at stack-depth"},
    {9, "Label switched but no MPLS forwarding at stack-depth"},
    {10, "Mapping for this FEC is not the given label at stack depth"},
    {11, "No label entry at stack-depth"},
    {12, "Protocol not associated with interface at FEC stack depth"},
    {13, "Premature termination of ping due to label stack shrinking to a single label"},
};

/// Return codes whose name ends with the return subcode.
constexpr bool names_subcode(uint8_t code) {
  return code == 3 || code == 4 || code == 8 || code == 10 || code == 11 || code == 12;
}

enum Tlv : uint16_t { kTargetFecStack = 1, kDownstreamMapping = 2, kVendor = 5, kBfdDiscriminator = 15 };
constexpr ValueName kTlvs[] = {
    {1, "Target FEC Stack"}, {2, "Downstream Mapping"},     {3, "Pad"},
    {9, "Error Code"},       {5, "Vendor Enterprise Code"}, {7, "Interface Label Stack"},
    {10, "Reply TOS Byte"},  {15, "BFD Discriminator"},     {64512, "Vendor Private Code"},
};
constexpr ValueName kFecs[] = {
    {1, "LDP IPv4 prefix"},
    {2, "LDP IPv6 prefix"},
    {3, "RSVP IPv4 Session Query"},
    {4, "RSVP IPv6 Session Query"},
    {5, "Reserved"},
    {6, "VPN IPv4 prefix"},
    {7, "VPN IPv6 prefix"},
    {8, "L2 VPN endpoint"},
    {9, "FEC 128 pseudowire (old)"},
    {10, "FEC 128 pseudowire"},
    {12, "BGP labeled IPv4 prefix"},
    {13, "BGP labeled IPv6 prefix"},
};
constexpr ValueName kAddressTypes[] = {
    {1, "IPv4"},
    {2, "Unnumbered IPv4"},
    {3, "IPv6"},
    {4, "IPv6"},
};

constexpr size_t kHeaderLength = 32;
constexpr size_t kTlvHeaderLength = 4;
constexpr std::string_view kTlvTooShort = "\n\t      TLV is too short";
constexpr std::string_view kIndent = "\n\t      ";

void print_prefix(Printer& p, Reader r, size_t address_length) {
  const auto address = r.bytes(address_length);
  address_length == 4 ? p.put(ip4_text(address)) : p.put(ip6_text(address));
  p.put('/', r.u8());
}

void print_ip4_prefix(Printer& p, Reader r) {
  p.put(kIndent);
  print_prefix(p, r, 4);
}
void print_ip6_prefix(Printer& p, Reader r) {
  p.put(kIndent);
  print_prefix(p, r, 16);
}

void put_address(Printer& p, std::span<const uint8_t> address) {
  address.size() == 4 ? p.put(ip4_text(address)) : p.put(ip6_text(address));
}

void print_rsvp(Printer& p, Reader r, size_t address_length) {
  const auto end_point = r.bytes(address_length);
  r.skip(2);
  const uint16_t tunnel = r.u16();
  const auto extended = r.bytes(address_length);
  const auto sender = r.bytes(address_length);
  r.skip(2);
  const uint16_t lsp = r.u16();
  p.put(kIndent, "tunnel end-point ");
  put_address(p, end_point);
  p.put(", tunnel sender ");
  put_address(p, sender);
  p.put(", lsp-id 0x", hex(lsp, 4), kIndent, "tunnel-id 0x", hex(tunnel, 4), ", extended tunnel-id ");
  put_address(p, extended);
}

void print_rsvp_ip4(Printer& p, Reader r) {
  print_rsvp(p, r, 4);
}
void print_rsvp_ip6(Printer& p, Reader r) {
  print_rsvp(p, r, 16);
}

void print_vpn_ip4(Printer& p, Reader r) {
  p.put(kIndent, "RD: ");
  bgp::put_distinguisher(p, r);
  p.put(", ");
  print_prefix(p, r, 4);
}
void print_vpn_ip6(Printer& p, Reader r) {
  p.put(kIndent, "RD: ");
  bgp::put_distinguisher(p, r);
  p.put(", ");
  print_prefix(p, r, 16);
}

void print_l2vpn_endpoint(Printer& p, Reader r) {
  p.put(kIndent, "RD: ");
  bgp::put_distinguisher(p, r);
  const uint16_t sender = r.u16();
  const uint16_t receiver = r.u16();
  const uint16_t type = r.u16();
  p.put(", Sender VE ID: ", sender, ", Receiver VE ID: ", receiver, kIndent,
        "Encapsulation Type: ", name_or(kPseudowireTypes, type, "unknown"), " (", type, ')');
}

void put_pseudowire(Printer& p, Reader& r) {
  const uint32_t id = r.u32();
  const uint16_t type = r.u16();
  p.put(kIndent, "PW ID: 0x", hex(id, 8), ", PW Type: ", name_or(kPseudowireTypes, type, "unknown"), " (", type, ')');
}

void print_old_pseudowire(Printer& p, Reader r) {
  const auto remote = r.bytes(4);
  p.put(kIndent, "Remote PE: ", ip4_text(remote));
  put_pseudowire(p, r);
}

void print_pseudowire(Printer& p, Reader r) {
  const auto sender = r.bytes(4);
  const auto remote = r.bytes(4);
  p.put(kIndent, "Sender PE: ", ip4_text(sender), ", Remote PE: ", ip4_text(remote));
  put_pseudowire(p, r);
}

struct FecDecoder {
  uint16_t type;
  uint16_t length;
  PrintFunction print;
};
constexpr FecDecoder kFecDecoders[] = {
    {1, 5, print_ip4_prefix},   {2, 17, print_ip6_prefix}, {3, 20, print_rsvp_ip4},       {4, 56, print_rsvp_ip6},
    {6, 13, print_vpn_ip4},     {7, 25, print_vpn_ip6},    {8, 14, print_l2vpn_endpoint}, {9, 10, print_old_pseudowire},
    {10, 14, print_pseudowire}, {12, 5, print_ip4_prefix}, {13, 17, print_ip6_prefix},
};

/// Returns whether the value was understood.
bool print_fec(Printer& p, const Reader& value, uint16_t type) {
  for (const auto& decoder : kFecDecoders) {
    if (decoder.type != type) continue;
    if (value.length() != decoder.length) {
      p.put(kIndent, "invalid subTLV length, should be ", decoder.length);
    } else {
      decoder.print(p, value);
    }
    return true;
  }
  return false;
}

enum class Outcome : uint8_t { kDecoded, kDump, kStop };

Outcome print_fec_stack(Printer& p, Reader r) {
  size_t left = r.length();
  while (left > 0 && !p.stopped()) {
    if (left < kTlvHeaderLength) {
      p.put(kTlvTooShort);
      return Outcome::kDump;
    }
    left -= kTlvHeaderLength;
    Reader next = r;
    const uint16_t type = r.u16();
    const uint16_t length = r.u16();
    if (left < length) {
      p.put(kTlvTooShort);
      return Outcome::kDump;
    }
    r.need(length);
    p.put("\n\t    ", name_or(kFecs, type, "Unknown"), " subTLV (", type, "), length: ", length);
    const bool known = print_fec(p, r.with_length(length), type);
    if (p.verbose() > 1 || !known) put_unknown(p, kIndent, r, length);
    const size_t padded = (length + 3U) / 4 * 4;
    if (left < padded) {
      p.put("\n\t\t TLV is too short");
      return Outcome::kStop;
    }
    // The reference forgets the header here, so that it is out of step behind the first FEC.
    next.skip(padded);
    r = next;
    left -= padded;
  }
  return Outcome::kDecoded;
}

Outcome print_downstream_mapping(Printer& p, Reader r) {
  enum AddressType : uint8_t { kIp4 = 1, kIp4Unnumbered = 2, kIp6 = 3, kIp6Unnumbered = 4 };
  if (r.length() < 4) {
    p.put(kTlvTooShort);
    return Outcome::kDump;
  }
  const uint16_t mtu = r.u16();
  const uint8_t type = r.u8();
  r.skip(1);
  p.put("\n\t    MTU: ", mtu, ", Address-Type: ", name_or(kAddressTypes, type, "unknown"), " (", type, ')');
  if (type < kIp4 || type > kIp6Unnumbered) return Outcome::kDump;
  const size_t address_length = type == kIp4 || type == kIp4Unnumbered ? 4 : 16;
  const bool numbered = type == kIp4 || type == kIp6;
  if (r.length() < address_length + (numbered ? address_length : 4)) {
    p.put(kTlvTooShort);
    return Outcome::kDump;
  }
  const auto address = r.bytes(address_length);
  p.put("\n\t    Downstream IP: ");
  put_address(p, address);
  if (numbered) {
    const auto interface = r.bytes(address_length);
    p.put("\n\t    Downstream Interface IP: ");
    put_address(p, interface);
  } else {
    p.put("\n\t    Downstream Interface Index: 0x", hex(r.u32(), 8));
  }
  return Outcome::kDump;
}

Outcome print_tlv_value(Printer& p, Reader r, uint16_t type) {
  const bool number = type == kBfdDiscriminator || type == kVendor;
  if (number && r.length() < 4) {
    p.put(kTlvTooShort);
    return Outcome::kDump;
  }
  switch (type) {
    case kTargetFecStack:
      return print_fec_stack(p, r);
    case kDownstreamMapping:
      return print_downstream_mapping(p, r);
    case kBfdDiscriminator:
      p.put("\n\t    BFD Discriminator 0x", hex(r.u32(), 8));
      return Outcome::kDecoded;
    case kVendor: {
      const uint32_t vendor = r.u32();
      p.put("\n\t    Vendor: ", name_or(kEnterpriseNames, vendor, "Unknown"), " (0x", hex(vendor, 4), ')');
      return Outcome::kDecoded;
    }
    default:
      return Outcome::kDump;
  }
}

void print_tlvs(Printer& p, Reader r) {
  constexpr std::string_view kTooShort = "\n\t\t packet is too short";
  while (r.length() > 0) {
    if (r.length() < kTlvHeaderLength) return p.put(kTooShort);
    const uint16_t type = r.u16();
    const uint16_t length = r.u16();
    if (length == 0) continue;
    p.put("\n\t  ", name_or(kTlvs, type, "Unknown"), " TLV (", type, "), length: ", length);
    if (r.length() < length) return p.put(kTooShort);
    r.need(length);
    const Outcome outcome = print_tlv_value(p, r.with_length(length), type);
    if (outcome == Outcome::kStop) return;
    if (p.verbose() > 1 || outcome == Outcome::kDump) put_unknown(p, "\n\t    ", r, length);
    const size_t padded = (length + 3U) / 4 * 4;
    if (r.length() < padded) return p.put(kTooShort);
    r.skip(padded);
  }
}

void put_timestamp(Printer& p, Reader& r) {
  const uint32_t seconds = r.u32();
  const uint32_t fraction = r.u32();
  if (seconds == 0 && fraction == 0) return p.put("no timestamp");
  p.put(ntp_time(seconds, fraction));
}

}  // namespace

void print_lspping(Printer& p, Reader r) {
  p.protocol = "lspping";
  const size_t length = r.length();
  if (length < kHeaderLength) return p.put("\n\t\t packet is too short");
  r.need(kHeaderLength);
  const uint16_t version = r.u16();
  if (version != 1) return p.put("LSP-PING version ", version, " packet not supported");
  r.skip(2);
  const uint8_t type = r.u8();
  const uint8_t reply = r.u8();
  const uint8_t code = r.u8();
  const uint8_t subcode = r.u8();
  const uint32_t handle = r.u32();
  const uint32_t sequence = r.u32();
  const auto message = name_or(kMessages, type, "unknown");
  if (p.verbose() == 0) {
    const auto name = named(kMessages, type, "unknown (", ")");
    return p.put("LSP-PINGv", version, ", ", name, ", seq ", sequence, ", length: ", length);
  }
  p.put("\n\tLSP-PINGv", version, ", msg-type: ", message, " (", type, "), length: ", length,
        "\n\t  reply-mode: ", name_or(kReplyModes, reply, "unknown"), " (", reply, ')');
  p.put("\n\t  Return Code: ", name_or(kReturnCodes, code, "unknown"));
  if (names_subcode(code)) p.put(' ', subcode);
  p.put(" (", code, ")\n\t  Return Subcode: (", subcode, ')');
  p.put("\n\t  Sender Handle: 0x", hex(handle, 8), ", Sequence: ", sequence);
  p.put("\n\t  TimeStamp Sent: ");
  put_timestamp(p, r);
  p.put("\n\t  TimeStamp Received: ");
  put_timestamp(p, r);
  print_tlvs(p, r);
}

}  // namespace trawl
