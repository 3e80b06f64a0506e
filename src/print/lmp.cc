// Link Management Protocol: RFC 4204, RFC 4207 (SONET/SDH), OIF UNI 1.0 (service configuration).
#include <bit>

#include "base/address.h"
#include "print/gmpls_names.h"
#include "print/protocols.h"
#include "print/unknown_data.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Class : uint8_t {
  kChannelId = 1,
  kNodeId = 2,
  kLinkId = 3,
  kInterfaceId = 4,
  kMessageId = 5,
  kConfiguration = 6,
  kHello = 7,
  kVerifyBegin = 8,
  kVerifyBeginAck = 9,
  kVerifyId = 10,
  kTeLink = 11,
  kDataLink = 12,
  kChannelStatus = 13,
  kChannelStatusRequest = 14,
  kErrorCode = 20,
  kServiceConfiguration = 51,
};
enum Type : uint8_t { kIpv4 = 1, kIpv6 = 2, kUnnumbered = 3 };

constexpr ValueName kMessages[] = {
    {1, "Config"},
    {2, "Config ACK"},
    {3, "Config NACK"},
    {4, "Hello"},
    {5, "Begin Verify"},
    {6, "Begin Verify ACK"},
    {7, "Begin Verify NACK"},
    {8, "End Verify"},
    {9, "End Verify ACK"},
    {10, "Test"},
    {11, "Test Status Success"},
    {12, "Test Status Failure"},
    {13, "Test Status ACK"},
    {14, "Link Summary"},
    {15, "Link Summary ACK"},
    {16, "Link Summary NACK"},
    {17, "Channel Status"},
    {18, "Channel Status ACK"},
    {19, "Channel Status Request"},
    {20, "Channel Status Response"},
    {50, "Service Config"},
    {51, "Service Config ACK"},
    {52, "Service Config NACK"},
};
constexpr ValueName kObjects[] = {
    {1, "Control Channel ID"},
    {2, "Node ID"},
    {3, "Link ID"},
    {4, "Interface ID"},
    {5, "Message ID"},
    {6, "Configuration"},
    {7, "Hello"},
    {8, "Verify Begin"},
    {9, "Verify Begin ACK"},
    {10, "Verify ID"},
    {11, "TE Link"},
    {12, "Data Link"},
    {13, "Channel Status"},
    {14, "Channel Status Request"},
    {20, "Error Code"},
    {51, "Service Config"},
};
constexpr ValueName kTypes[] = {
    {0x0101, "Local"},
    {0x0102, "Remote"},
    {0x0201, "Local"},
    {0x0202, "Remote"},
    {0x0301, "IPv4 Local"},
    {0x0302, "IPv4 Remote"},
    {0x0303, "IPv6 Local"},
    {0x0304, "IPv6 Remote"},
    {0x0305, "Unnumbered Local"},
    {0x0306, "Unnumbered Remote"},
    {0x0401, "IPv4 Local"},
    {0x0402, "IPv4 Remote"},
    {0x0403, "IPv6 Local"},
    {0x0404, "IPv6 Remote"},
    {0x0405, "Unnumbered Local"},
    {0x0406, "Unnumbered Remote"},
    {0x0501, "1"},
    {0x0502, "2"},
    {0x0601, "1"},
    {0x0701, "1"},
    {0x0801, "1"},
    {0x0901, "1"},
    {0x0a01, "1"},
    {0x0b01, "IPv4"},
    {0x0b02, "IPv6"},
    {0x0b03, "Unnumbered"},
    {0x0c01, "IPv4"},
    {0x0c02, "IPv6"},
    {0x0c03, "Unnumbered"},
    {0x0d01, "IPv4"},
    {0x0d02, "IPv6"},
    {0x0d03, "Unnumbered"},
    {0x0e01, "IPv4"},
    {0x0e02, "IPv6"},
    {0x0e03, "Unnumbered"},
    {0x1401, "1"},
    {0x1402, "2"},
    {0x3301, "1"},
    {0x3302, "2"},
    {0x3303, "3"},
    {0x3304, "4"},
};
constexpr ValueName kSubobjects[] = {
    {1, "Interface Switching Type"},
    {2, "Wavelength"},
};
constexpr ValueName kHeaderFlags[] = {
    {1, "Control Channel Down"},
    {2, "LMP restart"},
};
constexpr ValueName kTeLinkFlags[] = {
    {1, "Fault Management Supported"},
    {2, "Link Verification Supported"},
};
constexpr ValueName kDataLinkFlags[] = {
    {1, "Data Link Port"},
    {2, "Allocated for user traffic"},
    {4, "Failed link"},
};
constexpr ValueName kChannelStates[] = {
    {1, "Signal Okay"},
    {2, "Signal Degraded"},
    {3, "Signal Fail"},
};
constexpr ValueName kVerifyFlags[] = {
    {1, "Verify all links"},
    {2, "Data link type"},
};
constexpr ValueName kVerifyErrors[] = {
    {1, "Link Verification Procedure Not supported"},
    {2, "Unwilling to verify"},
    {4, "Unsupported verification transport mechanism"},
    {8, "Link-Id configuration error"},
    {16, "Unknown object c-type"},
};
constexpr ValueName kSummaryErrors[] = {
    {1, "Unacceptable non-negotiable LINK-SUMMARY parameters"},
    {2, "Renegotiate LINK-SUMMARY parameters"},
    {4, "Invalid TE-LINK Object"},
    {8, "Invalid DATA-LINK Object"},
    {16, "Unknown TE-LINK Object c-type"},
    {32, "Unknown DATA-LINK Object c-type"},
};
constexpr ValueName kServiceFlags[] = {
    {1, "RSVP Supported"},
    {2, "LDP Supported"},
};

