// DCCP: RFC 4340.
#include <array>

#include "print/ip.h"
#include "print/names.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kDccp = 33;
constexpr size_t kShortHeader = 12;
constexpr size_t kLongHeader = 16;

enum Type : uint8_t { kRequest, kResponse, kData, kAck, kDataAck, kCloseRequest, kClose, kReset, kSync, kSyncAck };
constexpr ValueName kTypes[] = {
    {kRequest, "DCCP-Request"}, {kResponse, "DCCP-Response"},     {kData, "DCCP-Data"},   {kAck, "DCCP-Ack"},
    {kDataAck, "DCCP-DataAck"}, {kCloseRequest, "DCCP-CloseReq"}, {kClose, "DCCP-Close"}, {kReset, "DCCP-Reset"},
    {kSync, "DCCP-Sync"},       {kSyncAck, "DCCP-SyncAck"},
};
constexpr ValueName kResetCodes[] = {
    {0, "unspecified"},      {1, "closed"},       {2, "aborted"},          {3, "no_connection"},
    {4, "packet_error"},     {5, "option_error"}, {6, "mandatory_error"},  {7, "connection_refused"},
    {8, "bad_service_code"}, {9, "too_busy"},     {10, "bad_init_cookie"}, {11, "aggression_penalty"},
};

enum Option : uint8_t {
  kChangeLeft = 32,
  kConfirmRight = 35,
  kInitCookie = 36,
  kNdpCount = 37,
  kAckVector0 = 38,
  kAckVector1 = 39,
  kDataDropped = 40,
  kTimestamp = 41,
  kTimestampEcho = 42,
  kElapsedTime = 43,
  kDataChecksum = 44,
  kCcidSpecific = 128,
};
constexpr ValueName kOptions[] = {
    {0, "nop"},
    {1, "mandatory"},
    {2, "slowreceiver"},
    {kChangeLeft, "change_l"},
    {33, "confirm_l"},
    {34, "change_r"},
    {kConfirmRight, "confirm_r"},
    {kInitCookie, "initcookie"},
    {kNdpCount, "ndp_count"},
    {kAckVector0, "ack_vector0"},
    {kAckVector1, "ack_vector1"},
    {kDataDropped, "data_dropped"},
    {kTimestamp, "timestamp"},
    {kTimestampEcho, "timestamp_echo"},
    {kElapsedTime, "elapsed_time"},
    {kDataChecksum, "data_checksum"},
};
constexpr ValueName kFeatures[] = {
    {0, "reserved"},
    {1, "ccid"},
    {2, "allow_short_seqno"},
    {3, "sequence_window"},
    {4, "ecn_incapable"},
    {5, "ack_ratio"},
    {6, "send_ack_vector"},
    {7, "send_ndp_count"},
    {8, "minimum checksum coverage"},
    {9, "check data checksum"},
};

void put_ports(Printer& p, uint16_t source, uint16_t destination) {
  const bool addresses = p.ip != nullptr && follows_fixed_header(*p.ip, kDccp);
  if (addresses) p.put(host_name(p, header_source(*p.ip)), '.');
  p.put(source, " > ");
  if (addresses) p.put(host_name(p, header_destination(*p.ip)), '.');
  p.put(destination, ": ");
}

size_t type_header(uint8_t type) {
  if (type == kRequest || type == kData) return type == kRequest ? 4 : 0;
  return type == kResponse || type == kReset ? 12 : 8;
}

void put_checksum(Printer& p, Reader r, size_t data_offset, uint8_t coverage, uint16_t found) {
  const size_t length = r.length();
  size_t covered = length;
  if (coverage != 0) {
    const size_t data = (coverage - size_t{1}) * 4;
    if (data_offset + data <= length) covered = data_offset + data;
  }
  if (p.ip == nullptr || !r.has(length)) return;
  p.put(", cksum 0x", hex(found, 4), ' ');
  // The pseudo-header counts the whole length, whatever the coverage is.
  const auto message = r.bytes_at(0, covered);
  std::array<uint8_t, 8> tail{};
  tail[2] = static_cast<uint8_t>(length >> 8);
  tail[3] = static_cast<uint8_t>(length & 0xff);
  tail[7] = kDccp;
  const std::span<const uint8_t> pieces[] = {p.ip->source, p.ip->destination, tail, message};
  const uint16_t sum = internet_checksum(pieces);
  if (sum == 0) {
    p.put("(correct)");
  } else {
    p.put("(incorrect -> 0x", hex(right_checksum(found, sum), 4), ')');
  }
}

/// Bytes of an option's value as one number of the usual sizes.
bool put_number(Printer& p, Reader& r, size_t length) {
  switch (length) {
    case 1:
      p.put(' ', r.u8());
      return true;
    case 2:
      p.put(' ', r.u16());
      return true;
    case 3:
      p.put(' ', r.u24());
      return true;
    case 4:
      p.put(' ', r.u32());
      return true;
    default:
      return false;
  }
}

void put_timestamp_echo(Printer& p, Reader& r, size_t length) {
  if (length != 4 && length != 6 && length != 8) return p.put(" [optlen != 6 or 8 or 10]");
  p.put(' ', r.u32());
  if (length == 6) p.put(" (elapsed time ", r.u16(), ')');
  if (length == 8) p.put(" (elapsed time ", r.u32(), ')');
}

