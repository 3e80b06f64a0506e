#include "base/address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

namespace trawl {
namespace {

std::string text_of(const Ip6Address& address) {
  TextBuffer out;
  out.put(ip6_text(address));
  return std::string(out.view());
}

TEST(Ip6Text, EveryPatternOfZeroGroupsAsTheCLibraryHasIt) {
  for (unsigned pattern = 0; pattern < 256; pattern++) {
    // 0xbad does not end like a mapped or compatible IPv4 address, of which the C library has other ideas.
    Ip6Address address{};
    for (size_t group = 0; group < 8; group++) {
      if ((pattern >> group & 1) != 0) continue;
      address[2 * group] = 0x0b;
      address[2 * group + 1] = 0xad;
    }
    if ((pattern & 0x3f) == 0x3f) continue;
    std::array<char, INET6_ADDRSTRLEN> expected{};
    ASSERT_NE(inet_ntop(AF_INET6, address.data(), expected.data(), expected.size()), nullptr);
    EXPECT_EQ(text_of(address), expected.data());
  }
}

TEST(Ip6Text, Ipv4InsideIt) {
  EXPECT_EQ(text_of({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 200, 1}), "::ffff:10.0.200.1");
  EXPECT_EQ(text_of({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), "::1");
}

TEST(Ip4Text, EveryByte) {
  for (unsigned v = 0; v < 256; v++) {
    const Ip4Address address = {static_cast<uint8_t>(v), 0, 10, static_cast<uint8_t>(255 - v)};
    TextBuffer out;
    out.put(ip4_text(address), '|', ip4_text(std::span(address).first(3)));
    EXPECT_EQ(out.view(), std::to_string(v) + ".0.10." + std::to_string(255 - v) + '|');
  }
}

}  // namespace
}  // namespace trawl
