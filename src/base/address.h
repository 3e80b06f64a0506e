// Addresses as bytes, and their text: a dotted quad, RFC 5952 for IPv6, colons for Ethernet.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/text.h"

namespace trawl {

using Ip4Address = std::array<uint8_t, 4>;
using Ip6Address = std::array<uint8_t, 16>;
using MacAddress = std::array<uint8_t, 6>;

/// Wrappers that say how bytes print. The span may be shorter than the address (after a failed read): nothing is
/// printed then.
struct Ip4Text {
  std::span<const uint8_t> bytes;
};
struct Ip6Text {
  std::span<const uint8_t> bytes;
};
constexpr Ip4Text ip4_text(std::span<const uint8_t> bytes) {
  return {bytes};
}
constexpr Ip6Text ip6_text(std::span<const uint8_t> bytes) {
  return {bytes};
}
constexpr HexBytes mac_text(std::span<const uint8_t> bytes) {
  return {bytes, ':'};
}

constexpr size_t text_bound(Ip4Text /*a*/) {
  return 16;
}
char* put_at(char* at, Ip4Text a);
constexpr size_t text_bound(Ip6Text /*a*/) {
  return 64;
}
char* put_at(char* at, Ip6Text a);

}  // namespace trawl
