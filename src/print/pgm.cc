// Pragmatic General Multicast: RFC 3208; PGM congestion control: draft-ietf-rmt-bb-pgmcc.
#include "print/ip.h"
#include "print/names.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kPgm = 113;
constexpr size_t kHeaderLength = 16;
constexpr uint8_t kOptionsPresent = 1;
constexpr size_t kLeastOption = 4;

enum Type : uint8_t {
  kSourcePath = 0,
  kPoll = 1,
  kPollResponse = 2,
  kData = 4,
  kRepairData = 5,
  kNak = 8,
  kNullNak = 9,
  kNakConfirmation = 10,
  kAck = 11,
  kSourcePathRequest = 12,
};

enum OptionType : uint8_t {
  kLength = 0x00,
  kFragment = 0x01,
  kNakList = 0x02,
  kJoin = 0x03,
  kBackoffInterval = 0x04,
  kBackoffRange = 0x05,
  kRedirect = 0x07,
  kParityParameters = 0x08,
  kParityGroup = 0x09,
  kGroupSize = 0x0a,
  kNeighborUnreachable = 0x0b,
  kPathAddress = 0x0c,
  kSyn = 0x0d,
  kFin = 0x0e,
  kReset = 0x0f,
  kCongestionReport = 0x10,
  kCongestionRequest = 0x11,
  kCongestionData = 0x12,
  kCongestionFeedback = 0x13,
};
constexpr uint8_t kLastOption = 0x80;

/// Options of one length, and how they read in a complaint about another. Those without a name may have any.
struct FixedOption {
  uint8_t type;
  uint8_t length;
  std::string_view name;
};
constexpr FixedOption kFixedOptions[] = {
    {kLength, 4, "OPT_LENGTH"},
    {kFragment, 16, "OPT_FRAGMENT"},
    {kJoin, 8, "OPT_JOIN"},
    {kBackoffInterval, 12, "OPT_NAK_BO_IVL"},
    {kBackoffRange, 12, "OPT_NAK_BO_RNG"},
    {kParityParameters, 8, "OPT_PARITY_PRM"},
    {kParityGroup, 8, "OPT_PARITY_GRP"},
    {kGroupSize, 8, "OPT_CURR_TGSIZE"},
    {kNeighborUnreachable, 4, "OPT_NBR_UNREACH"},
    {kSyn, 4, "OPT_SYN"},
    {kFin, 4, "OPT_FIN"},
    {kReset, 4, "OPT_RST"},
    {kCongestionRequest, 4, "OPT_CRQST"},
};

/// The length of an address of a family, by IANA's numbers; 0 when it is not known.
size_t address_length(uint16_t family) {
  if (family == 1) return 4;
  return family == 2 ? 16 : 0;
}

/// The family, a reserved word and the address. Empty, and cut short, when the family is not known.
std::span<const uint8_t> read_address(Printer& p, Reader& r) {
  const size_t length = address_length(r.u16());
  r.skip(2);
  if (length > 0) return r.bytes(length);
  p.truncated();
  return {};
}

/// An option that ends in an address: `fixed` bytes before that. False when the packet's rest is left.
bool print_address_option(Printer& p, Reader& r, size_t length, size_t fixed, std::string_view name,
                          std::string_view text) {
  r.skip(2);
  const bool counted = fixed == 12;
  const uint32_t number = counted ? r.u32() : 0;
  const uint16_t family = r.u16();
  r.skip(2);
  const size_t size = address_length(family);
  if (p.stopped()) return false;
  if (size == 0) {
    p.truncated();
    return false;
  }
  if (length != fixed + size) {
    p.put("[Bad ", name, " option, length ", length, " != ", fixed, " + address size]");
    return false;
  }
  const auto address = r.bytes(size);
  p.put(' ', text, ' ');
  if (counted) p.put(number, ' ');
  p.put(host_name(p, address));
  return true;
}

bool print_nak_list(Printer& p, Reader& r, size_t length) {
  p.put(" NAK LIST");
  r.skip(2);
  for (length -= 4; length > 0; length -= 4) {
    if (length < 4) {
      p.put("[Option length not a multiple of 4]");
      return false;
    }
    p.put(' ', r.u32());
    if (p.stopped()) return false;
  }
  return true;
}

bool is_too_short(Printer& p, size_t length, size_t least, std::string_view name) {
  if (length >= least) return false;
  p.put("[Bad ", name, " option, length ", length, " < ", least, ']');
  return true;
}

