#include "filter/unroll.h"

#include <gtest/gtest.h>

#include <vector>

#include "filter/interpreter.h"
#include "filter/validate.h"

namespace trawl {
namespace {

using Program = std::vector<ClassicInstruction>;

// Walks X to the first byte that is 7, a step a round.
Program walk() {
  return {
      {classic::kLdx | classic::kImm, 0, 0, 0},                  // X = 0
      {classic::kLd | classic::kByte | classic::kInd, 0, 0, 0},  // A = P[X]
      {classic::kJmp | classic::kJeq, 4, 0, 7},                  // 7: accept
      {classic::kMisc | 0x80, 0, 0, 0},                          // A = X
      {classic::kAlu | classic::kAdd, 0, 0, 1},                  // A += 1
      {classic::kMisc, 0, 0, 0},                                 // X = A
      {classic::kJmp | classic::kJa, 0, 0, static_cast<uint32_t>(-6)},
      {classic::kRet, 0, 0, 1},
  };
}

uint32_t run(const Program& program, const std::vector<uint8_t>& packet) {
  return interpret(program, packet, {.wire_length = static_cast<uint32_t>(packet.size())});
}

TEST(Unroll, LeavesStraightProgramsAlone) {
  const Program straight = {{classic::kRet, 0, 0, 1}};
  EXPECT_EQ(unroll(straight), straight);
}

TEST(Unroll, WalksAsFarAsAChainIsLong) {
  const Program program = unroll(walk());
  ASSERT_TRUE(validate(program));
  EXPECT_EQ(run(program, {1, 1, 7}), 1u);
  EXPECT_EQ(run(program, {1, 1, 1}), 0u);
  std::vector<uint8_t> packet(kLongestChain, 1);
  packet.back() = 7;
  EXPECT_EQ(run(program, packet), 1u);
  packet.back() = 1;
  packet.push_back(7);
  EXPECT_EQ(run(program, packet), 0u);
}

}  // namespace
}  // namespace trawl
