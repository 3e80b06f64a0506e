#include "base/address.h"

#include <bit>
#include <cstring>

#include "base/hex_digits.h"

namespace trawl {

namespace {

/// The decimal text of every byte with a dot behind it, to be copied four characters at a time.
struct OctetText {
  std::array<char, 4> text{};
  uint8_t length = 0;  // with the dot
};

constexpr std::array<OctetText, 256> make_octets() {
  std::array<OctetText, 256> octets{};
  for (unsigned v = 0; v < 256; v++) {
    OctetText& o = octets[v];
    if (v >= 100) o.text[o.length++] = static_cast<char>('0' + v / 100);
    if (v >= 10) o.text[o.length++] = static_cast<char>('0' + v / 10 % 10);
    o.text[o.length++] = static_cast<char>('0' + v % 10);
    o.text[o.length++] = '.';
  }
  return octets;
}

constexpr auto kOctets = make_octets();

/// Needs room for 16 characters, though at most 15 count.
char* put_quad(char* at, const uint8_t* bytes) {
  for (size_t i = 0; i < 4; i++) {
    const OctetText& o = kOctets[bytes[i]];
    std::memcpy(at, o.text.data(), 4);
    at += o.length;
  }
  return at - 1;
}

struct Run {
  int start = -1;
  int length = 0;
};

/// The longest run of zero groups, the first of equals; a single group is no run (RFC 5952, section 4.2).
Run longest_zero_run(const std::array<uint16_t, 8>& groups) {
  unsigned zeros = 0;  // bit i: group i is 0, and so are the `length` groups behind it
  for (size_t i = 0; i < 8; i++) zeros |= (groups[i] == 0 ? 1U : 0U) << i;
  Run longest;
  for (; zeros != 0; zeros &= zeros >> 1) longest = {std::countr_zero(zeros), longest.length + 1};
  return longest.length >= 2 ? longest : Run{};
}

}  // namespace

char* put_at(char* at, Ip4Text a) {
  return a.bytes.size() < 4 ? at : put_quad(at, a.bytes.data());
}

char* put_at(char* at, Ip6Text a) {
  if (a.bytes.size() < 16) return at;
  std::array<uint16_t, 8> groups{};
  for (size_t i = 0; i < 8; i++) groups[i] = static_cast<uint16_t>(a.bytes[2 * i] << 8 | a.bytes[2 * i + 1]);
  const Run zeros = longest_zero_run(groups);
  for (int i = 0; i < 8; i++) {
    if (zeros.start >= 0 && i >= zeros.start && i < zeros.start + zeros.length) {
      if (i == zeros.start) *at++ = ':';
      continue;
    }
    if (i != 0) *at++ = ':';
    // IPv4-mapped and IPv4-compatible addresses end in a dotted quad.
    const bool quad = i == 6 && zeros.start == 0 && (zeros.length == 6 || (zeros.length == 5 && groups[5] == 0xffff));
    if (quad) return put_quad(at, a.bytes.data() + 12);
    const uint16_t group = groups[static_cast<size_t>(i)];
    at = put_short_hex(at, group, hex_length(group));
  }
  if (zeros.start >= 0 && zeros.start + zeros.length == 8) *at++ = ':';
  return at;
}

}  // namespace trawl
