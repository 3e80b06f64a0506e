// Babel: RFC 8966 (and RFC 6126), RFC 8967 (MAC), RFC 7298 (HMAC), diversity and source-specific drafts.
#include <algorithm>
#include <array>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Tlv : uint8_t {
  kPad1,
  kPadN,
  kAckRequest,
  kAck,
  kHello,
  kIhu,
  kRouterId,
  kNextHop,
  kUpdate,
  kRouteRequest,
  kSeqnoRequest,
  kCounter,
  kHmac,
  kSsUpdate,
  kSsRequest,
  kSsSeqnoRequest,
  kMac,
  kPc,
  kChallengeRequest,
  kChallengeReply,
};
constexpr ValueName kShortNames[] = {
    {kPadN, "padN"},
    {kAckRequest, "ack-req"},
    {kAck, "ack"},
    {kHello, "hello"},
    {kIhu, "ihu"},
    {kRouterId, "router-id"},
    {kNextHop, "nh"},
    {kUpdate, "update"},
    {kRouteRequest, "route-request"},
    {kSeqnoRequest, "seqno-request"},
    {kCounter, "tspc"},
    {kHmac, "hmac"},
    {kSsUpdate, "ss-update"},
    {kSsRequest, "ss-request"},
    {kSsSeqnoRequest, "ss-mh-request"},
    {kMac, "mac"},
    {kPc, "pc"},
    {kChallengeRequest, "challenge_request"},
    {kChallengeReply, "challenge_reply"},
};
constexpr ValueName kLongNames[] = {
    {kAckRequest, "Acknowledgment Request "},
    {kAck, "Acknowledgment "},
    {kHello, "Hello "},
    {kIhu, "IHU "},
    {kRouterId, "Router Id"},
    {kNextHop, "Next Hop"},
    {kUpdate, "Update"},
    {kRouteRequest, "Route Request "},
    {kSeqnoRequest, "Seqno Request "},
    {kCounter, "TS/PC "},
    {kHmac, "HMAC "},
    {kSsUpdate, "SS-Update"},
    {kSsRequest, "SS-Request "},
    {kSsSeqnoRequest, "SS-MH-Request "},
    {kMac, "MAC "},
    {kPc, "PC"},
    {kChallengeRequest, "Challenge Request"},
    {kChallengeReply, "Challenge Reply"},
};
/// The least length of a TLV's value, by type.
constexpr uint8_t kLeast[] = {0, 0, 6, 2, 6, 6, 10, 2, 10, 2, 14, 6, 18, 10, 3, 14, 0, 4, 0, 0};

enum AddressEncoding : uint8_t { kWildcard, kIpv4, kIpv6, kLinkLocal };

using Address = std::array<uint8_t, 16>;

/// What a packet's updates leave behind for those after them: the prefix whose start may be left out.
struct Defaults {
  Address ipv4{};
  Address ipv6{};
};

struct Interval {
  uint16_t hundredths;
};
void append(TextBuffer& out, Interval i) {
  if (i.hundredths == 0) return out.put("0.0s (bogus)");
  out.put(i.hundredths / 100, '.', zero_pad(i.hundredths % 100, 2), 's');
}

struct Prefix {
  Address address{};
  size_t size = 0;  // of the address; 0: any
  uint8_t bits = 0;
};
void put_prefix(Printer& p, const Prefix& prefix) {
  if (prefix.size == 0) return p.put("any");
  p.put(host_name(p, std::span(prefix.address).first(prefix.size)), '/', prefix.bits);
}

