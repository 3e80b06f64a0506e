// TCP options: RFC 9293 and those of the RFCs named in the table.
#include "print/tcp_options.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <vector>

#include "print/util.h"

namespace trawl {

namespace {

using Result = TcpOptionResult;

/// One option's body: `r` begins behind kind and length. `length` is what the option says it has; `room` is what is
/// left of the header, which may be less or more.
struct Body {
  Reader r;
  size_t length;
  size_t room;
  const TcpSegment& segment;

  /// Whether the first `n` bytes are in the header and captured.
  Result check(size_t n) const {
    if (n > room) return Result::kBad;
    return r.has(n) ? Result::kPrinted : Result::kCut;
  }
};

/// Prints a body; `used` is what it took, to be compared with what the option says.
using PutBody = Result (*)(Printer& p, Body& b, size_t& used);

Result put_nothing(Printer& /*p*/, Body& /*b*/, size_t& used) {
  used = 0;
  return Result::kPrinted;
}

Result put_u16(Printer& p, Body& b, size_t& used) {
  used = 2;
  if (const Result c = b.check(used); c != Result::kPrinted) return c;
  p.put(' ', b.r.u16());
  return Result::kPrinted;
}

Result put_u8(Printer& p, Body& b, size_t& used) {
  used = 1;
  if (const Result c = b.check(used); c != Result::kPrinted) return c;
  p.put(' ', b.r.u8());
  return Result::kPrinted;
}

Result put_u32(Printer& p, Body& b, size_t& used) {
  used = 4;
  if (const Result c = b.check(used); c != Result::kPrinted) return c;
  p.put(' ', b.r.u32());
  return Result::kPrinted;
}

Result put_sack(Printer& p, Body& b, size_t& used) {
  used = b.length;
  if (b.length % 8 != 0) {
    p.put(" invalid sack");
    return Result::kPrinted;
  }
  p.put(' ', b.length / 8, ' ');
  for (size_t i = 0; i < b.length; i += 8) {
    if (const Result c = b.check(i + 8); c != Result::kPrinted) return c;
    const uint32_t left = b.r.u32_at(i) - b.segment.sack_base;
    const uint32_t right = b.r.u32_at(i + 4) - b.segment.sack_base;
    p.put('{', left, ':', right, '}');
  }
  return Result::kPrinted;
}

Result put_timestamps(Printer& p, Body& b, size_t& used) {
  used = 8;
  if (const Result c = b.check(used); c != Result::kPrinted) return c;
  const uint32_t value = b.r.u32();
  p.put(" val ", value, " ecr ", b.r.u32());
  return Result::kPrinted;
}

/// The MD5 of RFC 2385 section 2.0: pseudo-header, header without options and with checksum 0, data, secret.
std::array<uint8_t, EVP_MAX_MD_SIZE> tcp_md5(const Printer& p, const TcpSegment& s) {
  const size_t length = s.segment.length();
  const auto high = static_cast<uint8_t>(length >> 8);
  const auto low = static_cast<uint8_t>(length);
  const std::array<uint8_t, 8> tail = {0, 0, high, low, 0, 6, high, low};
  std::vector<uint8_t> message;
  const auto add = [&message](std::span<const uint8_t> bytes) {
    message.insert(message.end(), bytes.begin(), bytes.end());
  };
  add(p.ip->source);
  add(p.ip->destination);
  if (p.ip->version == 4) {
    add(std::span(tail).subspan(4));  // zero, protocol, length
  } else {
    add(std::span(tail).first(4));  // length, zero, next header
    add(std::array<uint8_t, 4>{0, 0, 0, 6});
  }
  Reader header = s.segment;
  add(header.bytes(16));
  add(std::array<uint8_t, 2>{});
  add(header.bytes_at(2, 2));
  add(s.data);
  for (const char c : p.options.tcp_md5_secret) message.push_back(static_cast<uint8_t>(c));
  std::array<uint8_t, EVP_MAX_MD_SIZE> digest{};
  EVP_Digest(message.data(), message.size(), digest.data(), nullptr, EVP_md5(), nullptr);
  return digest;
}

Result put_md5_signature(Printer& p, Body& b, size_t& used) {
  used = 16;
  if (const Result c = b.check(used); c != Result::kPrinted) return c;
  const auto signature = b.r.bytes(used);
  const TcpSegment& s = b.segment;
  p.put(' ');
  const bool whole = s.segment.has(s.segment.length());
  if (!whole) {
    p.put("snaplen too short, can't check - ", hex_bytes(signature));
  } else if (p.options.tcp_md5_secret.empty()) {
    p.put("shared secret not supplied with -M, can't check - ", hex_bytes(signature));
  } else {
    const auto digest = tcp_md5(p, s);
    p.put(std::equal(signature.begin(), signature.end(), digest.begin()) ? "valid" : "invalid");
  }
  return Result::kPrinted;
}

Result put_scps(Printer& p, Body& b, size_t& used) {
  used = 2;
  if (const Result c = b.check(used); c != Result::kPrinted) return c;
  const uint8_t capabilities = b.r.u8();
  p.put(" cap ", hex(capabilities, 2), " id ", b.r.u8());
  return Result::kPrinted;
}

/// RFC 5925, section 2.2.
Result put_authentication(Printer& p, Body& b, size_t& used) {
  used = b.length;
  if (b.length < 2) {
    p.invalid();
    return Result::kPrinted;
  }
  if (const Result c = b.check(1); c != Result::kPrinted) return c;
  p.put(" keyid ", b.r.u8_at(0));
  if (const Result c = b.check(2); c != Result::kPrinted) return c;
  p.put(" rnextkeyid ", b.r.u8_at(1));
  if (b.length > 2) p.put(" mac 0x");
  for (size_t i = 2; i < b.length; i++) {
    if (const Result c = b.check(i + 1); c != Result::kPrinted) return c;
    p.put(hex(b.r.u8_at(i), 2));
  }
  return Result::kPrinted;
}

/// RFC 5482: a granularity bit (minutes or seconds) and 15 bits of time.
Result put_user_timeout(Printer& p, Body& b, size_t& used) {
  used = 2;
  if (const Result c = b.check(used); c != Result::kPrinted) return c;
  const uint16_t value = b.r.u16();
  p.put(" 0x", hex(value), ' ', (value & 1) != 0 ? (value >> 1) * 60 : value >> 1);
  return Result::kPrinted;
}

/// RFC 7413: a cookie of 4 to 16 bytes, of even size; none asks for one.
void put_fast_open_cookie(Printer& p, Reader r, size_t length) {
  if (length == 0) {
    p.put(" cookiereq");
  } else if (length % 2 != 0 || length < 4 || length > 16) {
    p.invalid();
  } else {
    p.put(" cookie ", hex_bytes(r.bytes(length)));
  }
}

Result put_fast_open(Printer& p, Body& b, size_t& used) {
  used = b.length;
  if (const Result c = b.check(used); c != Result::kPrinted) return c;
  p.put(' ');
  put_fast_open_cookie(p, b.r, b.length);
  return Result::kPrinted;
}

/// RFC 6994: the first two bytes say which experiment.
Result put_experiment(Printer& p, Body& b, size_t& used) {
  constexpr uint16_t kFastOpen = 0xf989;
  used = b.length;
  if (const Result c = b.check(used); c != Result::kPrinted) return c;
  if (b.length < 2) return Result::kBad;
  const uint16_t experiment = b.r.u16();
  p.put('-');
  if (experiment == kFastOpen) {
    p.put("tfo");
    put_fast_open_cookie(p, b.r, b.length - 2);
  } else {
    p.put(hex(experiment, 4));
  }
  return Result::kPrinted;
}

Result put_multipath(Printer& p, Body& b, size_t& used) {
  used = b.length;
  if (const Result c = b.check(used); c != Result::kPrinted) return c;
  return put_mptcp_option(p, b.r.first(b.length), b.segment.flags);
}

Result put_unknown(Printer& p, Body& b, size_t& used) {
  used = b.length;
  if (b.length > 0) p.put(" 0x");
  for (size_t i = 0; i < b.length; i++) {
    if (const Result c = b.check(i + 1); c != Result::kPrinted) return c;
    p.put(hex(b.r.u8_at(i), 2));
  }
  return Result::kPrinted;
}

enum Kind : uint8_t { kEndOfOptions = 0, kNoOperation = 1 };

struct Option {
  uint8_t kind;
  std::string_view name;
  PutBody put;
};

// IANA's TCP option kinds.
constexpr Option kOptions[] = {
    {kEndOfOptions, "eol", put_nothing},
    {kNoOperation, "nop", put_nothing},
    {2, "mss", put_u16},
    {3, "wscale", put_u8},               // RFC 7323
    {4, "sackOK", put_nothing},          // RFC 2018
    {5, "sack", put_sack},               // RFC 2018
    {6, "echo", put_u32},                // RFC 1072
    {7, "echoreply", put_u32},           // RFC 1072
    {8, "TS", put_timestamps},           // RFC 7323
    {11, "cc", put_u32},                 // RFC 1644
    {12, "ccnew", put_u32},              // RFC 1644
    {13, "ccecho", put_u32},             // RFC 1644
    {19, "md5", put_md5_signature},      // RFC 2385
    {20, "scps", put_scps},              // CCSDS 714.0-B-2
    {28, "uto", put_user_timeout},       // RFC 5482
    {29, "tcp-ao", put_authentication},  // RFC 5925
    {30, "mptcp", put_multipath},        // RFC 8684
    {34, "tfo", put_fast_open},          // RFC 7413
    {254, "exp", put_experiment},        // RFC 6994
};

/// By kind: the entry's number + 1; 0: none.
constexpr std::array<uint8_t, 256> make_option_index() {
  std::array<uint8_t, 256> index{};
  for (size_t i = 0; i < std::size(kOptions); i++) index[kOptions[i].kind] = static_cast<uint8_t>(i + 1);
  return index;
}

constexpr auto kOptionIndex = make_option_index();

const Option* find_option(uint8_t kind) {
  const uint8_t i = kOptionIndex[kind];
  return i == 0 ? nullptr : &kOptions[i - 1];
}

/// Two NOPs and the timestamps, as RFC 7323, appendix A, recommends: what most segments have, so it is not taken apart.
bool put_aligned_timestamps(Printer& p, Reader r, size_t length) {
  constexpr uint32_t kStart = 0x0101080a;
  constexpr size_t kSize = 12;
  if (length != kSize || !r.has(kSize) || r.u32_at(0) != kStart) return false;
  p.put("nop,nop,TS val ", r.u32_at(4), " ecr ", r.u32_at(8));
  return true;
}

/// One option, of which `r` is at the kind; moves behind it. `room` is what is left of the header.
Result put_option(Printer& p, Reader& r, size_t& room, const TcpSegment& segment) {
  const uint8_t kind = r.u8();
  const bool bare = kind == kEndOfOptions || kind == kNoOperation;
  const size_t length = bare ? 1 : r.u8();
  if (p.stopped()) return Result::kPrinted;
  if (!bare && (length < 2 || length > room)) return Result::kBad;
  const size_t overhead = bare ? 1 : 2;
  room -= overhead;
  const Option* option = find_option(kind);
  Body body{r, length - overhead, room, segment};
  size_t used = 0;
  if (option != nullptr) {
    p.put(option->name);
  } else {
    p.put("unknown-", kind);
  }
  if (const Result c = (option != nullptr ? option->put : put_unknown)(p, body, used); c != Result::kPrinted) return c;
  r.skip(used);
  room -= used;
  if (used + overhead != length) p.put("[len ", length, ']');
  if (kind == kEndOfOptions) room = 0;
  return Result::kPrinted;
}

}  // namespace

bool put_tcp_options(Printer& p, Reader r, size_t length, const TcpSegment& segment) {
  if (put_aligned_timestamps(p, r, length)) return true;
  for (bool first = true; length > 0 && !p.stopped(); first = false) {
    if (!first) p.put(',');
    switch (put_option(p, r, length, segment)) {
      case Result::kPrinted:
        break;
      case Result::kBad:
        p.put(first ? "[bad opt]" : "[bad opt]]");
        return false;
      case Result::kCut:
        p.truncated();
        if (!first) p.put('>');
        return false;
    }
  }
  return true;
}

}  // namespace trawl
