// Router renumbering in ICMPv6: RFC 2894.
#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kCommand = 0;
constexpr ValueName kCodes[] = {{0, "command"}, {1, "result"}, {255, "sequence number reset"}};
constexpr ValueName kOperations[] = {{1, "add"}, {2, "change"}, {3, "setglobal"}};
constexpr ValueName kFlags[] = {{0x80, "T"}, {0x40, "R"}, {0x20, "A"}, {0x10, "S"}, {0x08, "P"}};
constexpr ValueName kUseFlags[] = {{0x80000000, "V"}, {0x40000000, "P"}};

void put_header_details(Printer& p, Reader r) {
  const uint8_t segment = r.u8_at(8);
  const uint8_t flags = r.u8_at(9);
  const uint16_t delay = r.u16_at(10);
  const uint32_t reserved = r.u32_at(12);
  p.put('[');
  if (flags != 0) p.put(flag_names(kFlags, flags, ""), ',');
  p.put("seg=", segment, ",maxdelay=", delay);
  if (reserved != 0) p.put("rsvd=0x", hex(reserved));
  p.put(']');
}

void put_lifetime(Printer& p, std::string_view name, uint32_t seconds) {
  p.put(name, '=');
  if (seconds == UINT32_MAX) {
    p.put("infty,");
  } else {
    p.put(seconds, ',');
  }
}

/// Section 3.2.2: the prefix to use instead.
void put_use(Printer& p, Reader& r) {
  r.need(32);
  const uint8_t use_length = r.u8();
  const uint8_t keep_length = r.u8();
  const uint8_t mask = r.u8();
  const uint8_t router_flags = r.u8();
  const uint32_t valid = r.u32();
  const uint32_t preferred = r.u32();
  const uint32_t flags = r.u32();
  p.put(p.verbose() > 1 ? "\n\t" : " ", "use(");
  if ((flags & 0xff000000) != 0) p.put(flag_names(kUseFlags, flags, "", ""), ',');
  if (p.verbose() > 0) {
    p.put("mask=0x", hex(mask), ",raflags=0x", hex(router_flags), ',');
    put_lifetime(p, "vltime", valid);
    put_lifetime(p, "pltime", preferred);
  }
  p.put(ip6_text(r.bytes(16)), '/', use_length, '/', keep_length, ')');
}

/// Section 3.2.1: which prefixes are meant, and the use parts that follow.
void put_match(Printer& p, Reader r) {
  r.need(24);
  const uint8_t operation = r.u8();
  const uint8_t length = r.u8();
  const uint8_t ordinal = r.u8();
  const uint8_t match_length = r.u8();
  const uint8_t shortest = r.u8();
  const uint8_t longest = r.u8();
  r.skip(2);
  p.put(p.verbose() > 1 ? "\n\t" : " ", "match(", named(kOperations, operation, "#"));
  if (p.verbose() > 0) p.put(",ord=", ordinal, ",min=", shortest, ",max=", longest);
  p.put(',', ip6_text(r.bytes(16)), '/', match_length, ')');
  // Its length is 4 * uses + 3.
  if (length % 4 != 3) return p.truncated();
  for (int uses = length / 4; uses > 0 && !p.stopped(); uses--) {
    if (!r.has(32)) return p.truncated();
    put_use(p, r);
  }
}

}  // namespace

void print_router_renumbering(Printer& p, Reader r) {
  if (!r.has(16)) return p.truncated();
  const uint8_t code = r.u8_at(1);
  const uint32_t sequence = r.u32_at(4);
  p.put(", ", named(kCodes, code, "code-#"), ", seq=", sequence);
  if (p.verbose() > 0) put_header_details(p, r);
  r.skip(16);
  if (code != kCommand) return;
  if (!r.has(24)) return p.truncated();
  put_match(p, r);
}

}  // namespace trawl
