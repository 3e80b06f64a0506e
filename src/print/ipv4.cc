// IPv4: RFC 791; ECN: RFC 3168; options: RFC 791, RFC 2113.
#include "print/ip.h"
#include "print/names.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr size_t kFixedHeader = 20;
constexpr uint16_t kMoreFragments = 0x2000;
constexpr uint16_t kOffsetMask = 0x1fff;

constexpr std::string_view kEcn[] = {"", ",ECT(1)", ",ECT(0)", ",CE"};
// By the upper three bits of the fragment field: more fragments, don't fragment, reserved.
constexpr std::string_view kFragmentFlags[] = {"none", "+",       "DF",       "+, DF",
                                               "rsvd", "+, rsvd", "DF, rsvd", "+, DF, rsvd"};

enum OptionType : uint8_t {
  kEndOfOptions = 0,
  kNoOperation = 1,
  kRecordRoute = 7,
  kTimestamp = 68,
  kSecurity = 130,
  kLooseSourceRoute = 131,
  kStrictSourceRoute = 137,
  kRouterAlert = 148,
};

constexpr ValueName kOptions[] = {
    {kEndOfOptions, "EOL"},      {kNoOperation, "NOP"},        {kRecordRoute, "RR"},
    {kTimestamp, "timestamp"},   {82, "traceroute"},           {kSecurity, "security"},
    {kLooseSourceRoute, "LSRR"}, {kStrictSourceRoute, "SSRR"}, {kRouterAlert, "RA"},
};

struct Datagram {
  size_t header_length;
  size_t total_length;  // as the header says it
  size_t wire_length;   // as the link layer says it
};

/// The addresses of a route option; `r` begins at its type. False when it is cut short.
bool put_route(Printer& p, Reader r, size_t length) {
  if (length < 3) {
    p.put(" [bad length ", length, ']');
    return true;
  }
  if ((length + 1) % 4 != 0) p.put(" [bad length ", length, ']');
  if (!r.has(3)) return false;
  const uint32_t pointer = r.u8_at(2) - uint32_t{1};  // 0 wraps: behind every address
  if (pointer < 3 || (pointer + 1) % 4 != 0 || pointer > length) p.put(" [bad ptr ", r.u8_at(2), ']');
  r.skip(3);
  for (size_t at = 3; at < length; at += 4) {
    if (!r.has(4)) return false;
    p.put(' ');
    p.names.put_host(p.text, r.bytes(4));
    if (pointer > at) p.put(',');
  }
  return true;
}

std::string_view timestamp_kind(uint8_t flags) {
  switch (flags & 15) {
    case 0:
      return "TSONLY";
    case 1:
      return "TS+ADDR";
    case 3:
      return "PRESPEC";
    default:
      return {};
  }
}

/// A timestamp option; `r` begins at its type. False when it is cut short.
bool put_timestamps(Printer& p, Reader r, size_t length) {
  if (length < 4) {
    p.put("[bad length ", length, ']');
    return true;
  }
  p.put(" TS{");
  if (!r.has(4)) return false;
  const uint8_t flags = r.u8_at(3);
  const size_t hop = (flags & 15) == 0 ? 4 : 8;
  if ((length - 4) % hop != 0) p.put("[bad length ", length, ']');
  const uint32_t pointer = r.u8_at(2) - uint32_t{1};
  if (pointer < 4 || (pointer - 4) % hop != 0 || pointer > length) p.put("[bad ptr ", r.u8_at(2), ']');
  const std::string_view kind = timestamp_kind(flags);
  size_t at = 0;
  if (kind.empty()) {
    p.put("[bad ts type ", flags & 15, ']');
  } else {
    p.put(kind);
    r.skip(4);
    for (at = 4; at < length; at += hop) {
      if (!r.has(hop)) return false;
      p.put(pointer == at ? " ^ " : " ", r.u32_at(hop - 4), '@');
      if (hop == 8) p.names.put_host(p.text, r.bytes_at(0, 4));
      r.skip(hop);
    }
  }
  if (pointer == at) p.put(" ^ ");
  if (flags >> 4 != 0) {
    p.put(" [", flags >> 4, " hops not recorded]} ");
  } else {
    p.put('}');
  }
  return true;
}

/// False when the option is cut short.
bool put_option(Printer& p, Reader r, uint8_t type, size_t length) {
  switch (type) {
    case kTimestamp:
      return put_timestamps(p, r, length);
    case kRecordRoute:
    case kLooseSourceRoute:
    case kStrictSourceRoute:
      return put_route(p, r, length);
    case kRouterAlert:
      if (length < 4) {
        p.put(" [bad length ", length, ']');
      } else if (!r.has(4)) {
        return false;
      } else if (r.u16_at(2) != 0) {
        p.put(" value ", r.u16_at(2));
      }
      return true;
    default:
      return true;
  }
}

/// False when an option is cut short.
bool put_options(Printer& p, Reader r, size_t length) {
  for (bool first = true; length > 0; first = false) {
    if (!first) p.put(',');
    if (!r.need(1)) return true;
    const uint8_t type = r.u8_at(0);
    p.put(named(kOptions, type, "unknown "));
    size_t option_length = 1;
    if (type != kEndOfOptions && type != kNoOperation) {
      if (!r.need(2)) return true;
      option_length = r.u8_at(1);
      if (option_length < 2 || option_length > length) {
        p.put(" [bad length ", option_length, ']');
        return true;
      }
      if (!r.has(option_length)) return false;
    }
    if (!put_option(p, r, type, option_length)) return false;
    if (type == kEndOfOptions) return true;
    r.skip(option_length);
    length -= option_length;
  }
  return true;
}

