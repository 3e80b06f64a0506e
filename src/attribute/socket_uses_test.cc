#include "attribute/socket_uses.h"

#include <gtest/gtest.h>

namespace trawl {
namespace {

constexpr uint64_t kSocket = 7;

trawl_process_event use(uint64_t time, uint32_t tgid, uint32_t flags, uint64_t received = 0) {
  trawl_process_event event{};
  event.time = time;
  event.type = TRAWL_USE;
  event.process.tgid = tgid;
  event.process.socket = kSocket;
  event.process.flags = flags;
  event.process.received = received;
  return event;
}

trawl_packet packet(uint64_t time, uint32_t flags) {
  trawl_packet made{};
  made.time = time;
  made.sender.tgid = made.receiver.tgid = 1;
  made.sender.socket = made.receiver.socket = kSocket;
  made.sender.flags = made.receiver.flags = flags;
  return made;
}

TEST(SocketUses, HandshakeIsTheAcceptors) {
  SocketUses uses;
  uses.add(use(20, 2, TRAWL_ACCEPTS));
  uses.add(use(30, 3, TRAWL_RECEIVES));
  EXPECT_EQ(uses.receiver(packet(10, TRAWL_OF_LISTENER)).tgid, 2U);
  EXPECT_EQ(uses.sender(packet(10, TRAWL_OF_LISTENER)).tgid, 2U);
  EXPECT_EQ(uses.receiver(packet(10, TRAWL_UNUSED)).tgid, 3U) << "data is the reader's";
  EXPECT_EQ(uses.receiver(packet(40, TRAWL_UNUSED)).tgid, 1U) << "nobody since";
}

TEST(SocketUses, DataIsItsReaders) {
  SocketUses uses;
  uses.add(use(30, 2, TRAWL_RECEIVES, 15));
  EXPECT_EQ(uses.receiver(packet(20, 0)).tgid, 2U);
  EXPECT_EQ(uses.receiver(packet(10, 0)).tgid, 1U) << "the former owner has read that";
  EXPECT_EQ(uses.sender(packet(20, 0)).tgid, 1U) << "what was sent was sent";
  uses.add(use(50, 3, 0));
  EXPECT_EQ(uses.receiver(packet(40, 0)).tgid, 1U) << "sending reads nothing";
}

TEST(SocketUses, ForgetsWhatIsOld) {
  SocketUses uses;
  uses.add(use(1, 2, 0));
  auto later = use(5'000'000'000, 3, 0);
  later.process.socket = kSocket + 1;
  uses.add(later);
  EXPECT_EQ(uses.receiver(packet(0, TRAWL_UNUSED)).tgid, 1U);
}

TEST(SocketUses, TranslatedConnectionIsItsAcceptors) {
  constexpr uint64_t kThere = 9;
  trawl_process_event translation = use(15, 2, TRAWL_OF_LISTENER);
  translation.type = TRAWL_TRANSLATION;
  translation.connection = kSocket;
  translation.process.socket = kThere;
  SocketUses uses;
  uses.add(translation);
  EXPECT_EQ(uses.receiver(packet(10, TRAWL_OF_LISTENER)).tgid, 2U) << "the listener's there";
  EXPECT_EQ(uses.receiver(packet(10, 0)).tgid, 1U) << "not for a connection that was accepted here";
  auto accepted = use(20, 3, TRAWL_ACCEPTS);
  accepted.process.socket = kThere;
  uses.add(accepted);
  EXPECT_EQ(uses.receiver(packet(10, TRAWL_OF_LISTENER)).tgid, 3U);
  EXPECT_EQ(uses.known_at(packet(10, TRAWL_OF_LISTENER)), 20U);
}

}  // namespace
}  // namespace trawl