/// Options whose length is known; `r` stands behind type and length. False when `type` is none of them.
bool print_fixed_option(Printer& p, Reader& r, uint8_t type) {
  const auto put_number = [&](std::string_view name) {
    r.skip(2);
    p.put(name, r.u32());
  };
  const auto put_flag = [&](std::string_view name) {
    p.put(name);
    r.skip(2);
  };
  const auto put_backoff = [&](std::string_view first, std::string_view second) {
    r.skip(2);
    const uint32_t value = r.u32();
    p.put(" BACKOFF ", first, ' ', value, ' ', second, ' ', r.u32());
  };
  switch (type) {
    case kLength:
      return p.put(" OPTS LEN (extra?) ", r.u16()), true;
    case kFragment: {
      r.skip(2);
      const uint32_t sequence = r.u32();
      const uint32_t offset = r.u32();
      return p.put(" FRAG seq ", sequence, " off ", offset, " len ", r.u32()), true;
    }
    case kJoin:
      return put_number(" JOIN "), true;
    case kBackoffInterval:
      return put_backoff("ivl", "ivlseq"), true;
    case kBackoffRange:
      return put_backoff("max", "min"), true;
    case kParityParameters:
      return put_number(" PARITY MAXTGS "), true;
    case kParityGroup:
      return put_number(" PARITY GROUP "), true;
    case kGroupSize:
      return put_number(" PARITY ATGS "), true;
    case kNeighborUnreachable:
      return put_flag(" NBR_UNREACH"), true;
    case kSyn:
      return put_flag(" SYN"), true;
    case kFin:
      return put_flag(" FIN"), true;
    case kReset:
      return put_flag(" RST"), true;
    case kCongestionRequest:
      return put_flag(" CRQST"), true;
    default:
      return false;
  }
}

/// One option behind its type and length. False when the packet's rest is left.
bool print_option(Printer& p, Reader& r, uint8_t type, size_t length) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const uint8_t kind = type & ~kLastOption;
  for (const auto& fixed : kFixedOptions) {
    if (fixed.type != kind || fixed.length == length) continue;
    p.put("[Bad ", fixed.name, " option, length ", length, " != ", fixed.length, ']');
    return false;
  }
  if (print_fixed_option(p, r, kind)) return true;
  switch (kind) {
    case kNakList:
      return print_nak_list(p, r, length);
    case kRedirect:
      if (is_too_short(p, length, 8, "OPT_REDIRECT")) return false;
      return print_address_option(p, r, length, 8, "OPT_REDIRECT", "REDIRECT");
    case kCongestionData:
      if (is_too_short(p, length, 12, "OPT_PGMCC_DATA")) return false;
      return print_address_option(p, r, length, 12, "OPT_PGMCC_DATA", "PGMCC DATA");
    case kCongestionFeedback:
      if (is_too_short(p, length, 12, "PGM_OPT_PGMCC_FEEDBACK")) return false;
      return print_address_option(p, r, length, 12, "OPT_PGMCC_FEEDBACK", "PGMCC FEEDBACK");
    case kPathAddress:
      p.put(" PATH_NLA [", length, ']');
      break;
    case kCongestionReport:
      p.put(" CR");
      break;
    default:
      p.put(" OPT_", kDigits[type >> 4], kDigits[type & 15], " [", length, "] ");
      break;
  }
  r.skip(length);  // tcpdump does not count the two bytes before it
  return true;
}

/// False when the packet's rest is left.
bool print_options(Printer& p, Reader& r) {
  constexpr std::string_view kNoRoom = "[Total option length leaves no room for final option]";
  if (!r.need(kLeastOption)) return false;
  const uint8_t first = r.u8() & ~kLastOption;
  const uint8_t first_length = r.u8();
  const uint16_t total = r.u16();
  if (first != kLength) {
    p.put("[First option bad, should be PGM_OPT_LENGTH, is ", first, ']');
    return false;
  }
  if (first_length != kLeastOption) {
    p.put("[Bad OPT_LENGTH option, length ", first_length, " != 4]");
    return false;
  }
  if (total < kLeastOption) {
    p.put("[Bad total option length ", total, " < 4]");
    return false;
  }
  p.put(" OPTS LEN ", total);
  for (size_t left = total - kLeastOption; left > 0;) {
    if (left < kLeastOption) {
      p.put(kNoRoom);
      return false;
    }
    const uint8_t type = r.u8();
    const uint8_t length = r.u8();
    if (p.stopped()) return false;
    if (length < kLeastOption) {
      p.put("[Bad option, length ", length, " < ", kLeastOption, ']');
      return true;
    }
    if (left < length) {
      p.put(kNoRoom);
      return false;
    }
    if (!r.need(length - size_t{2})) return false;
    if (!print_option(p, r, type, length)) return false;
    // tcpdump counts a list of NAKs without what stands before its numbers.
    left -= (type & ~kLastOption) == kNakList ? length - kLeastOption : length;
    if ((type & kLastOption) != 0) return true;
  }
  return true;
}

