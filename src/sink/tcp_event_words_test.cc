#include "sink/tcp_event_words.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "sink/rfc3339.h"

namespace trawl {
namespace {

std::string text_of(const auto& part) {
  TextBuffer buffer;
  buffer.put(part);
  return std::string(buffer.view());
}

TEST(TcpEventWords, Endpoints) {
  const TcpEndpoint four{{192, 0, 2, 7}, 443};
  EXPECT_EQ(text_of(EndpointText{four, false}), "192.0.2.7:443");
  TcpEndpoint six{.port = 22};
  six.address[15] = 1;
  EXPECT_EQ(text_of(EndpointText{six, true}), "[::1]:22");
  EXPECT_EQ(text_of(EndpointAddress{six, true}), "::1");
}

TEST(TcpEventWords, MillisecondsAreRoundedToMicroseconds) {
  EXPECT_EQ(text_of(Milliseconds{0}), "0.000");
  EXPECT_EQ(text_of(Milliseconds{499}), "0.000");
  EXPECT_EQ(text_of(Milliseconds{1'500}), "0.002");
  EXPECT_EQ(text_of(Milliseconds{61'234'567'890}), "61234.568");
}

TEST(Rfc3339, IsLocalTimeWithItsOffset) {
  const char* before = std::getenv("TZ");
  const std::string kept = before != nullptr ? before : "";
  const auto at = [](const char* zone, int64_t seconds, uint64_t nanoseconds) {
    ::setenv("TZ", zone, 1);
    ::tzset();
    Rfc3339 time;
    TextBuffer buffer;
    time.put(buffer, {.seconds = seconds, .nanoseconds = nanoseconds});
    EXPECT_EQ(buffer.size(), kRfc3339Length);
    return std::string(buffer.view());
  };
  EXPECT_EQ(at("UTC0", 1'760'267'122, 974'164'523), "2025-10-12T11:05:22.974164523+00:00");
  EXPECT_EQ(at("JST-9", 1'760'267'122, 7), "2025-10-12T20:05:22.000000007+09:00");
  EXPECT_EQ(at("NST3:30", 0, 0), "1969-12-31T20:30:00.000000000-03:30");
  before != nullptr ? ::setenv("TZ", kept.c_str(), 1) : ::unsetenv("TZ");
  ::tzset();
}

}  // namespace
}  // namespace trawl
