// Label Distribution Protocol: RFC 5036, RFC 3479 (fault tolerance), RFC 4447 (pseudowires).
#include "base/address.h"
#include "print/bgp.h"
#include "print/number_names.h"
#include "print/protocols.h"
#include "print/pseudowire_names.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr ValueName kMessages[] = {
    {0x0001, "Notification"},
    {0x0100, "Hello"},
    {0x0200, "Initialization"},
    {0x0201, "Keepalive"},
    {0x0300, "Address"},
    {0x0301, "Address Withdraw"},
    {0x0400, "Label Mapping"},
    {0x0401, "Label Request"},
    {0x0402, "Label Withdraw"},
    {0x0403, "Label Release"},
    {0x0404, "Label Abort Request"},
};

enum Message : uint16_t {
  kNotification = 0x0001,
  kHello = 0x0100,
  kInitialization = 0x0200,
  kKeepalive = 0x0201,
  kAddress = 0x0300,
  kAddressWithdraw = 0x0301,
  kLabelMapping = 0x0400,
  kLabelWithdraw = 0x0402,
};
constexpr ValueName kTlvs[] = {
    {0x0100, "FEC"},
    {0x0101, "Address List"},
    {0x0103, "Hop Count"},
    {0x0104, "Path Vector"},
    {0x0200, "Generic Label"},
    {0x0201, "ATM Label"},
    {0x0202, "Frame-Relay Label"},
    {0x0300, "Status"},
    {0x0301, "Extended Status"},
    {0x0302, "Returned PDU"},
    {0x0303, "Returned Message"},
    {0x0400, "Common Hello Parameters"},
    {0x0401, "IPv4 Transport Address"},
    {0x0402, "Configuration Sequence Number"},
    {0x0403, "IPv6 Transport Address"},
    {0x0500, "Common Session Parameters"},
    {0x0501, "ATM Session Parameters"},
    {0x0502, "Frame-Relay Session Parameters"},
    {0x0503, "Fault-Tolerant Session Parameters"},
    {0x0600, "Label Request Message ID"},
    {0x0601, "MTU"},
};
constexpr ValueName kFecs[] = {
    {1, "Wildcard"},
    {2, "Prefix"},
    {3, "Host address"},
    {128, "Martini VC"},
};
constexpr ValueName kInterfaceParameters[] = {
    {1, "MTU"},
    {3, "Description"},
    {12, "VCCV"},
};
constexpr ValueName kControlChannels[] = {
    {1, "PWE3 control word"},
    {2, "MPLS Router Alert Label"},
    {4, "MPLS inner label TTL = 1"},
};
constexpr ValueName kVerificationTypes[] = {
    {1, "ICMP Ping"},
    {2, "LSP Ping"},
    {4, "BFD"},
};

constexpr size_t kPduHeaderLength = 10;
constexpr size_t kTlvHeaderLength = 4;
constexpr size_t kMessageHeaderLength = 4;
constexpr size_t kMessageIdLength = 4;

void print_hello_parameters(Printer& p, Reader r) {
  const uint16_t hold_time = r.u16();
  const uint16_t flags = r.u16();
  p.put("\n\t      Hold Time: ", hold_time, "s, Flags: [", (flags & 0x8000) != 0 ? "Targeted" : "Link", " Hello",
        (flags & 0x4000) != 0 ? ", Request for targeted Hellos" : "", ']');
}

void print_ip4_transport(Printer& p, Reader r) {
  const auto address = r.bytes(4);
  p.put("\n\t      IPv4 Transport Address: ", ip4_text(address));
}

void print_ip6_transport(Printer& p, Reader r) {
  const auto address = r.bytes(16);
  p.put("\n\t      IPv6 Transport Address: ", ip6_text(address));
}

void print_sequence(Printer& p, Reader r) {
  p.put("\n\t      Sequence Number: ", r.u32());
}

