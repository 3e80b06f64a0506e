#include "attribute/runtime/http_reader.h"

#include <gtest/gtest.h>

namespace trawl {
namespace {

std::span<const uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

TEST(HttpReader, ReadsABodyOfGivenLengthByteByByte) {
  HttpReader reader(100);
  for (const char c : std::string_view("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello")) {
    ASSERT_TRUE(reader.feed(bytes({&c, 1})));
  }
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(reader.status(), 404);
  EXPECT_EQ(reader.body(), "hello");
}

TEST(HttpReader, ReadsChunksAsTheyCome) {
  HttpReader reader(100);
  ASSERT_TRUE(reader.feed(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")));
  EXPECT_EQ(reader.body(), "abc");
  reader.body().clear();
  ASSERT_TRUE(reader.feed(bytes("2\r\nde\r\n0\r\n\r\nwhat follows is not of this answer")));
  EXPECT_EQ(reader.body(), "de");
  EXPECT_TRUE(reader.complete());
}

TEST(HttpReader, TheEndOfTheConnectionEndsABodyWithoutALength) {
  HttpReader reader(100);
  ASSERT_TRUE(reader.feed(bytes("HTTP/1.0 200 OK\r\n\r\nabc")));
  EXPECT_FALSE(reader.complete());
  EXPECT_TRUE(reader.end());
  EXPECT_TRUE(reader.complete());
}

TEST(HttpReader, RefusesWhatIsTooLargeCutOrNoHttp) {
  HttpReader announced(4);
  EXPECT_FALSE(announced.feed(bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")));
  HttpReader sent(4);
  EXPECT_FALSE(sent.feed(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n")));
  HttpReader cut(100);
  ASSERT_TRUE(cut.feed(bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")));
  EXPECT_FALSE(cut.end());
  HttpReader garbage(100);
  EXPECT_FALSE(garbage.feed(bytes("SSH-2.0-OpenSSH\r\n")));
}

}  // namespace
}  // namespace trawl
