// IPv6 extension headers: RFC 8200 section 4, jumbograms: RFC 2675, router alert: RFC 2711, home address: RFC 6275
// section 6.3, segment routing: RFC 8754.
#include "print/ipv6.h"
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Option : uint8_t { kPad1 = 0, kPadN = 1, kRouterAlert = 5, kJumbo = 0xc2, kHomeAddress = 0xc9 };

/// False, with the reason printed, when an option's data is not of the size it must have.
bool has_size(Printer& p, std::string_view name, size_t size, size_t needed, bool at_least) {
  if (at_least ? size >= needed : size == needed) return true;
  p.put(" [(", name, ") length ", size, at_least ? " < " : " != ", needed, ']');
  p.invalid();
  return false;
}

bool put_jumbo(Printer& p, uint32_t length, Ipv6Chain& chain, bool& seen) {
  std::string_view why;
  if (!chain.hop_by_hop) {
    why = " - not a hop-by-hop option";
  } else if (seen) {
    why = " - already seen";
  } else if (chain.payload_length != 0) {
    why = " - payload len != 0";
  } else if (length < 65536) {
    why = " - < 65536";
  } else {
    chain.jumbo_length = length;
  }
  seen = true;
  if (p.verbose() > 0) p.put("(jumbo: ", length, why, ") ");
  return true;
}

/// One option of `size` bytes of data. False when the chain can not go on.
bool put_option(Printer& p, Reader r, uint8_t type, size_t size, Ipv6Chain& chain, bool& jumbo_seen) {
  const bool verbose = p.verbose() > 0;
  switch (type) {
    case kPadN:
      if (verbose) p.put("(padn)");
      return true;
    case kRouterAlert:
      if (!has_size(p, "rtalert", size, 2, false)) return false;
      if (verbose) p.put("(rtalert: 0x", hex(r.u16(), 4), ") ");
      return true;
    case kJumbo:
      if (!has_size(p, "jumbo", size, 4, false)) return false;
      return put_jumbo(p, r.u32(), chain, jumbo_seen);
    case kHomeAddress:
      if (!has_size(p, "homeaddr", size, 16, true)) return false;
      if (verbose) p.put("(homeaddr: ", host_name(p, r.bytes(16)), ')');
      return true;
    default:
      if (verbose) p.put("(unknown opt-type 0x", hex(type, 2), " len=", size, ')');
      return true;
  }
}

/// Options of a hop-by-hop or destination header. False when the chain can not go on.
bool put_options(Printer& p, Reader r, Ipv6Chain& chain) {
  bool jumbo_seen = false;
  while (r.length() > 0 && !p.stopped()) {
    const size_t rest = r.length();
    const uint8_t type = r.u8();
    if (type == kPad1) {
      if (p.verbose() > 0) p.put("(pad1)");
      continue;
    }
    const size_t size = rest > 1 ? r.u8() : 0;
    if (rest < size + 2) {
      p.put(" [remaining length ", rest, " < ", size + 2, ']');
      p.invalid();
      return false;
    }
    if (!put_option(p, r, type, size, chain, jumbo_seen)) return false;
    r.skip(size);
  }
  if (p.verbose() > 0) p.put(' ');
  return true;
}

/// With a payload length of 0, a Jumbo Payload option must say it.
void take_jumbo_length(Printer& p, Reader& r, Ipv6Chain& chain, size_t header) {
  if (chain.payload_length != 0) return;
  if (chain.jumbo_length == 0) {
    p.put("[No valid Jumbo Payload Hop-by-Hop option found]");
    p.invalid();
    chain.done = true;
    return;
  }
  r = r.first(chain.jumbo_length - header);
}

void put_routing_addresses(Printer& p, Reader& r, unsigned count) {
  for (unsigned i = 0; i < count && !p.stopped(); i++) p.put(", [", i, ']', host_name(p, r.bytes(16)));
}

/// Type 0 (deprecated by RFC 5095) and type 2 (RFC 6275 section 6.4): a reserved word and addresses, the last of which
/// is the final destination. `words` is the header's length in 8 bytes behind the first 8.
void put_source_route(Printer& p, Reader& r, Ipv6Chain& chain, IpHeader& ip, uint8_t words) {
  const uint32_t reserved = r.u32();
  if (reserved != 0 || p.verbose() > 0) p.put(", rsv=0x", hex(reserved));
  if (words % 2 != 0) {
    p.put(" [length ", words, ']');
    p.invalid();
    chain.done = true;
    return;
  }
  const unsigned count = words / 2;
  if (!chain.found_routing && count > 0 && r.has(count * 16U)) ip.destination = r.bytes_at((count - 1) * 16U, 16);
  put_routing_addresses(p, r, count);
  p.put(") ");
}