void print_address_list(Printer& p, Reader r) {
  constexpr uint16_t kIp4 = 1;
  constexpr uint16_t kIp6 = 2;
  const uint16_t family = r.u16();
  p.put("\n\t      Address Family: ", name_or(kAddressFamilyNames, family, "Unknown"), ", addresses");
  const size_t length = family == kIp4 ? 4 : family == kIp6 ? 16 : 0;
  while (length != 0 && r.length() >= length) {
    const auto address = r.bytes(length);
    family == kIp4 ? p.put(' ', ip4_text(address)) : p.put(' ', ip6_text(address));
  }
}

void print_session(Printer& p, Reader r) {
  const uint16_t version = r.u16();
  const uint16_t keepalive = r.u16();
  const uint8_t flags = r.u8();
  p.put("\n\t      Version: ", version, ", Keepalive: ", keepalive, "s, Flags: [Downstream ",
        (flags & 0x80) != 0 ? "On Demand" : "Unsolicited", ", Loop Detection ",
        (flags & 0x40) != 0 ? "Enabled" : "Disabled", ']');
  const uint8_t limit = r.u8();
  const uint16_t longest = r.u16();
  const auto receiver = r.bytes(4);
  p.put("\n\t      Path Vector Limit ", limit, ", Max-PDU length: ", longest, ", Receiver Label-Space-ID ",
        ip4_text(receiver), ':', r.u16());
}

void print_prefix(Printer& p, Reader r) {
  constexpr uint16_t kIp4 = 1;
  constexpr uint16_t kIp6 = 2;
  const uint16_t family = r.u16();
  if (family != kIp4 && family != kIp6) return p.put(": Address family ", family, " prefix");
  const std::string_view name = family == kIp4 ? "IPv4" : "IPv6";
  bgp::Prefix prefix;
  switch (bgp::read_prefix(r, prefix, family == kIp4 ? 32 : 128)) {
    case bgp::Route::kRead:
      return p.put(": ", name, " prefix ", bgp::PrefixText{prefix, family});
    case bgp::Route::kShort:
      return p.put(": ", name, " prefix (goes past end of TLV)");
    default:
      p.put(": ", name, " prefix (invalid length)");
  }
}

void print_interface_parameter(Printer& p, Reader r, uint8_t type) {
  switch (type) {
    case 1:
      return p.put(": ", r.u16());
    case 3:
      p.put(": ");
      return put_text(p, r, r.length());
    case 12: {
      const uint8_t channels = r.u8();
      p.put("\n\t\t  Control Channels (0x", hex(channels, 2), ") = [", flag_names(kControlChannels, channels), ']');
      const uint8_t types = r.u8();
      p.put("\n\t\t  CV Types (0x", hex(types, 2), ") = [", flag_names(kVerificationTypes, types), ']');
      return;
    }
    default:
      return;
  }
}

/// A pseudowire (RFC 4447, section 5.2), once "Martini draft".
bool print_martini(Printer& p, Reader r) {
  if (r.length() < 7) return false;
  const uint16_t type = r.u16();
  size_t info_length = r.u8();
  const uint32_t group = r.u32();
  if (info_length != 0 && r.length() < 4) return false;
  p.put(": ", name_or(kPseudowireTypes, type & 0x7fff, "Unknown"), ", ", (type & 0x8000) != 0 ? "" : "no ",
        "control word, group-ID ", group);
  if (info_length != 0) p.put(", VC-ID ", r.u32());
  p.put(", VC-info-length: ", info_length);
  if (info_length == 0) return true;
  if (info_length < 4) {
    p.put(" (invalid, < 4");
    return true;
  }
  info_length -= 4;
  while (info_length > 1 && r.length() >= 2) {
    const uint8_t parameter = r.u8();
    const uint8_t length = r.u8();
    if (length < 2 || info_length < length) break;
    p.put("\n\t\tInterface Parameter: ", name_or(kInterfaceParameters, parameter, "Unknown"), " (0x", hex(parameter, 2),
          "), len ", length);
    print_interface_parameter(p, r.with_length(length - 2U), parameter);
    r.skip(length - 2U);
    info_length -= length;
  }
  return true;
}

