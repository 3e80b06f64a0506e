#include "filter/expression.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace trawl {
namespace {

Expression compiled(std::string_view text, LinkType link = kLinkEthernet) {
  auto expression = Expression::compile(text, link, 0);
  EXPECT_TRUE(expression) << text << ": " << expression.error().what;
  return expression ? *expression : Expression();
}

Error error_of(std::string_view text, const Expression::Options& options = {}) {
  auto expression = Expression::compile(text, kLinkEthernet, 0, options);
  EXPECT_FALSE(expression) << text;
  return expression ? Error{} : expression.error();
}

TEST(Expression, EmptyMatchesEverything) {
  for (const char* text : {"", "  ", "\n"}) {
    const Expression expression = compiled(text);
    EXPECT_TRUE(expression.matches_everything());
    EXPECT_TRUE(expression.matches({}, 0));
    ASSERT_EQ(expression.program().size(), 1U);
  }
  EXPECT_TRUE(Expression().matches_everything());
  EXPECT_FALSE(compiled("ip").matches_everything());
}

TEST(Expression, MatchesByBytesAndWireLength) {
  const std::array<uint8_t, 14> frame{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x08, 0x06};
  EXPECT_TRUE(compiled("arp").matches(frame, 60));
  EXPECT_FALSE(compiled("ip").matches(frame, 60));
  EXPECT_TRUE(compiled("greater 60").matches(frame, 60));
  EXPECT_FALSE(compiled("greater 61").matches(frame, 60));
  EXPECT_FALSE(compiled("arp[100] = 0").matches(frame, 60));
}

TEST(Expression, LinkTypesOfFilesAreLibpcapsOwn) {
  const std::array<uint8_t, 1> ip6{0x60};
  EXPECT_TRUE(compiled("ip6", kLinkRaw).matches(ip6, 1));
}

TEST(Expression, DirectionIsAFactOfThePacket) {
  const Expression outbound = compiled("outbound");
  EXPECT_TRUE(outbound.matches({}, PacketFacts{.packet_type = 4}));
  EXPECT_FALSE(outbound.matches({}, PacketFacts{.packet_type = 0}));
  EXPECT_FALSE(outbound.matches({}, PacketFacts{}));
  EXPECT_NE(error_of("outbound", {.savefile = true}).what.find("savefile"), std::string::npos);
}

TEST(Expression, ErrorsAreLibpcapsWithThePlace) {
  const Error syntax = error_of("tcp and port and udp");
  EXPECT_EQ(syntax.what, "can't parse filter expression: syntax error");
  EXPECT_EQ(syntax.hint, "at character 14: tcp and port >>>and<<< udp");
  EXPECT_EQ(error_of("tcp port 80 and (").hint, "at the end: something must follow");
  const Error name = error_of("tcp port 80 or port nosuchport");
  EXPECT_EQ(name.what, "unknown port 'nosuchport'");
  EXPECT_EQ(name.hint, "at character 21: tcp port 80 or port >>>nosuchport<<<");
  EXPECT_EQ(error_of("vlan 9999").what, "VLAN tag 9999 greater than maximum 4095");
}

TEST(Expression, ExcludesOthersWhereTheOptimizerSeesIt) {
  constexpr std::string_view kEcho = "icmp[icmptype] = icmp-echoreply or icmp6[icmp6type] = icmp6-echoreply";
  for (const char* text : {"tcp port 80", "udp", "arp", "icmp[icmptype] = icmp-echo", "ip6 and tcp"}) {
    EXPECT_TRUE(Expression::exclude_each_other(text, kEcho, kLinkEthernet)) << text;
  }
  for (const char* text : {"", " ", "icmp", "ip", "host 10.0.0.1", "not tcp", "icmp[0] == 0", "nonsense ("}) {
    EXPECT_FALSE(Expression::exclude_each_other(text, kEcho, kLinkEthernet)) << text;
  }
}

TEST(Expression, KnowsCommonNames) {
  for (const char* text : {"port https", "tcp port ssh", "udp port domain", "portrange http-https", "host localhost",
                           "ip proto gre", "ether proto \\arp"}) {
    compiled(text);
  }
}

}  // namespace
}  // namespace trawl