/// RFC 8754 section 2: the segments are listed from the last to the first.
void put_segment_route(Printer& p, Reader& r, Ipv6Chain& chain, IpHeader& ip, uint8_t words) {
  p.put(", last-entry=", r.u8());
  const uint8_t flags = r.u8();
  if (flags != 0 || p.verbose() > 0) p.put(", flags=0x", hex(flags));
  p.put(", tag=", hex(r.u16()));
  if (words % 2 != 0) {
    p.put(" (invalid length ", words, ')');
    p.invalid();
    chain.done = true;
    return;
  }
  const unsigned count = words / 2;
  if (!chain.found_routing && count > 0 && r.has(16)) ip.destination = r.bytes_at(0, 16);
  put_routing_addresses(p, r, count);
  p.put(") ");
}

}  // namespace

void print_ipv6_hop_by_hop(Printer& p, Reader& r, Ipv6Chain& chain, IpHeader&) {
  p.protocol = "hbh";
  if (chain.found_extension) {
    p.put("[The Hop-by-Hop Options header ",
          chain.found_hop_by_hop ? "was already found]" : "don't follow the IPv6 header]");
    p.invalid();
    chain.done = true;
    return;
  }
  const uint8_t next = r.u8_at(0);
  const size_t size = (r.u8_at(1) + 1U) * 8;
  if (!r.need(size)) return;
  p.put("HBH ");
  Reader options = r.first(size);
  options.skip(2);
  chain.hop_by_hop = chain.found_hop_by_hop = true;
  const bool known = put_options(p, options, chain);
  chain.hop_by_hop = false;
  r.skip(size);
  chain.next_header = next;
  take_jumbo_length(p, r, chain, size);
  if (!known) chain.done = true;
}

void print_ipv6_destination_options(Printer& p, Reader& r, Ipv6Chain& chain, IpHeader&) {
  p.protocol = "dstopt";
  const uint8_t next = r.u8_at(0);
  const size_t size = (r.u8_at(1) + 1U) * 8;
  if (!r.need(size)) return;
  p.put("DSTOPT ");
  Reader options = r.first(size);
  options.skip(2);
  if (p.verbose() > 0) chain.done = !put_options(p, options, chain);
  r.skip(size);
  chain.next_header = next;
}

void print_ipv6_fragment(Printer& p, Reader& r, Ipv6Chain& chain, IpHeader& ip) {
  p.protocol = "frag6";
  p.put("frag (");
  r.need(8);
  const size_t length = r.length();
  const uint8_t next = r.u8();
  r.skip(1);
  const uint16_t offset = r.u16() & 0xfff8;
  const uint32_t id = r.u32();
  if (p.verbose() > 0) p.put("0x", hex(id, 8), ':');
  p.put(offset, '|');
  if (length < 8) {
    p.put("[length < 0]");
    p.invalid();
  } else {
    p.put(length - 8);
  }
  p.put(')');
  ip.fragment = true;
  chain.next_header = next;
  chain.done = offset != 0;
  if (offset != 0) return;
  p.put(' ');
  chain.done = r.captured() == 0;
}

void print_ipv6_routing(Printer& p, Reader& r, Ipv6Chain& chain, IpHeader& ip) {
  const uint8_t next = r.u8();
  p.protocol = "rt6";
  p.put("RT6");
  const uint8_t words = r.u8();
  p.put(" (len=", words);
  const uint8_t type = r.u8();
  p.put(", type=", type, type == 0 ? " [Deprecated]" : "");
  p.put(", segleft=", r.u8());
  chain.next_header = next;
  switch (type) {
    case 0:
    case 2:
      put_source_route(p, r, chain, ip, words);
      break;
    case 4:
      put_segment_route(p, r, chain, ip, words);
      break;
    default:
      p.put(" (unknown type)");
      p.invalid();
      chain.done = true;
  }
  chain.found_routing = true;
}

}  // namespace trawl
