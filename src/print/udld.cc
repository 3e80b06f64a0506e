// Cisco Unidirectional Link Detection: RFC 5171.
#include "print/cisco_tlv.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kHeader = 4;

constexpr ValueName kCodes[] = {{1, "Probe message"}, {2, "Echo message"}, {3, "Flush message"}};
constexpr ValueName kFlags[] = {
    {0x01, "RT"},    {0x02, "RSY"},   {0x04, "MBZ-2"}, {0x08, "MBZ-3"},
    {0x10, "MBZ-4"}, {0x20, "MBZ-5"}, {0x40, "MBZ-6"}, {0x80, "MBZ-7"},
};
enum : uint16_t {
  kDeviceId = 1,
  kPortId,
  kEcho,
  kMessageInterval,
  kTimeoutInterval,
  kDeviceName,
  kSequenceNumber,
};
constexpr ValueName kTlvs[] = {
    {kDeviceId, "Device-ID TLV"},
    {kPortId, "Port-ID TLV"},
    {kEcho, "Echo TLV"},
    {kMessageInterval, "Message Interval TLV"},
    {kTimeoutInterval, "Timeout Interval TLV"},
    {kDeviceName, "Device Name TLV"},
    {kSequenceNumber, "Sequence Number TLV"},
};

bool print_value(Printer& p, Reader v, uint16_t type) {
  const size_t length = v.length();
  switch (type) {
    case kDeviceId:
    case kPortId:
    case kDeviceName:
      if (length == 0) return false;
      p.put(", ");
      put_padded_text(p, v, length);
      return true;
    case kEcho:
      p.put(", ");
      put_text(p, v, length);
      return true;
    case kMessageInterval:
    case kTimeoutInterval:
      if (length != 1) return false;
      p.put(", ", v.u8(), 's');
      return true;
    case kSequenceNumber:
      if (length != 4) return false;
      p.put(", ", v.u32());
      return true;
    default:
      return true;
  }
}

constexpr CiscoTlvForm kForm = {
    .names = kTlvs, .print_value = print_value, .shortest = 5, .zero_ends = false, .says_why = false};

}  // namespace

void print_udld(Printer& p, Reader r) {
  p.protocol = "udld";
  Reader whole = r;
  const size_t length = r.length();
  if (length < kHeader) {
    p.invalid();
    whole.need(length);
    return;
  }
  const uint8_t first = r.u8();
  const uint8_t code = first & 31;
  const uint8_t flags = r.u8();
  p.put("UDLDv", first >> 5, ", Code ", name_or(kCodes, code, "Reserved"), " (", hex(code), "), Flags [",
        flag_names(kFlags, flags), "] (0x", hex(flags, 2), "), length ", length);
  if (p.verbose() == 0) {
    whole.need(length);
    return;
  }
  p.put("\n\tChecksum 0x", hex(r.u16(), 4), " (unverified)");
  print_cisco_tlvs(p, r, whole, kForm);
}

}  // namespace trawl