/// Returns false when the packet's rest is left; so do the following.
bool print_poll(Printer& p, Reader& r) {
  const uint32_t sequence = r.u32();
  const uint16_t round = r.u16();
  r.skip(2);
  const auto path = read_address(p, r);
  if (path.empty() || !r.need(12)) return false;
  p.put("POLL seq ", sequence, " round ", round, " nla ", host_name(p, path));
  const uint32_t interval = r.u32();
  const uint32_t random = r.u32();
  p.put(" ivl ", interval, " rnd 0x", hex(random, 8), " mask 0x", hex(r.u32(), 8));
  return true;
}

bool print_source_path(Printer& p, Reader& r) {
  const uint32_t sequence = r.u32();
  const uint32_t trailing = r.u32();
  const uint32_t leading = r.u32();
  const auto path = read_address(p, r);
  if (path.empty()) return false;
  p.put("SPM seq ", sequence, " trail ", trailing, " lead ", leading, " nla ", host_name(p, path));
  return true;
}

/// tcpdump looks for the group's family where its address is, and takes both from there. False when it is not known.
bool print_nak(Printer& p, Reader& r, std::string_view name) {
  const uint32_t sequence = r.u32();
  const size_t source_length = address_length(r.u16());
  r.skip(2);
  if (source_length == 0) {
    p.truncated();
    return false;
  }
  const auto source = r.bytes_at(0, source_length);
  r.skip(4 + source_length);
  const size_t group_length = address_length(r.u16_at(0));
  if (p.stopped()) return false;
  if (group_length == 0) {
    p.truncated();
    return false;
  }
  const auto group = r.bytes(group_length);
  p.put(name, " (", host_name(p, source), " -> ", host_name(p, group), "), seq ", sequence);
  return true;
}

/// The body before the options. False when the packet's rest is left.
bool print_body(Printer& p, Reader& r, uint8_t type, const Reader& packet) {
  switch (type) {
    case kSourcePath:
      return print_source_path(p, r);
    case kPoll:
      return print_poll(p, r);
    case kPollResponse:
      if (!r.need(8)) return false;
      p.put("POLR seq ", r.u32());
      p.put(" round ", r.u16());
      r.skip(2);
      return true;
    case kData:
    case kRepairData: {
      const uint32_t sequence = r.u32();
      p.put(type == kData ? "ODATA" : "RDATA", " trail ", r.u32(), " seq ", sequence);
      return true;
    }
    case kAck:
      if (!r.need(8)) return false;
      p.put("ACK seq ", r.u32());
      r.skip(4);
      return true;
    case kNak:
      return print_nak(p, r, "NAK");
    case kNullNak:
      return print_nak(p, r, "NNAK");
    case kNakConfirmation:
      return print_nak(p, r, "NCF");
    default:
      if (type == kSourcePathRequest) {
        p.put("SPMR");
      } else {
        p.put("UNKNOWN type 0x", hex(type, 2));
      }
      r = packet;  // where tcpdump looks for options then
      return true;
  }
}

void put_ports(Printer& p, uint16_t source, uint16_t destination) {
  if (!follows_fixed_header(*p.ip, kPgm)) return p.put(source, " > ", destination, ": ");
  p.names.put_host(p.text, header_source(*p.ip));
  p.put('.');
  p.names.put_tcp_port(p.text, source);
  p.put(" > ");
  p.names.put_host(p.text, header_destination(*p.ip));
  p.put('.');
  p.names.put_tcp_port(p.text, destination);
  p.put(": ");
}

}  // namespace

void print_pgm(Printer& p, Reader r) {
  p.protocol = "pgm";
  const Reader packet = r;
  const size_t length = r.length();
  if (!r.has(4)) {
    put_ip_addresses(p, ":");
    return p.truncated();
  }
  const uint16_t source = r.u16();
  const uint16_t destination = r.u16();
  put_ports(p, source, destination);
  if (!Reader(packet).need(kHeaderLength)) return;
  const uint8_t type = r.u8();
  const uint8_t flags = r.u8();
  r.skip(2);  // the checksum
  const auto source_id = r.bytes(6);
  const uint16_t data_length = r.u16();
  p.put("PGM, length ", data_length);
  if (p.verbose() == 0) return;
  p.put(" 0x", hex_bytes(source_id), ' ');
  if (!print_body(p, r, type, packet)) return;
  if ((flags & kOptionsPresent) != 0 && !print_options(p, r)) return;
  p.put(" [", length, ']');
  if (p.options.packet_type == PacketType::kPgmZmtp1 && (type == kData || type == kRepairData)) {
    print_zmtp1_datagram(p, r.with_length(data_length));
  }
}

}  // namespace trawl
