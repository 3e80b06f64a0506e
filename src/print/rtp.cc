// RTP: RFC 3550; its first version, too, as vat and nv spoke it.
#include "print/protocols.h"

namespace trawl {

namespace {

constexpr uint32_t kVersion1 = 1;
constexpr uint32_t kH261 = 31;  // RFC 3551, section 6

struct Header {
  std::string_view name;
  uint32_t payload_type;
  bool marker;
  bool options;
  bool extension;
};

Header decode(uint32_t word) {
  if (word >> 30 == kVersion1) {
    return {"rtpv1", word >> 16 & 0x3f, (word & 0x400000) != 0, (word & 0x800000) != 0, false};
  }
  return {"rtp", word >> 16 & 0x7f, (word & 0x800000) != 0, false, (word & 0x10000000) != 0};
}

/// Version 1's options: the length of each in words, and a bit in the last. False when one is too long.
bool skip_options(Printer& p, Reader& r, size_t length) {
  for (bool last = false; !last && !p.stopped();) {
    const uint32_t word = r.u32_at(0);
    last = word >> 31 != 0;
    const size_t bytes = (word >> 16 & 0xff) * size_t{4};
    if (bytes == 0 || bytes > length) return false;
    r.skip(bytes);
  }
  return true;
}

/// False when the header extension (RFC 3550, section 5.3.1) is too long.
bool skip_extension(Reader& r, size_t length) {
  const size_t bytes = (r.u16_at(2) + size_t{1}) * 4;
  if (bytes > length) return false;
  r.skip(bytes);
  return true;
}

}  // namespace

void print_rtp(Printer& p, Reader r) {
  p.protocol = "rtp";
  const size_t length = r.length();
  if (length < 8) return p.put("udp/rtp, length ", length, " < 8");
  const uint32_t word = r.u32();
  const uint32_t time = r.u32();
  const Header h = decode(word);
  const bool version1 = word >> 30 == kVersion1;
  if (!version1 && length < 12) return p.put("udp/rtp, length ", length, " < 12");
  const size_t data_length = length - (version1 ? 8 : 12);
  p.put("udp/", h.name, ' ', data_length, " c", h.payload_type, ' ', h.options || h.extension ? "+" : "",
        h.marker ? "*" : "", ' ', word & 0xffff, ' ', time);
  if (p.verbose() == 0) return;
  // In version 1 the first option stands where version 2 has the source.
  p.put(' ', r.u32_at(0));
  if (!version1) r.skip(4);
  if (h.options && !skip_options(p, r, data_length)) return p.put(" !opt");
  if (h.extension && !skip_extension(r, data_length)) return p.put(" !ext");
  if (h.payload_type == kH261) p.put(" 0x", hex(r.u32() >> 16, 4));
}

}  // namespace trawl