/// A prefix of `bits` whose first `omitted` bytes are those of `start`. False when it does not fit.
bool read_prefix(Reader& r, uint8_t encoding, uint8_t bits, size_t omitted, const Address* start, Prefix& prefix) {
  const size_t bytes = (bits + size_t{7}) / 8;
  prefix.bits = bits;
  size_t at = omitted;
  switch (encoding) {
    case kWildcard:
      prefix.size = 0;
      return bits == 0;
    case kIpv4:
    case kIpv6:
      prefix.size = encoding == kIpv4 ? 4 : 16;
      break;
    case kLinkLocal:
      if (omitted != 0) return false;
      prefix.size = 16;
      prefix.address[0] = 0xfe;
      prefix.address[1] = 0x80;
      at = 8;
      break;
    default:
      return false;
  }
  if (bits > prefix.size * 8 || omitted > prefix.size || (omitted > 0 && start == nullptr)) return false;
  if (omitted > 0) std::copy_n(start->begin(), omitted, prefix.address.begin());
  const size_t count = bytes > at ? bytes - at : 0;
  if (r.length() < count) return false;
  std::ranges::copy(r.bytes(count), prefix.address.begin() + static_cast<std::ptrdiff_t>(at));
  for (size_t i = bytes; i < 16; i++) prefix.address[i] = 0;
  return true;
}

bool put_address(Printer& p, Reader& r, uint8_t encoding) {
  Address address{};
  switch (encoding) {
    case kWildcard:
      p.put("any");
      return true;
    case kIpv4:
      if (r.length() < 4) return false;
      p.put(host_name(p, r.bytes(4)));
      return true;
    case kIpv6:
      if (r.length() < 16) return false;
      p.put(host_name(p, r.bytes(16)));
      return true;
    case kLinkLocal:
      if (r.length() < 8) return false;
      address[0] = 0xfe;
      address[1] = 0x80;
      std::ranges::copy(r.bytes(8), address.begin() + 8);
      p.put(host_name(p, address));
      return true;
    default:
      return false;
  }
}

void put_timestamp(Printer& p, Reader& r) {
  const uint32_t microseconds = r.u32();
  p.put(microseconds / 1000000, '.', zero_pad(microseconds % 1000000, 6), 's');
}

void print_timestamps(Printer& p, Reader r, uint8_t tlv) {
  p.put(" sub-timestamp");
  if (tlv == kHello && r.length() >= 4) {
    p.put(' ');
    put_timestamp(p, r);
  } else if (tlv == kIhu && r.length() >= 8) {
    p.put(' ');
    put_timestamp(p, r);
    p.put('|');
    put_timestamp(p, r);
  } else {
    p.put(" (bogus)");
  }
}

void print_diversity(Printer& p, Reader r, uint8_t tlv) {
  p.put(" sub-diversity");
  if (r.length() == 0) p.put(" empty");
  for (char separator = ' '; r.length() > 0; separator = '-') p.put(separator, r.u8());
  if (tlv != kUpdate) p.put(" (bogus)");
}

void print_sub_tlvs(Printer& p, Reader r, uint8_t tlv) {
  while (r.length() > 0) {
    const uint8_t type = r.u8();
    if (type == kPad1) {
      p.put(" sub-pad1");
      continue;
    }
    if (r.length() < 1) return p.invalid();
    const uint8_t length = r.u8();
    if (r.length() < length) return p.invalid();
    const Reader value = r.with_length(length);
    if (type == 1) {
      p.put(" sub-padn");
    } else if (type == 2) {
      print_diversity(p, value, tlv);
    } else if (type == 3) {
      print_timestamps(p, value, tlv);
    } else {
      p.put(" sub-unknown-0x", hex(type, 2));
    }
    if ((type & 0x80) != 0) p.put(" (M)");
    r.skip(length);
  }
}

void print_hello(Printer& p, Reader& r) {
  if ((r.u16() & 0x8000) != 0) p.put("(Unicast) ");
  p.put("seqno ", r.u16(), ' ');
  const uint16_t interval = r.u16();
  interval == 0 ? p.put("unscheduled") : p.put("interval ", Interval{interval});
}

bool print_ihu(Printer& p, Reader& r) {
  const uint8_t encoding = r.u8();
  r.skip(1);
  const uint16_t cost = r.u16();
  const uint16_t interval = r.u16();
  if (!put_address(p, r, encoding)) return false;
  p.put(" rxcost ", cost, " interval ", Interval{interval});
  return true;
}