bool print_fec(Printer& p, Reader r) {
  constexpr uint8_t kPrefix = 2;
  constexpr uint8_t kMartini = 128;
  const uint8_t type = r.u8();
  p.put("\n\t      ", name_or(kFecs, type, "Unknown"), " FEC (0x", hex(type, 2), ')');
  if (type == kPrefix) {
    if (r.length() < 2) return false;
    print_prefix(p, r);
  }
  return type != kMartini || print_martini(p, r);
}

void print_label(Printer& p, Reader r) {
  p.put("\n\t      Label: ", r.u32() & 0xfffff);
}

void print_status(Printer& p, Reader r) {
  const uint32_t status = r.u32();
  p.put("\n\t      Status: 0x", hex(status & 0x3fffffff, 2), ", Flags: [",
        (status & 0x80000000) != 0 ? "Fatal error" : "Advisory Notification", " and ",
        (status & 0x40000000) != 0 ? "do" : "don't", " forward]");
  const uint32_t cause = r.u32();
  if (cause != 0) p.put(", causing Message ID: 0x", hex(cause, 8));
}

void print_fault_tolerance(Printer& p, Reader r) {
  const uint16_t flags = r.u16();
  p.put("\n\t      Flags: [", (flags & 0x8000) != 0 ? "" : "No ", "Reconnect, ", (flags & 8) != 0 ? "" : "Don't ",
        "Save State, ", (flags & 4) != 0 ? "" : "No ", "All-Label Protection, ",
        (flags & 2) != 0 ? "Sequence Numbered Label" : "All Labels", " Checkpoint, ", (flags & 1) != 0 ? "" : "Don't ",
        "Re-Learn State]");
  r.skip(2);
  const uint32_t reconnect = r.u32();
  if (reconnect != 0) p.put(", Reconnect Timeout: ", reconnect, "ms");
  const uint32_t recovery = r.u32();
  if (recovery != 0) p.put(", Recovery Time: ", recovery, "ms");
}

void print_mtu(Printer& p, Reader r) {
  p.put("\n\t      MTU: ", r.u16());
}

struct Decoder {
  uint16_t type;
  uint8_t shortest;  // of the value
  PrintFunction print;
};
constexpr Decoder kDecoders[] = {
    {0x0100, 1,
     [](Printer& p, Reader r) {
       if (!print_fec(p, r)) p.truncated();
     }},
    {0x0101, 2, print_address_list},
    {0x0200, 4, print_label},
    {0x0300, 8, print_status},
    {0x0400, 4, print_hello_parameters},
    {0x0401, 4, print_ip4_transport},
    {0x0402, 4, print_sequence},
    {0x0403, 16, print_ip6_transport},
    {0x0500, 14, print_session},
    {0x0503, 12, print_fault_tolerance},
    {0x0601, 2, print_mtu},
};

void print_tlv_value(Printer& p, const Reader& value, uint16_t type) {
  for (const auto& decoder : kDecoders) {
    if (decoder.type != type) continue;
    if (value.length() < decoder.shortest) {
      p.put(" [tlv length ", value.length(), " < ", decoder.shortest, ']');
      return p.invalid();
    }
    return decoder.print(p, value);
  }
  if (p.verbose() <= 1) put_unknown(p, "\n\t      ", value, value.length());
}

/// Returns false when what follows cannot be found.
bool print_tlv(Printer& p, Reader& r) {
  const uint16_t field = r.u16();
  const uint16_t type = field & 0x3fff;
  const uint16_t length = r.u16();
  if (length > r.length()) {
    p.put("\n\t\t TLV contents go past end of message");
    return false;
  }
  p.put("\n\t    ", name_or(kTlvs, type, "Unknown"), " TLV (0x", hex(type, 4), "), length: ", length, ", Flags: [",
        (field & 0x8000) != 0 ? "continue processing" : "ignore", " and ", (field & 0x4000) != 0 ? "do" : "don't",
        " forward if unknown]");
  print_tlv_value(p, r.with_length(length), type);
  r.skip(length);
  return true;
}

