#include "base/address.h"

#include <bit>
#include <cstring>

#include "base/hex_digits.h"
#include "base/integers.h"

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
  size_t start = 0;
  size_t length = 0;  // 0: none
};

/// Bit i: group i of the address is 0.
unsigned zero_groups(const uint8_t* address) {
  constexpr uint64_t kLow = 0x7fff7fff7fff7fff;  // of every group, all bits but the highest
  unsigned zeros = 0;
  for (unsigned half = 0; half < 2; half++) {
    const uint64_t groups = load_big<8>(address + 8 * half);
    // The highest bit of a group is set where another one is, without a carry into the next group.
    const uint64_t zero = ~(((groups & kLow) + kLow) | groups | kLow) >> 15;
    // One product moves the bits of the four groups together, the first group's to the lowest place.
    constexpr uint64_t kGather = 1 | 1ULL << 17 | 1ULL << 34 | 1ULL << 51;
    zeros |= static_cast<unsigned>(zero * kGather >> 48 & 0xf) << (4 * half);
  }
  return zeros;
}

/// The longest run of zero groups, the first of equals; a single group is no run (RFC 5952, section 4.2).
Run longest_zero_run(const uint8_t* address) {
  Run longest;
  for (unsigned zeros = zero_groups(address); zeros != 0; zeros &= zeros >> 1) {
    longest = {static_cast<size_t>(std::countr_zero(zeros)), longest.length + 1};
  }
  return longest.length >= 2 ? longest : Run{};
}

/// Groups from `first` to the one before `end`, each with a colon behind it.
char* put_groups(char* at, const uint8_t* address, size_t first, size_t end) {
  for (size_t i = first; i < end; i++) {
    const auto group = static_cast<uint32_t>(load_big<2>(address + 2 * i));
    at = put_short_hex(at, group, hex_length(group));
    *at++ = ':';
  }
  return at;
}

/// IPv4-compatible and IPv4-mapped addresses end in a dotted quad.
bool ends_in_quad(const uint8_t* address, Run zeros) {
  if (zeros.start != 0) return false;
  return zeros.length == 6 || (zeros.length == 5 && load_big<2>(address + 10) == 0xffff);
}

}  // namespace

char* put_at(char* at, Ip4Text a) {
  return a.bytes.size() < 4 ? at : put_quad(at, a.bytes.data());
}

char* put_at(char* at, Ip6Text a) {
  constexpr size_t kGroups = 8;
  if (a.bytes.size() < 2 * kGroups) return at;
  const uint8_t* const address = a.bytes.data();
  const Run zeros = longest_zero_run(address);
  if (zeros.length == 0) return put_groups(at, address, 0, kGroups) - 1;
  if (zeros.start == 0) *at++ = ':';
  at = put_groups(at, address, 0, zeros.start);
  *at++ = ':';
  const size_t behind = zeros.start + zeros.length;
  if (ends_in_quad(address, zeros)) return put_quad(put_groups(at, address, behind, 6), address + 12);
  return behind == kGroups ? at : put_groups(at, address, behind, kGroups) - 1;
}

}  // namespace trawl