constexpr size_t kHeaderLength = 8;
constexpr size_t kObjectHeaderLength = 4;

Fixed megabits(uint32_t bytes_per_second) {  // an IEEE float
  return fixed(static_cast<double>(std::bit_cast<float>(bytes_per_second) * 8 / 1000000), 3);
}

/// Whether an object is shown in hexadecimal as well.
enum class Outcome : uint8_t { kDecoded, kDump };

Outcome wrong_length(Printer& p) {
  p.put(" (not correct for object)");
  return Outcome::kDecoded;
}

void put_number(Printer& p, std::string_view label, uint32_t number) {
  p.put("\n\t    ", label, number, " (0x", hex(number, 8), ')');
}

/// An address, and its first four bytes as a number.
void put_address(Printer& p, std::string_view label, Reader& r, size_t length) {
  const uint32_t number = r.u32_at(0);
  const auto address = r.bytes(length);
  p.put("\n\t    ", label);
  length == 4 ? p.put(ip4_text(address)) : p.put(ip6_text(address));
  p.put(" (0x", hex(number, 8), ')');
}

Outcome print_one_number(Printer& p, Reader r, std::string_view label) {
  if (r.length() != 4) return wrong_length(p);
  put_number(p, label, r.u32());
  return Outcome::kDecoded;
}

Outcome print_link_id(Printer& p, Reader r, uint8_t type) {
  switch (type) {
    case 1:
    case 2:
      if (r.length() != 4) return wrong_length(p);
      put_address(p, "IPv4 Link ID: ", r, 4);
      return Outcome::kDecoded;
    case 3:
    case 4:
      if (r.length() != 16) return wrong_length(p);
      put_address(p, "IPv6 Link ID: ", r, 16);
      return Outcome::kDecoded;
    case 5:
    case 6:
      return print_one_number(p, r, "Link ID: ");
    default:
      return Outcome::kDump;
  }
}

Outcome print_node_id(Printer& p, Reader r) {
  if (r.length() != 4) return wrong_length(p);
  put_address(p, "Node ID: ", r, 4);
  return Outcome::kDecoded;
}

Outcome print_configuration(Printer& p, Reader r) {
  if (r.length() != 4) return wrong_length(p);
  p.put("\n\t    Hello Interval: ", r.u16());
  p.put("\n\t    Hello Dead Interval: ", r.u16());
  return Outcome::kDecoded;
}

Outcome print_hello(Printer& p, Reader r) {
  if (r.length() != 8) return wrong_length(p);
  const uint32_t sent = r.u32();
  p.put("\n\t    Tx Seq: ", sent, ", Rx Seq: ", r.u32());
  return Outcome::kDecoded;
}

/// Sub-objects of a data link. False when one of them is out of shape.
bool print_subobjects(Printer& p, Reader r) {
  while (r.length() > 0) {
    const size_t available = r.length();
    const uint8_t type = r.u8();
    const uint8_t length = r.u8();
    if (p.stopped()) return false;
    p.put("\n\t    Subobject, Type: ", name_or(kSubobjects, type, "Unknown"), " (", type, "), Length: ", length);
    if (length < 4) {
      p.put(" (too short)");
      return false;
    }
    if (length % 4 != 0) {
      p.put(" (not a multiple of 4)");
      return false;
    }
    if (available < length) {
      p.put(" (goes past the end of the object)");
      return false;
    }
    Reader value = r.with_length(length - 2U);
    if (type == 1) {
      const uint8_t switching = value.u8();
      p.put("\n\t      Switching Type: ", name_or(kGmplsSwitchingCapabilities, switching, "Unknown"), " (", switching,
            ')');
      const uint8_t encoding = value.u8();
      p.put("\n\t      Encoding Type: ", name_or(kGmplsEncodings, encoding, "Unknown"), " (", encoding, ')');
      p.put("\n\t      Min Reservable Bandwidth: ", megabits(value.u32()), " Mbps");
      p.put("\n\t      Max Reservable Bandwidth: ", megabits(value.u32()), " Mbps");
    } else if (type == 2) {
      value.skip(2);
      p.put("\n\t      Wavelength: ", value.u32());
    }
    r.skip(length - 2U);
  }
  return true;
}

