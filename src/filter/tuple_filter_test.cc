#include "filter/tuple_filter.h"

#include <gtest/gtest.h>

namespace trawl {
namespace {

constexpr Tuple kFour{.local = {10, 0, 0, 1}, .remote = {192, 0, 2, 7}, .local_port = 50000, .remote_port = 443};
constexpr Tuple kSix{.ipv6 = true,
                     .local = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
                     .remote = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2},
                     .local_port = 22,
                     .remote_port = 50001};

bool matches(const char* expression, const Tuple& tuple) {
  const auto filter = TupleFilter::create(expression);
  EXPECT_TRUE(filter) << expression;
  return filter && filter->matches(tuple);
}

TEST(TupleFilter, LooksAtBothEnds) {
  EXPECT_TRUE(matches("host 10.0.0.1", kFour));
  EXPECT_TRUE(matches("host 192.0.2.7", kFour));
  EXPECT_TRUE(matches("src host 10.0.0.1 and dst port 443", kFour));
  EXPECT_FALSE(matches("dst host 10.0.0.1", kFour));
  EXPECT_TRUE(matches("ip6 and src port 22 and dst net 2001:db8::/64", kSix));
  EXPECT_FALSE(matches("ip6", kFour));
}

TEST(TupleFilter, AnEmptyOneMatchesEverything) {
  EXPECT_TRUE(matches("", kFour));
  EXPECT_TRUE(TupleFilter().matches(kSix));
}

TEST(TupleFilter, IsASegmentWithoutData) {
  EXPECT_TRUE(matches("tcp and not udp and tcp[tcpflags] = tcp-ack", kFour));
  EXPECT_TRUE(matches("len = 40", kFour));
  EXPECT_TRUE(matches("len = 60", kSix));
}

TEST(TupleFilter, SaysWhatIsWrong) {
  const auto filter = TupleFilter::create("port");
  ASSERT_FALSE(filter);
  EXPECT_NE(filter.error().what.find("syntax error"), std::string::npos) << filter.error().what;
}

}  // namespace
}  // namespace trawl
