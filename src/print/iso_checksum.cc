#include "print/iso_checksum.h"

#include "print/util.h"

namespace trawl {

uint16_t iso_checksum(std::span<const uint8_t> bytes, size_t offset) {
  uint64_t c0 = 0;
  uint64_t c1 = 0;
  for (size_t i = 0; i < bytes.size(); i++) {
    if (i != offset && i != offset + 1) c0 = (c0 + bytes[i]) % 255;
    c1 = (c1 + c0) % 255;
  }
  // Solved for the two check bytes so that both sums over the whole come out as 0 modulo 255.
  const uint64_t behind = bytes.size() - offset;
  const uint64_t x = ((behind - 1) * c0 + 255 - c1) % 255;
  const uint64_t y = (c1 + 255 - behind * c0 % 255) % 255;
  return static_cast<uint16_t>((x == 0 ? 255 : x) << 8 | (y == 0 ? 255 : y));
}

void put_iso_checksum_verdict(Printer& p, const Reader& covered, size_t length, uint16_t checksum, size_t offset) {
  if (checksum == 0 || offset == 0 || !covered.has(length) || offset + 2 > length) return p.put(" (unverified)");
  const uint16_t expected = iso_checksum(covered.rest().first(length), offset);
  if (expected == checksum) return p.put(" (correct)");
  p.put(" (incorrect should be 0x", hex(expected, 4), ')');
}

}  // namespace trawl
