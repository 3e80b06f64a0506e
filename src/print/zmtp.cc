// ZMTP/1.0 (ZeroMQ RFC 13), over TCP and, as libzmq's pgm transport frames it, in datagrams.
#include <algorithm>

#include "print/protocols.h"
#include "print/util.h"

namespace trawl {

namespace {

constexpr uint8_t kLongLength = 0xff;
constexpr uint16_t kNoFrameBegins = 0xffff;
constexpr ValueName kFlags[] = {{0x01, "MORE"}, {0x02, "R1"}, {0x04, "R2"}, {0x08, "R3"},
                                {0x10, "R4"},   {0x20, "R5"}, {0x40, "R6"}, {0x80, "R7"}};
constexpr size_t kBytesShown = 128;  // with one -v

size_t shown(const Printer& p, size_t n) {
  return p.verbose() == 1 ? std::min(n, kBytesShown) : n;
}

/// The bytes of the stream or datagram that are left.
std::span<const uint8_t> left(const Reader& r) {
  return r.rest().first(std::min(r.captured(), r.length()));
}

void print_body(Printer& p, const Reader& r, uint64_t length) {
  const auto body = left(r);
  const size_t n = shown(p, std::min(body.size(), static_cast<size_t>(length)));
  if (n == 0) return;
  p.put(", first ", n, " byte(s) of body:");
  put_hex_ascii_lines(p.text, "\n\t ", body.first(n));
}

/// A frame: its length counts the flags and the body. False when it is cut short.
bool print_frame(Printer& p, Reader& r) {
  p.put("\n\t frame flags+body ");
  uint64_t length = r.u8();
  if (length != kLongLength) {
    p.put(" (8-bit) length ", length);
  } else {
    p.put("(64-bit) length");
    length = r.u64();
    p.put(' ', length);
  }
  if (length == 0) return true;
  if (!r.need(1)) return false;
  if (length > left(r).size()) p.put(" (", left(r).size(), " captured)");
  const Reader whole = r;
  const uint8_t flags = r.u8();
  p.put(", flags 0x", hex(flags, 2));
  if (p.verbose() > 0) {
    p.put(" (", flag_names(kFlags, flags), ')');
    print_body(p, r, length - 1);
  }
  if (!Reader(whole).need(length)) return false;
  r.skip(length - 1);
  return true;
}

void print_frames(Printer& p, Reader r) {
  while (!left(r).empty() && !p.stopped()) {
    if (!print_frame(p, r)) return;
  }
}

}  // namespace

void print_zmtp1(Printer& p, Reader r) {
  p.protocol = "zmtp1";
  p.put(": ZMTP/1.0");
  print_frames(p, r);
}

void print_zmtp1_datagram(Printer& p, Reader r) {
  p.protocol = "zmtp1";
  const size_t length = r.length();
  size_t offset = r.u16();
  p.put("\n\t frame offset 0x", hex(offset, 4));
  if (p.stopped()) return;
  if (offset == kNoFrameBegins) {
    offset = r.length();
  } else if (offset + 2 > length) {
    p.put(" (exceeds datagram declared length)");
    return p.truncated();
  }
  if (offset > 0) {
    const auto rest = r.rest();
    const size_t there = std::min(rest.size(), length);
    p.put("\n\t frame intermediate part, ", offset, " bytes");
    if (offset > there) p.put(" (", there, " captured)");
    const size_t n = shown(p, std::min(offset, there));
    if (p.verbose() > 0 && n > 1) {
      p.put(", first ", n, " byte(s):");
      put_hex_ascii_lines(p.text, "\n\t ", rest.first(n));
    }
  }
  r.skip(offset);
  print_frames(p, r);
}

}  // namespace trawl