void put_header_checksum(Printer& p, Reader r, size_t header_length) {
  if (p.options.no_checksums || !r.has(header_length)) return;
  const uint16_t sum = internet_checksum(r.bytes_at(0, header_length));
  const uint16_t found = r.u16_at(10);
  if (sum != 0) p.put(", bad cksum ", hex(found), " (->", hex(right_checksum(found, sum)), ")!");
}

/// The line of -v. False when an option is cut short: nothing can be said of what follows.
bool put_details(Printer& p, Reader r, const Datagram& d) {
  const uint8_t tos = r.u8_at(1);
  p.put("(tos 0x", hex(tos), kEcn[tos & 3]);
  if (const uint8_t ttl = r.u8_at(8); ttl >= 1) p.put(", ttl ", ttl);
  const uint16_t fragment = r.u16_at(6);
  const uint8_t protocol = r.u8_at(9);
  p.put(", id ", r.u16_at(4), ", offset ", (fragment & kOffsetMask) * 8, ", flags [");
  p.put(kFragmentFlags[fragment >> 13], "], proto ", ip_protocol_name(protocol), " (", protocol, ')');
  if (d.total_length == 0) {
    p.put(", length ", d.wire_length, " [was 0, presumed TSO]");
  } else {
    p.put(", length ", d.total_length);
  }
  bool whole = true;
  if (d.header_length > kFixedHeader) {
    p.put(", options (");
    whole = put_options(p, r.after(kFixedHeader), d.header_length - kFixedHeader);
    if (!whole) p.put(" [truncated-option]");
    p.put(')');
  }
  put_header_checksum(p, r, d.header_length);
  p.put(p.options.ip_one_line ? ") " : ")\n    ");
  return whole;
}

/// The final destination: the last address of a source route that is not used up.
std::span<const uint8_t> final_destination(Reader options, size_t length, std::span<const uint8_t> destination) {
  while (length > 0 && options.has(2)) {
    const uint8_t type = options.u8_at(0);
    if (type == kEndOfOptions) break;
    size_t option_length = 1;
    if (type != kNoOperation) option_length = options.u8_at(1);
    if (option_length == 0 || option_length > length || !options.has(option_length)) break;
    if ((type == kLooseSourceRoute || type == kStrictSourceRoute) && option_length >= 7) {
      return options.bytes_at(option_length - 4, 4);
    }
    options.skip(option_length);
    length -= option_length;
  }
  return destination;
}

void put_payload(Printer& p, Reader r, const Datagram& d, uint16_t fragment) {
  const uint8_t protocol = p.ip->protocol;
  if ((fragment & kOffsetMask) != 0) {
    // Not the first fragment: the payload's header is not here.
    put_ip_addresses(p, ":");
    p.names.put_ip_protocol(p.text, protocol);
    return;
  }
  if (!prints_own_addresses(protocol)) put_ip_addresses(p);
  if (!r.has(d.header_length)) {
    p.put(" [remaining caplen(", r.captured(), ") < header length(", d.header_length, ")]");
    r.need(d.header_length);
    return;
  }
  put_ip_payload(p, r.after(d.header_length), protocol);
}

/// What is wrong with the lengths, or the version. False when the datagram cannot be printed.
bool check_header(Printer& p, Reader r, Datagram& d) {
  if (d.wire_length < kFixedHeader) {
    p.put(" [length ", d.wire_length, " < 20]");
    return false;
  }
  if (const uint8_t version = r.u8_at(0) >> 4; version != 4) {
    p.put(" [version ", version, " != 4]");
    return false;
  }
  d.header_length = (r.u8_at(0) & 15) * size_t{4};
  if (d.header_length < kFixedHeader) {
    p.put(" [header length ", d.header_length, " < 20]");
    return false;
  }
  d.total_length = r.u16_at(2);
  if (d.total_length > d.wire_length) {
    p.put("[total length ", d.total_length, " > length ", d.wire_length, "] (invalid) ");
  }
  // 0 is what segmentation offload leaves: the length is set when the segments are cut.
  const size_t total = d.total_length == 0 ? d.wire_length : d.total_length;
  if (total < d.header_length) {
    p.put("[total length ", total, " < header length ", d.header_length, ']');
    return false;
  }
  return true;
}

}  // namespace

void print_ipv4(Printer& p, Reader r) {
  p.protocol = "ip";
  if (!p.options.link_header) p.put("IP ");
  Datagram d{};
  d.wire_length = r.length();
  if (!check_header(p, r, d)) return p.stopped() ? void() : p.invalid();
  if (!r.has(kFixedHeader)) return p.truncated();
  r = r.first(d.total_length == 0 ? d.wire_length : d.total_length);
  const bool whole = p.verbose() == 0 || put_details(p, r, d);
  IpHeader ip;
  ip.header = r.bytes_at(0, r.has(d.header_length) ? d.header_length : kFixedHeader);
  ip.source = ip.header.subspan(12, 4);
  ip.destination = ip.header.subspan(16, 4);
  if (d.header_length > kFixedHeader) {
    ip.destination = final_destination(r.after(kFixedHeader), d.header_length - kFixedHeader, ip.destination);
  }
  ip.ttl = ip.header[8];
  ip.protocol = ip.header[9];
  const uint16_t fragment = r.u16_at(6);
  ip.fragment = (fragment & kMoreFragments) != 0;
  const IpHeader* const outer = p.ip;
  p.ip = &ip;
  if (whole) {
    put_payload(p, r, d, fragment);
  } else {
    put_ip_addresses(p);
    p.truncated();
  }
  p.ip = outer;
}

}  // namespace trawl
