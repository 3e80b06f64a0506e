#include "filter/interpreter.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace trawl {
namespace {

using namespace classic;
using Program = std::vector<ClassicInstruction>;

constexpr std::array<uint8_t, 8> kPacket{0x01, 0x02, 0x03, 0x04, 0x45, 0x06, 0x07, 0x08};

uint32_t result(Program program, const PacketFacts& facts = {.wire_length = 100}) {
  program.push_back({kRet | kRetA, 0, 0, 0});
  return interpret(program, kPacket, facts);
}

ClassicInstruction ld(uint16_t size_and_mode, uint32_t k) {
  return {static_cast<uint16_t>(kLd | size_and_mode), 0, 0, k};
}
ClassicInstruction ldx(uint32_t k) {
  return {kLdx | kImm, 0, 0, k};
}
ClassicInstruction alu(uint16_t operation, uint32_t k) {
  return {static_cast<uint16_t>(kAlu | operation), 0, 0, k};
}

TEST(Interpreter, LoadsInNetworkOrder) {
  EXPECT_EQ(result({ld(kWord | kAbs, 0)}), 0x01020304U);
  EXPECT_EQ(result({ld(kHalf | kAbs, 5)}), 0x0607U);
  EXPECT_EQ(result({ld(kByte | kAbs, 7)}), 8U);
  EXPECT_EQ(result({ldx(3), ld(kHalf | kInd, 1)}), 0x4506U);
  EXPECT_EQ(result({ld(kLen, 0)}), 100U);
  EXPECT_EQ(result({{kLdx | kByte | kMsh, 0, 0, 4}, {kMisc | kTxa, 0, 0, 0}}), 20U);
}

TEST(Interpreter, RejectsWhatIsNotThere) {
  EXPECT_EQ(result({ld(kImm, 1), ld(kWord | kAbs, 5), ld(kImm, 1)}), 0U);
  EXPECT_EQ(result({ld(kByte | kAbs, 8), ld(kImm, 1)}), 0U);
  EXPECT_EQ(result({ldx(0xffffffff), ld(kByte | kInd, 1), ld(kImm, 1)}), 0U);  // no wrap-around to offset 0
  EXPECT_EQ(result({{kLdx | kByte | kMsh, 0, 0, 8}, ld(kImm, 1)}), 0U);
  EXPECT_EQ(result({ld(kWord | kAbs, kAncillaryMark), ld(kImm, 1)}), 0U);
  EXPECT_EQ(result({ld(kImm, 1), {kAlu | kDiv | classic::kX, 0, 0, 0}, ld(kImm, 1)}), 0U);
}

TEST(Interpreter, ComputesIn32BitsWithoutSign) {
  EXPECT_EQ(result({ld(kImm, 3), alu(kSub, 4)}), 0xffffffffU);
  EXPECT_EQ(result({ld(kImm, 0x80000000), alu(kDiv, 2)}), 0x40000000U);
  EXPECT_EQ(result({ld(kImm, 1), alu(kLsh, 31)}), 0x80000000U);
  EXPECT_EQ(result({ld(kImm, 1), alu(kLsh, 32)}), 0U);
  EXPECT_EQ(result({ld(kImm, 5), alu(kNeg, 0)}), 0xfffffffbU);
  EXPECT_EQ(result({ld(kImm, 7), alu(kMod, 4)}), 3U);
}

TEST(Interpreter, AnswersWhatIsKnownAboutThePacket) {
  EXPECT_EQ(result({ld(kHalf | kAbs, kAncillaryPacketType)}, {.packet_type = 4}), 4U);
  EXPECT_EQ(result({ld(kWord | kAbs, kAncillaryIfindex)}, {.ifindex = 7}), 7U);
}

}  // namespace
}  // namespace trawl