void put_update_flags(Printer& p, uint8_t flags) {
  p.put((flags & 0x80) != 0 ? "/prefix" : "", (flags & 0x40) != 0 ? "/id" : "", (flags & 0x3f) != 0 ? "/unknown" : "");
}

bool print_update(Printer& p, Reader& r, Defaults& defaults) {
  const uint8_t encoding = r.u8();
  const uint8_t flags = r.u8();
  const uint8_t bits = r.u8();
  const uint8_t omitted = r.u8();
  const uint16_t interval = r.u16();
  const uint16_t seqno = r.u16();
  const uint16_t metric = r.u16();
  Address& start = encoding == kIpv4 ? defaults.ipv4 : defaults.ipv6;
  Prefix prefix;
  if (!read_prefix(r, encoding, bits, omitted, &start, prefix)) return false;
  put_update_flags(p, flags);
  p.put(' ');
  put_prefix(p, prefix);
  p.put(" metric ", metric, " seqno ", seqno, " interval ");
  interval == 0xffff ? p.put("infinity") : p.put(Interval{interval});
  if ((flags & 0x80) != 0) start = prefix.address;
  return true;
}

bool print_request(Printer& p, Reader& r, bool source_specific) {
  const uint8_t encoding = r.u8();
  const uint8_t bits = r.u8();
  const uint8_t source_bits = source_specific ? r.u8() : 0;
  Prefix prefix;
  if (!read_prefix(r, encoding, bits, 0, nullptr, prefix)) return false;
  p.put("for ");
  if (!source_specific || prefix.size == 0) {
    put_prefix(p, prefix);
    return true;
  }
  p.put('(');
  put_prefix(p, prefix);
  p.put(", ");
  if (!read_prefix(r, encoding, source_bits, 0, nullptr, prefix)) return false;
  put_prefix(p, prefix);
  p.put(')');
  return true;
}

bool print_seqno_request(Printer& p, Reader& r, bool source_specific) {
  const uint8_t encoding = r.u8();
  const uint8_t bits = r.u8();
  const uint16_t seqno = r.u16();
  const uint8_t hops = r.u8();
  const uint8_t source_bits = r.u8();
  const auto id = r.bytes(8);
  Prefix prefix;
  if (!read_prefix(r, encoding, bits, 0, nullptr, prefix)) return false;
  p.put('(', hops, " hops) for ", source_specific ? "(" : "");
  put_prefix(p, prefix);
  if (source_specific) {
    p.put(", ");
    if (!read_prefix(r, encoding, source_bits, 0, nullptr, prefix)) return false;
    put_prefix(p, prefix);
    p.put(')');
  }
  p.put(" seqno ", seqno, " id ", hex_bytes(id, ':'));
  return true;
}

/// The source-specific update: its flags are in the same place, the source prefix follows the other.
bool print_ss_update(Printer& p, Reader& r) {
  const uint8_t encoding = r.u8();
  const uint8_t source_bits = r.u8();
  const uint8_t bits = r.u8();
  r.skip(1);
  const uint16_t interval = r.u16();
  const uint16_t seqno = r.u16();
  const uint16_t metric = r.u16();
  Prefix prefix;
  Prefix source;
  if (!read_prefix(r, encoding, bits, 0, nullptr, prefix)) return false;
  if (!read_prefix(r, encoding, source_bits, 0, nullptr, source)) return false;
  p.put(" (");
  put_prefix(p, prefix);
  p.put(", ");
  put_prefix(p, source);
  p.put(") metric ", metric, " seqno ", seqno, " interval ", Interval{interval});
  return true;
}

void print_hmac(Printer& p, Reader& r) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  p.put("key-id ", r.u16());
  p.put(" digest-", r.length(), ' ');
  while (r.length() > 0) {
    const uint8_t byte = r.u8();
    p.put(kDigits[byte >> 4], kDigits[byte & 15]);
  }
}