bool has_tlvs(uint16_t type) {
  switch (type) {
    case kNotification:
    case kHello:
    case kInitialization:
    case kKeepalive:
    case kAddress:
    case kAddressWithdraw:
    case kLabelMapping:
    case kLabelWithdraw:
      return true;
    default:
      return false;
  }
}

void print_message_body(Printer& p, Reader r, uint16_t type) {
  const Reader body = r;
  if (has_tlvs(type)) {
    while (r.length() >= kTlvHeaderLength) {
      if (!print_tlv(p, r)) break;
    }
  } else if (p.verbose() <= 1) {
    put_unknown(p, "\n\t  ", r, r.length());
  }
  // As long as the message says it is, which counts its identifier in front of the body.
  if (p.verbose() > 1) put_unknown(p, "\n\t  ", body, body.length() + kMessageIdLength);
}

/// One message of a PDU, moving on; returns its length, or 0 when what follows cannot be found.
size_t print_message(Printer& p, Reader& r) {
  Reader message = r;
  r.need(kMessageHeaderLength + kMessageIdLength);
  const uint16_t field = r.u16();
  const uint16_t type = field & 0x7fff;
  const uint16_t length = r.u16();
  p.put("\n\t  ", name_or(kMessages, type, "Unknown"), " Message (0x", hex(type, 4), "), length: ", length);
  if (length < kMessageIdLength) {
    p.put(" (too short, < ", kMessageIdLength, ')');
    return 0;
  }
  p.put(", Message ID: 0x", hex(r.u32_at(0), 8), ", Flags: [", (field & 0x8000) != 0 ? "continue processing" : "ignore",
        " if unknown]");
  message.need(length);
  Reader body = r;
  body.skip(kMessageIdLength);
  print_message_body(p, body.with_length(length - kMessageIdLength), type);
  r.skip(length);
  return kMessageHeaderLength + length;
}

/// One PDU; returns its length, or 0 when nothing can follow.
size_t print_pdu(Printer& p, Reader r) {
  const std::string_view line = p.verbose() == 0 ? "" : "\n\t";
  r.need(kPduHeaderLength);
  const uint16_t version = r.u16();
  if (version != 1) {
    p.put(line, "LDP version ", version, " packet not supported");
    return 0;
  }
  const uint16_t length = r.u16();
  if (length < kPduHeaderLength - 4) {
    p.put(line, "LDP, pdu-length: ", length, " (too short, < ", kPduHeaderLength - 4, ')');
    return 0;
  }
  const auto router = r.bytes(4);
  p.put(line, "LDP, Label-Space-ID: ", ip4_text(router), ':', r.u16(), ", pdu-length: ", length);
  if (p.verbose() == 0) return 0;
  Reader messages = r;
  size_t left = length - (kPduHeaderLength - 4);
  while (left != 0 && !p.stopped()) {
    const size_t taken = print_message(p, messages);
    if (taken == 0) return 0;
    left -= taken;  // past 0 where a length is wrong: then all that is captured is read as messages
  }
  return length + 4U;
}

}  // namespace

void print_ldp(Printer& p, Reader r) {
  constexpr size_t kShortest = 18;  // a PDU with one message
  p.protocol = "ldp";
  while (r.length() > kShortest) {
    const size_t length = print_pdu(p, r);
    if (length == 0 || p.stopped()) return;
    if (r.length() < length) {
      p.put(" [remaining length ", r.length(), " < ", length, ']');
      return p.invalid();
    }
    r.skip(length);
  }
}

}  // namespace trawl
