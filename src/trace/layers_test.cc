#include "trace/layers.h"

#include <gtest/gtest.h>

#include <string>

namespace trawl {
namespace {

using Bytes = std::vector<uint8_t>;

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes ip4(uint8_t protocol) {
  return {0x45, 0, 0, 60, 0, 1, 0, 0, 63, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2};
}
Bytes udp(uint16_t port) {
  return {0x12, 0x34, static_cast<uint8_t>(port >> 8), static_cast<uint8_t>(port), 0, 8, 0, 0};
}
const Bytes kVxlan = {8, 0, 0, 0, 0, 0, 42, 0};
const Bytes kEthernet = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0};

std::string names(const Layers& layers) {
  std::string text;
  for (const char* name : layers.names) text += (text.empty() ? "" : " ") + std::string(name);
  return text;
}

std::string endpoint(const Flow& flow, bool source) {
  TextBuffer out;
  out.put(Endpoint{flow, source});
  return std::string(out.view());
}

TEST(Layers, OfPlainUdp) {
  const Layers layers = read_layers(ip4(17) + udp(53), 0x0800);
  EXPECT_EQ(names(layers), "ip udp");
  EXPECT_EQ(endpoint(layers.flow, true), "10.0.0.1:4660");
  EXPECT_EQ(endpoint(layers.flow, false), "10.0.0.2:53");
  EXPECT_EQ(layers.flow.hops, 63);
}

TEST(Layers, TheOutermostAddressesOfATunnelCount) {
  Bytes inner = ip4(6) + udp(80);
  inner[15] = 99;
  const Layers layers = read_layers(ip4(17) + udp(4789) + kVxlan + kEthernet + inner, 0x0800);
  EXPECT_EQ(names(layers), "ip udp vxlan eth ip tcp");
  EXPECT_EQ(endpoint(layers.flow, true), "10.0.0.1:4660");
  EXPECT_EQ(endpoint(layers.flow, false), "10.0.0.2:4789");
}

TEST(Layers, GreWithAKey) {
  const Bytes gre = {0x20, 0, 8, 0, 0, 0, 0, 7};
  EXPECT_EQ(names(read_layers(ip4(47) + gre + ip4(1) + udp(0), 0x0800)), "ip gre ip icmp");
}

TEST(Layers, AFragmentHasNoPorts) {
  Bytes fragment = ip4(17) + udp(53);
  fragment[7] = 1;
  const Layers layers = read_layers(fragment, 0x0800);
  EXPECT_EQ(names(layers), "ip");
  EXPECT_FALSE(layers.flow.ports);
  EXPECT_EQ(endpoint(layers.flow, true), "10.0.0.1");
}

TEST(Layers, Ip6BehindExtensionHeaders) {
  Bytes packet(40);
  packet[0] = 0x60;
  packet[6] = 0;  // hop-by-hop options
  packet[7] = 64;
  packet[39] = 1;
  const Bytes options = {17, 0, 1, 4, 0, 0, 0, 0};
  const Layers layers = read_layers(packet + options + udp(53), 0x86dd);
  EXPECT_EQ(names(layers), "ip6 udp");
  EXPECT_EQ(endpoint(layers.flow, false), "[::1]:53");
}

TEST(Layers, CutAnywhere) {
  const Bytes whole = ip4(17) + udp(4789) + kVxlan + kEthernet + ip4(6) + udp(80);
  for (size_t size = 0; size < whole.size(); size++) {
    const Layers layers = read_layers(Bytes(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size)), 0x0800);
    EXPECT_LE(layers.names.size(), 6U);
  }
}

TEST(Layers, NestedForever) {
  Bytes packet;
  for (int i = 0; i < 100; i++) packet = packet + ip4(4);
  EXPECT_LE(read_layers(packet, 0x0800).names.size(), 12U);
}

}  // namespace
}  // namespace trawl