/// False when the TLV is malformed. Moves to where sub-TLVs stand.
bool print_value(Printer& p, Reader& r, uint8_t type, Defaults& defaults) {
  switch (type) {
    case kAckRequest: {
      r.skip(2);
      const uint16_t nonce = r.u16();
      p.put(hex(nonce, 4), ' ', Interval{r.u16()});
      return true;
    }
    case kAck:
      p.put(hex(r.u16(), 4));
      return true;
    case kHello:
      print_hello(p, r);
      return true;
    case kIhu:
      return print_ihu(p, r);
    case kRouterId:
      r.skip(2);
      p.put(' ', hex_bytes(r.bytes(8), ':'));
      return true;
    case kNextHop: {
      const uint8_t encoding = r.u8();
      r.skip(1);
      const size_t start = p.text.size();
      p.put(' ');
      if (put_address(p, r, encoding)) return true;
      p.text.truncate(start);
      return false;
    }
    case kUpdate:
      return print_update(p, r, defaults);
    case kRouteRequest:
    case kSsRequest:
      return print_request(p, r, type == kSsRequest);
    case kSeqnoRequest:
    case kSsSeqnoRequest:
      return print_seqno_request(p, r, type == kSsSeqnoRequest);
    case kCounter: {
      const uint16_t counter = r.u16();
      p.put("timestamp ", r.u32(), " packetcounter ", counter);
      return true;
    }
    case kHmac:
      print_hmac(p, r);
      return true;
    case kSsUpdate:
      return print_ss_update(p, r);
    case kMac:
      p.put("len ", r.length());
      return true;
    case kPc:
      p.put(" value ", r.u32());
      p.put(" index len ", r.length());
      return true;
    default:
      p.put(" len ", r.length());
      return true;
  }
}

constexpr bool has_sub_tlvs(uint8_t type) {
  return type == kHello || type == kIhu || type == kUpdate || type == kAckRequest || type == kAck ||
         type == kRouterId || type == kNextHop || type == kRouteRequest || type == kSeqnoRequest;
}

/// False when the rest is left.
bool print_tlv(Printer& p, Reader r, uint8_t type, Defaults& defaults) {
  if (p.verbose() == 0) {
    p.put(' ', name_or(kShortNames, type, "unknown"));
    if (type != kUpdate) return true;
    if (r.length() < kLeast[kUpdate]) return false;
    put_update_flags(p, r.u8_at(1));
    return true;
  }
  if (type == kPadN) {
    p.put("\n\tPad ", r.length() + 2);
    return true;
  }
  const auto name = find_name(kLongNames, type);
  if (name.empty()) {
    p.put("\n\tUnknown message type ", type);
    return true;
  }
  p.put("\n\t", name);
  if (r.length() < kLeast[type] || !print_value(p, r, type, defaults)) return false;
  if (has_sub_tlvs(type) && r.length() > 0) print_sub_tlvs(p, r, type);
  return true;
}

void print_tlvs(Printer& p, Reader r, Defaults& defaults) {
  while (r.length() > 0) {
    const uint8_t type = r.u8();
    if (p.stopped()) return;
    if (type == kPad1) {
      p.put(p.verbose() > 0 ? "\n\tPad 1" : " pad1");
      continue;
    }
    if (r.length() < 1) return p.invalid();
    const uint8_t length = r.u8();
    if (r.length() < length) return p.invalid();
    r.need(length);
    if (!print_tlv(p, r.with_length(length), type, defaults)) return p.invalid();
    r.skip(length);
  }
}

}  // namespace

void print_babel(Printer& p, Reader r) {
  p.protocol = "babel";
  p.put("babel");
  const uint8_t magic = r.u8();
  const uint8_t version = r.u8();
  const uint16_t length = r.u16();
  if (p.stopped()) return;
  if (magic != 42) return p.put(" invalid header");
  if (version != 2) return p.put(' ', version, " unknown version");
  p.put(' ', version, " (", length, ')');
  if (length > r.length()) return p.invalid();
  Defaults defaults;
  print_tlvs(p, r.with_length(length), defaults);
  if (r.length() <= length || p.stopped()) return;
  p.put(p.verbose() > 0 ? "\n\t----" : " |");
  r.skip(length);
  print_tlvs(p, r.with_length(r.length()), defaults);
}

}  // namespace trawl
