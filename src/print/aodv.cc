// AODV: RFC 3561; for IPv6 draft-perkins-manet-aodv6 and its first version.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

enum Type : uint8_t {
  kRequest = 1,
  kReply = 2,
  kError = 3,
  kReplyAck = 4,
  kRequest6 = 16,
  kReply6 = 17,
  kError6 = 18,
  kReplyAck6 = 19,
};
constexpr uint8_t kHello = 1;
constexpr uint8_t kNoDelete = 0x80;

/// How long addresses are, and whether the numbers stand before them.
struct Layout {
  size_t address;
  bool numbers_first;
};

/// The least length of a message of the kind.
bool is_long_enough(Printer& p, Reader& r, size_t n) {
  if (r.length() >= n && r.has(n)) return true;
  p.truncated();
  return false;
}

void print_extension(Printer& p, Reader& r) {
  if (r.length() < 2) return;
  if (!r.has(2)) return p.truncated();
  const uint8_t type = r.u8();
  const uint8_t length = r.u8();
  if (type != kHello) return p.put("\n\text ", type, ' ', length);
  if (length < 4) return p.put("\n\text HELLO - bad length ", length);
  if (r.length() < 4 || !r.has(4)) return p.truncated();
  p.put("\n\text HELLO ", r.u32(), " ms");
}

void print_request(Printer& p, Reader& r, const Layout& l, std::string_view name) {
  const size_t length = r.length();
  if (!is_long_enough(p, r, 16 + 2 * l.address)) return;
  r.skip(3);
  const uint8_t hops = r.u8();
  const uint32_t id = r.u32();
  uint32_t destination_number = l.numbers_first ? r.u32() : 0;
  uint32_t source_number = l.numbers_first ? r.u32() : 0;
  const auto destination = r.bytes(l.address);
  if (!l.numbers_first) destination_number = r.u32();
  const auto source = r.bytes(l.address);
  if (!l.numbers_first) source_number = r.u32();
  // tcpdump takes the flags from the type's byte.
  p.put(name, length, ' ', l.numbers_first ? "[D]" : "", " hops ", hops, " id 0x", hex(id, 8), "\n\tdst ",
        host_name(p, destination), " seq ", destination_number, " src ", host_name(p, source), " seq ", source_number);
  print_extension(p, r);
}

void print_reply(Printer& p, Reader& r, const Layout& l) {
  const size_t length = r.length();
  if (!is_long_enough(p, r, 12 + 2 * l.address)) return;
  r.skip(2);
  const uint8_t prefix = r.u8() & 0x1f;
  const uint8_t hops = r.u8();
  uint32_t number = l.numbers_first ? r.u32() : 0;
  const auto destination = r.bytes(l.address);
  if (!l.numbers_first) number = r.u32();
  const auto source = r.bytes(l.address);
  p.put(" rrep ", length, "  prefix ", prefix, " hops ", hops, "\n\tdst ", host_name(p, destination), " dseq ", number,
        " src ", host_name(p, source), ' ', r.u32(), " ms");
  print_extension(p, r);
}

void print_error(Printer& p, Reader& r, size_t address_length) {
  const size_t length = r.length();
  if (!is_long_enough(p, r, 4)) return;
  r.skip(1);
  const uint8_t flags = r.u8();
  r.skip(1);
  const uint8_t count = r.u8();
  p.put(" rerr ", (flags & kNoDelete) != 0 ? "[D]" : "", " [items ", count, "] [", length, "]:");
  for (int i = 0; i < count; i++) {
    if (!is_long_enough(p, r, address_length + 4)) return;
    const auto address = r.bytes(address_length);
    p.put(" {", host_name(p, address), "}(", r.u32(), ')');
  }
}

}  // namespace

void print_aodv(Printer& p, Reader r) {
  p.protocol = "aodv";
  const size_t length = r.length();
  const uint8_t type = r.u8_at(0);
  const bool ipv6 = p.ip->version == 6;
  const Layout layout = {ipv6 ? size_t{16} : 4, false};
  constexpr Layout kDraft = {16, true};
  p.put(" aodv");
  switch (type) {
    case kRequest:
      return print_request(p, r, layout, ipv6 ? " v6 rreq " : " rreq ");
    case kReply:
      return print_reply(p, r, layout);
    case kError:
      return print_error(p, r, layout.address);
    case kRequest6:
      return print_request(p, r, kDraft, " rreq ");
    case kReply6:
      return print_reply(p, r, kDraft);
    case kError6:
      return print_error(p, r, 16);
    case kReplyAck:
    case kReplyAck6:
      return p.put(" rrep-ack ", length);
    default:
      return p.put(" type ", type, ' ', length);
  }
}

}  // namespace trawl
