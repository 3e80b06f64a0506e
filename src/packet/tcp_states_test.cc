#include "packet/tcp_states.h"

#include <gtest/gtest.h>

#include <string>

namespace trawl {
namespace {

TEST(TcpStates, AreFoundByTheirNames) {
  EXPECT_EQ(find_tcp_state("ESTABLISHED"), 1);
  EXPECT_EQ(find_tcp_state("new_syn_recv"), 12);
  EXPECT_EQ(find_tcp_state("tcp_Close"), kTcpClose);
  for (size_t i = 1; i < kTcpStates.size(); i++) {
    const auto state = static_cast<uint8_t>(i);
    EXPECT_EQ(find_tcp_state(tcp_state_name(state)), state);
    EXPECT_EQ(find_tcp_state("TCP_" + std::string(kTcpStates[i])), state);
  }
}

TEST(TcpStates, OthersAreNone) {
  for (const char* name : {"", "TCP_", "OPEN", "CLOSE ", "CLOSEX", "TCP_TCP_CLOSE", "7"}) {
    EXPECT_FALSE(find_tcp_state(name)) << name;
  }
  EXPECT_EQ(tcp_state_name(0), "?");
  EXPECT_EQ(tcp_state_name(200), "?");
}

}  // namespace
}  // namespace trawl