Outcome print_link(Printer& p, Reader r, uint8_t type, bool data_link) {
  if (type < kIpv4 || type > kUnnumbered) return Outcome::kDump;
  const size_t size = type == kIpv6 ? 16 : 4;
  const size_t fixed_length = 4 + size * 2;
  if (data_link ? r.length() < fixed_length : r.length() != fixed_length) return wrong_length(p);
  const uint8_t flags = r.u8();
  p.put("\n\t    Flags: [", data_link ? flag_names(kDataLinkFlags, flags) : flag_names(kTeLinkFlags, flags), ']');
  r.skip(3);
  const std::string_view labels[] = {data_link ? "Local Interface ID: " : "Local Link-ID: ",
                                     data_link ? "Remote Interface ID: " : "Remote Link-ID: "};
  for (const auto label : labels) {
    if (type == kUnnumbered) {
      put_number(p, label, r.u32());
    } else {
      put_address(p, label, r, size);
    }
  }
  return data_link && !print_subobjects(p, r) ? Outcome::kDump : Outcome::kDecoded;
}

Outcome print_verify_begin(Printer& p, Reader r) {
  if (r.length() != 20) return wrong_length(p);
  p.put("\n\t    Flags: ", flag_names(kVerifyFlags, r.u16()));
  p.put("\n\t    Verify Interval: ", r.u16());
  p.put("\n\t    Data links: ", r.u32());
  p.put("\n\t    Encoding type: ", name_or(kGmplsEncodings, r.u8(), "Unknown"));
  r.skip(1);
  constexpr uint16_t kPayloadCapable = 8000;  // decimal, in the reference, for a bit that RFC 4204 gives as 0x8000
  const uint16_t mechanism = r.u16();
  p.put("\n\t    Verify Transport Mechanism: ", mechanism, " (0x", hex(mechanism), ')',
        (mechanism & kPayloadCapable) != 0 ? " (Payload test messages capable)" : "");
  p.put("\n\t    Transmission Rate: ", megabits(r.u32()), " Mbps");
  p.put("\n\t    Wavelength: ", r.u32());
  return Outcome::kDecoded;
}

Outcome print_verify_begin_ack(Printer& p, Reader r) {
  if (r.length() != 4) return wrong_length(p);
  p.put("\n\t    Verify Dead Interval: ", r.u16());
  p.put("\n\t    Verify Transport Response: ", r.u16());
  return Outcome::kDecoded;
}

Outcome print_channel_status(Printer& p, Reader r, uint8_t type, bool request) {
  if (type < kIpv4 || type > kUnnumbered) return Outcome::kDump;
  const size_t size = type == kIpv6 ? 16 : 4;
  while (r.length() >= size + (request ? 0U : 4U)) {
    if (type == kUnnumbered) {
      put_number(p, "Interface ID: ", r.u32());
    } else {
      put_address(p, "Interface ID: ", r, size);
    }
    if (request) continue;
    const uint32_t status = r.u32();
    const uint32_t state = status & 0x3fffffff;
    p.put("\n\t\t    Active: ", status >> 31 != 0 ? "Allocated" : "Non-allocated", " (", status >> 31, ')');
    p.put("\n\t\t    Direction: ", (status >> 30 & 1) != 0 ? "Transmit" : "Receive", " (", status >> 30 & 1, ')');
    p.put("\n\t\t    Channel Status: ", name_or(kChannelStates, state, "Unknown"), " (", state, ')');
  }
  return Outcome::kDecoded;
}

Outcome print_error_code(Printer& p, Reader r, uint8_t type) {
  if (type != 1 && type != 2) return Outcome::kDump;
  if (r.length() != 4) return wrong_length(p);
  const uint32_t errors = r.u32();
  p.put("\n\t    Error Code: ", type == 1 ? flag_names(kVerifyErrors, errors) : flag_names(kSummaryErrors, errors));
  return Outcome::kDecoded;
}

