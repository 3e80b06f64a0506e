// Multipath TCP: RFC 6824 (version 0) and RFC 8684 (version 1).
#include "print/names.h"
#include "print/tcp_options.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kSyn = 0x02;
constexpr uint8_t kAck = 0x10;

struct Option {
  Reader body;     // behind kind, length, and the byte with the subtype
  uint8_t low;     // the half byte beside the subtype
  uint8_t length;  // with kind and length
  uint8_t tcp_flags;
};

using PutOption = bool (*)(Printer& p, Option o);

bool is_ack_only(uint8_t flags) {
  return (flags & (kSyn | kAck)) == kAck;
}

bool put_hexadecimal(Printer& p, std::string_view name, Reader& r, size_t n) {
  p.put(name, "0x");
  if (n == 4) {
    p.put(hex(r.u32()));
  } else if (n == 8) {
    p.put(hex(r.u64()));
  } else {
    p.put(hex_bytes(r.bytes(n)));
  }
  return true;
}

/// RFC 8684, section 3.1: which lengths go with which flags.
bool capable_fits(uint8_t length, uint8_t flags) {
  if (length == 4 || length == 12) return (flags & kSyn) != 0;
  return (length == 20 || length == 22) && is_ack_only(flags);
}

bool put_capable(Printer& p, Option o) {
  constexpr uint8_t kChecksumRequired = 0x80;
  if (!capable_fits(o.length, o.tcp_flags)) return false;
  const uint8_t flags = o.body.u8();
  if (o.low > 1) {
    p.put(" Unknown Version (", o.low, ')');
    return true;
  }
  p.put(" v", o.low);
  if ((flags & kChecksumRequired) != 0) p.put(" csum");
  if (o.length == 4) return true;
  p.put(" {");
  put_hexadecimal(p, "", o.body, 8);
  if (o.length >= 20) put_hexadecimal(p, ",", o.body, 8);
  p.put('}');
  return true;
}

bool put_join(Printer& p, Option o) {
  const bool syn = o.length == 12 && (o.tcp_flags & kSyn) != 0;
  const bool syn_ack = o.length == 16 && (o.tcp_flags & (kSyn | kAck)) == (kSyn | kAck);
  const bool ack = o.length == 24 && (o.tcp_flags & kAck) != 0;
  if (!syn && !syn_ack && !ack) return false;
  const uint8_t id = o.body.u8();
  if (!ack) {
    if ((o.low & 1) != 0) p.put(" backup");
    p.put(" id ", id);
  }
  if (syn) put_hexadecimal(p, " token ", o.body, 4);
  if (syn_ack) put_hexadecimal(p, " hmac ", o.body, 8);
  if (ack) return put_hexadecimal(p, " hmac ", o.body, 20);
  return put_hexadecimal(p, " nonce ", o.body, 4);
}

/// A number of 4 or 8 bytes. False when it is not there.
bool put_number(Printer& p, std::string_view name, Reader& r, bool wide) {
  p.put(name);
  if (r.length() < (wide ? 8 : 4)) return false;
  p.put(wide ? r.u64() : uint64_t{r.u32()});
  return true;
}

bool put_data_sequence_signal(Printer& p, Option o) {
  enum Flags : uint8_t { kHasAck = 1, kWideAck = 2, kHasMap = 4, kWideSequence = 8, kFin = 16 };
  if (o.length < 4 || (o.tcp_flags & kSyn) != 0) return false;
  Reader& r = o.body;
  const uint8_t flags = r.u8();
  if ((flags & kFin) != 0) p.put(" fin");
  if ((flags & kHasAck) != 0 && !put_number(p, " ack ", r, (flags & kWideAck) != 0)) return false;
  if ((flags & kHasMap) != 0) {
    if (!put_number(p, " seq ", r, (flags & kWideSequence) != 0)) return false;
    if (r.length() < 4) return false;
    p.put(" subseq ", r.u32());
    if (r.length() < 2) return false;
    p.put(" len ", r.u16());
    if (r.length() >= 2) p.put(" csum 0x", hex(r.u16()));
  }
  return r.length() == 0;
}

bool put_add_address(Printer& p, Option o) {
  const bool ipv6 = o.length >= 20 && o.length != 16 && o.length != 18;
  switch (o.length) {
    case 8:
    case 10:
    case 16:
    case 18:
    case 20:
    case 22:
    case 28:
    case 30:
      break;
    default:
      return false;
  }
  constexpr ValueName kVersions[] = {{0, "v1"}, {1, "v1-echo"}, {4, "v0-ip4"}, {6, "v0-ip6"}};
  p.put(' ', name_or(kVersions, o.low, "[bad version/echo]"));
  p.put(" id ", o.body.u8(), ' ');
  p.names.put_host(p.text, o.body.bytes(ipv6 ? 16 : 4));
  if (o.length % 4 == 2) p.put(':', o.body.u16());
  if (o.body.length() >= 8) put_hexadecimal(p, " hmac ", o.body, 8);
  return true;
}

bool put_remove_address(Printer& p, Option o) {
  if (o.length < 4) return false;
  p.put(" id");
  while (o.body.length() > 0) p.put(' ', o.body.u8());
  return true;
}

bool put_priority(Printer& p, Option o) {
  if (o.length != 3 && o.length != 4) return false;
  p.put((o.low & 1) != 0 ? " backup" : " non-backup");
  if (o.length == 4) p.put(" id ", o.body.u8());
  return true;
}

bool put_fail(Printer& p, Option o) {
  if (o.length != 12) return false;
  o.body.skip(1);
  p.put(" seq ", o.body.u64());
  return true;
}

bool put_fast_close(Printer& p, Option o) {
  if (o.length != 12) return false;
  o.body.skip(1);
  return put_hexadecimal(p, " key ", o.body, 8);
}

struct Subtype {
  std::string_view name;
  PutOption put;
};

// By the number of the subtype.
constexpr Subtype kSubtypes[] = {
    {"capable", put_capable},
    {"join", put_join},
    {"dss", put_data_sequence_signal},
    {"add-addr", put_add_address},
    {"rem-addr", put_remove_address},
    {"prio", put_priority},
    {"fail", put_fail},
    {"fast-close", put_fast_close},
};

}  // namespace

TcpOptionResult put_mptcp_option(Printer& p, Reader r, uint8_t tcp_flags) {
  p.protocol = "mptcp";  // and stays so for the rest of the segment
  const size_t length = r.length() + 2;
  if (length < 3) return TcpOptionResult::kBad;
  const uint8_t first = r.u8();
  p.put(' ', length);
  const uint8_t subtype = first >> 4;
  if (subtype >= std::size(kSubtypes)) {
    p.put(" unknown");
    return TcpOptionResult::kPrinted;
  }
  p.put(' ', kSubtypes[subtype].name);
  const Option option{r, static_cast<uint8_t>(first & 15), static_cast<uint8_t>(length), tcp_flags};
  return kSubtypes[subtype].put(p, option) ? TcpOptionResult::kPrinted : TcpOptionResult::kBad;
}

}  // namespace trawl
