#include "attribute/runtime/grpc_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trawl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using namespace std::string_literals;

/// An HTTP/2 frame (RFC 9113, section 4.1).
std::string frame(char type, char flags, int32_t stream, const std::string& payload) {
  std::string out;
  for (const int shift : {16, 8, 0}) out += static_cast<char>(payload.size() >> shift & 0xff);
  out += type;
  out += flags;
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(stream >> shift & 0xff);
  return out + payload;
}

constexpr char kData = 0;
constexpr char kHeaders = 1;
constexpr char kSettings = 4;
constexpr char kEndStream = 1;
constexpr char kEndHeaders = 4;
const std::string kStatus200 = "\x88"s;                             // HPACK: a static entry
const std::string kGrpcStatus5 = "\x00\x0bgrpc-status\x01"s + "5";  // HPACK: a literal

class GrpcSessionTest : public testing::Test {
 protected:
  void SetUp() override {
    auto session = GrpcSession::create();
    ASSERT_TRUE(session);
    session_ = std::move(*session);
    const auto id = session_->begin("/a.B/C", "default", "question");
    ASSERT_TRUE(id);
    id_ = *id;
    ASSERT_TRUE(feed(frame(kSettings, 0, 0, "")));
  }

  bool feed(const std::string& bytes) {
    drain();
    return session_->feed({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}).has_value();
  }

  void drain() {
    for (auto bytes = session_->output(); bytes && !bytes->empty(); bytes = session_->output()) {
      sent_.append(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    }
  }

  std::unique_ptr<GrpcSession> session_;
  int32_t id_ = 0;
  std::string sent_;
};

TEST_F(GrpcSessionTest, SendsAFramedMessage) {
  drain();
  EXPECT_THAT(sent_, testing::StartsWith("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
  EXPECT_THAT(sent_, HasSubstr("\0\0\0\0\x08question"s));
}

TEST_F(GrpcSessionTest, CutsTheAnswerIntoMessages) {
  ASSERT_TRUE(feed(frame(kHeaders, kEndHeaders, id_, kStatus200)));
  ASSERT_TRUE(feed(frame(kData, 0, id_, "\0\0\0\0\3one\0\0\0"s)));
  ASSERT_TRUE(feed(frame(kData, 0, id_, "\0\0"s)));
  EXPECT_FALSE(session_->call(id_).closed);
  ASSERT_TRUE(feed(frame(kHeaders, kEndHeaders | kEndStream, id_, kGrpcStatus5)));
  EXPECT_THAT(session_->call(id_).messages, ElementsAre("one", ""));
  EXPECT_TRUE(session_->call(id_).closed);
  EXPECT_EQ(session_->call(id_).status, kGrpcNotFound);
}

TEST_F(GrpcSessionTest, RefusesCompressedAndLargeMessages) {
  ASSERT_TRUE(feed(frame(kHeaders, kEndHeaders, id_, kStatus200)));
  EXPECT_FALSE(feed(frame(kData, 0, id_, "\1\0\0\0\1x"s)));
  SetUp();
  ASSERT_TRUE(feed(frame(kHeaders, kEndHeaders, id_, kStatus200)));
  EXPECT_FALSE(feed(frame(kData, 0, id_, "\0\1\0\0\1"s)));
}

TEST_F(GrpcSessionTest, RefusesWhatIsNoHttp2) {
  const bool fed = feed("HTTP/1.1 400 Bad Request\r\n\r\n");
  drain();  // says so to the peer, if need be
  EXPECT_TRUE(!fed || !session_->open());
}

TEST_F(GrpcSessionTest, ForgetsACallThatIsFinished) {
  session_->finish(id_);
  EXPECT_TRUE(feed(frame(kHeaders, kEndHeaders, id_, kStatus200)));
  const auto other = session_->begin("/a.B/D", {}, {});
  ASSERT_TRUE(other);
  EXPECT_NE(*other, id_);
}

}  // namespace
}  // namespace trawl