Outcome print_service_configuration(Printer& p, Reader r, uint8_t type) {
  if (type != 1) return Outcome::kDump;
  if (r.length() != 4) return wrong_length(p);
  p.put("\n\t Flags: ", flag_names(kServiceFlags, r.u8()));
  p.put("\n\t  UNI Version: ", r.u8());
  return Outcome::kDecoded;
}

Outcome print_object(Printer& p, Reader r, uint8_t object_class, uint8_t type) {
  switch (object_class) {
    case kChannelId:
      return type == 1 || type == 2 ? print_one_number(p, r, "Control Channel ID: ") : Outcome::kDump;
    case kLinkId:
    case kInterfaceId:
      return print_link_id(p, r, type);
    case kMessageId:
      if (type == 1) return print_one_number(p, r, "Message ID: ");
      return type == 2 ? print_one_number(p, r, "Message ID Ack: ") : Outcome::kDump;
    case kNodeId:
      return type == 1 || type == 2 ? print_node_id(p, r) : Outcome::kDump;
    case kConfiguration:
      return type == 1 ? print_configuration(p, r) : Outcome::kDump;
    case kHello:
      return type == 1 ? print_hello(p, r) : Outcome::kDump;
    case kTeLink:
      return print_link(p, r, type, false);
    case kDataLink:
      return print_link(p, r, type, true);
    case kVerifyBegin:
      return type == 1 ? print_verify_begin(p, r) : Outcome::kDump;
    case kVerifyBeginAck:
      return type == 1 ? print_verify_begin_ack(p, r) : Outcome::kDump;
    case kVerifyId:
      if (type != 1) return Outcome::kDump;
      if (r.length() != 4) return wrong_length(p);
      p.put("\n\t    Verify ID: ", r.u32());
      return Outcome::kDecoded;
    case kChannelStatus:
      return print_channel_status(p, r, type, false);
    case kChannelStatusRequest:
      return print_channel_status(p, r, type, true);
    case kErrorCode:
      return print_error_code(p, r, type);
    case kServiceConfiguration:
      return print_service_configuration(p, r, type);
    default:
      return p.verbose() <= 1 ? Outcome::kDump : Outcome::kDecoded;
  }
}

void print_objects(Printer& p, Reader r) {
  constexpr uint8_t kNegotiable = 0x80;
  while (r.length() > 0) {
    const size_t available = r.length();
    const uint8_t field = r.u8();
    const uint8_t object_class = r.u8();
    const uint16_t length = r.u16();
    if (p.stopped()) return;
    const uint8_t type = field & 0x7f;
    p.put("\n\t  ", name_or(kObjects, object_class, "Unknown"), " Object (", object_class,
          "), Class-Type: ", name_or(kTypes, static_cast<uint32_t>(object_class << 8 | type), "Unknown"), " (", type,
          ") Flags: [", (field & kNegotiable) != 0 ? "" : "non-", "negotiable], length: ", length);
    if (length < kObjectHeaderLength) return p.put(" (too short)");
    if (length % 4 != 0) return p.put(" (not a multiple of 4)");
    const size_t value_length = length - kObjectHeaderLength;
    r.need(value_length);
    const Outcome outcome = print_object(p, r.with_length(value_length), object_class, type);
    if (p.verbose() > 1 || outcome == Outcome::kDump) put_unknown(p, "\n\t    ", r, value_length);
    if (available < length && !p.stopped()) {
      p.put(" [remaining objects length ", available, " < ", length, ']');
      return p.invalid();
    }
    r.skip(value_length);
  }
}

}  // namespace

void print_lmp(Printer& p, Reader r) {
  p.protocol = "lmp";
  const size_t available = r.length();
  r.need(kHeaderLength);
  const uint8_t version = r.u8() >> 4;
  r.skip(1);
  const uint8_t flags = r.u8();
  const uint8_t type = r.u8();
  size_t length = r.u16();
  r.skip(2);
  if (version != 1) return p.put("LMP version ", version, " packet not supported");
  if (p.verbose() == 0) {
    return p.put("LMPv", version, ' ', named(kMessages, type, "unknown (", ")"), " Message, length: ", available);
  }
  p.put("\n\tLMPv", version, ", msg-type: ", named(kMessages, type, "unknown, type: "), ", Flags: [",
        flag_names(kHeaderFlags, flags), "], length: ", length);
  if (length < kHeaderLength) return p.put(" (too short)");
  if (length > available) {
    p.put(" (too long)");
    length = available;
  }
  print_objects(p, r.with_length(length - kHeaderLength));
}

}  // namespace trawl
