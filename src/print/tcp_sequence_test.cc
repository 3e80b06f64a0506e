#include "print/tcp_sequence.h"

#include <gtest/gtest.h>

namespace trawl {
namespace {

using Bases = TcpBases<4>;

Bases::Key key(uint32_t n) {
  return {.ports = 443, .low = {n}, .high = {0x0a000001}};
}

TEST(TcpBases, GrowsAndForgetsNoneBelowItsMost) {
  Bases bases(size_t{1} << 14);
  for (uint32_t n = 0; n < 20000; n++) {
    bool made = false;
    bases.prefetch(key(n));
    bases.find(key(n), made).sequence = n;
    EXPECT_TRUE(made);
  }
  for (uint32_t n = 0; n < 20000; n++) {
    bool made = false;
    EXPECT_EQ(bases.find(key(n), made).sequence, n);
    EXPECT_FALSE(made);
  }
}

TEST(TcpBases, AFullTableForgetsWhatWasSilentTheLongest) {
  Bases bases(256);
  bool made = false;
  for (uint32_t n = 0; n < 100'000; n++) {
    bases.find(key(n), made);
    bases.find(key(7), made);  // never silent for long
    EXPECT_EQ(made, n == 0);
  }
  bases.find(key(8), made);
  EXPECT_TRUE(made);
}

}  // namespace
}  // namespace trawl