void print_option_value(Printer& p, Reader r, uint8_t type, size_t length) {
  if (type >= kChangeLeft && type <= kConfirmRight) {
    if (length < 1) return p.put(" optlen too short");
    const std::string_view feature = find_name(kFeatures, r.u8());
    if (feature.empty()) return;
    p.put(' ', feature);
    for (size_t i = 1; i < length && !p.stopped(); i++) p.put(' ', r.u8());
    return;
  }
  switch (type) {
    case kInitCookie:
    case kAckVector0:
    case kAckVector1:
    case kDataDropped:
      p.put(" 0x", hex_bytes(r.bytes(length)));
      return;
    case kNdpCount:
      for (size_t i = 0; i < length && !p.stopped(); i++) p.put(' ', r.u8());
      return;
    case kTimestamp:
      if (length != 4) return p.put(" [optlen != 6]");
      p.put(' ', r.u32());
      return;
    case kTimestampEcho:
      return put_timestamp_echo(p, r, length);
    case kElapsedTime:
      if (length != 2 && length != 4) return p.put(" [optlen != 4 or 6]");
      put_number(p, r, length);
      return;
    case kDataChecksum:
      if (length > 0) p.put(' ', hex_bytes(r.bytes(length)));
      return;
    default:
      return;
  }
}

/// False when the options end with this one.
bool print_option(Printer& p, Reader& r) {
  constexpr uint8_t kFirstWithLength = 32;
  const uint8_t type = r.u8_at(0);
  if (p.stopped()) return false;
  const std::string_view before = type >= kCcidSpecific ? "CCID option " : "Option ";
  if (type < kFirstWithLength) {
    p.put(named(kOptions, type, before));
    r.skip(1);
    return true;
  }
  const uint8_t length = r.u8_at(1);
  if (p.stopped()) return false;
  if (length < 2 || length > r.length()) {
    p.put(named(kOptions, type, before), length < 2 ? " optlen too short" : " optlen goes past header length");
    return false;
  }
  Reader value = r.with_length(length);
  if (!r.has(length)) {
    p.truncated();
    return false;
  }
  r.skip(length);
  value.skip(2);
  p.put(named(kOptions, type, before));
  if (type >= kCcidSpecific) {
    if (length == 4 || length == 6) put_number(p, value, length - size_t{2});
  } else {
    print_option_value(p, value, type, length - size_t{2});
  }
  return true;
}

void print_options(Printer& p, Reader r) {
  p.put(" <");
  for (bool first = true; r.length() > 0; first = false) {
    if (!first) p.put(", ");
    if (!print_option(p, r)) break;
  }
  p.put('>');
}

/// What the type says of itself; `r` starts behind the generic header.
void print_type(Printer& p, Reader r, uint8_t type, bool long_sequence) {
  p.put(' ');
  if (type == kRequest || type == kResponse || type == kReset) r.need(type_header(type));
  p.put(named(kTypes, type, "unknown-type-"));
  constexpr size_t kAckSize = 8;  // tcpdump looks behind an acknowledgement number of the long form always
  if (type == kRequest) return p.put(" (service=", r.u32(), ") ");
  if (type == kResponse) {
    p.put(" (service=", r.u32_at(kAckSize), ") ");
  } else if (type == kReset) {
    p.put(" (code=", name_or(kResetCodes, r.u8_at(kAckSize), "invalid"), ") ");
  } else {
    p.put(' ');
  }
  if (type == kData) return;
  const uint64_t acknowledged = long_sequence ? r.u64_at(0) & 0xffffffffffff : r.u32_at(0) & 0xffffff;
  p.put("(ack=", acknowledged, ") ");
}

}  // namespace

void print_dccp(Printer& p, Reader r) {
  p.protocol = "dccp";
  const Reader whole = r;
  const size_t length = r.length();
  if (!r.need(kShortHeader)) return;
  if (length < kShortHeader) return p.put("truncated-dccp - ", kShortHeader - length, " bytes missing!");
  const uint8_t type_octet = r.u8_at(8);
  const bool long_sequence = (type_octet & 1) != 0;
  const uint8_t type = type_octet >> 1 & 15;
  const size_t fixed = (long_sequence ? kLongHeader : kShortHeader);
  if (length < fixed) return p.put("truncated-dccp - ", fixed - length, " bytes missing!");
  if (!r.need(fixed)) return;
  const uint16_t source = r.u16();
  const uint16_t destination = r.u16();
  if (p.stopped()) return;
  put_ports(p, source, destination);
  p.put("DCCP");
  if (p.options.quiet) {
    const size_t data = r.u8() * size_t{4};
    if (data > length) return p.put(" [bad hdr length ", data, ", > ", length, ']');
    return p.put(' ', length - data);
  }
  const size_t data_offset = size_t{4} * r.u8();
  const uint8_t coverage = r.u8();
  const uint16_t checksum = r.u16();
  if (p.verbose() > 0) {
    p.put(" (CCVal ", coverage >> 4, ", CsCov ", coverage & 15);
    put_checksum(p, whole, data_offset, coverage & 15, checksum);
    p.put(')');
  }
  if (const size_t least = fixed + type_header(type); type <= kSyncAck && length < least)
    return p.put(" truncated-", find_name(kTypes, type), " - ", least - length, " bytes missing!");
  print_type(p, whole.after(fixed), type, long_sequence);
  if (p.verbose() < 2) return;
  r.skip(1);
  const uint64_t sequence = long_sequence ? (r.skip(1), r.u48()) : r.u24();
  p.put("seq ", sequence);
  const size_t options = fixed + (type <= kSyncAck ? type_header(type) : 0);
  if (data_offset > options) print_options(p, whole.after(options).with_length(data_offset - options));
}

}  // namespace trawl
