#include "kernel/instructions.h"

#include <gtest/gtest.h>

#include <vector>

namespace trawl {
namespace {

constexpr uint64_t kStart = 0xffffffff81000000;

#if defined(__x86_64__)

constexpr uint8_t kCode[] = {
    0xf3, 0x0f, 0x1e, 0xfa,        // endbr64
    0x55,                          // push %rbp
    0xe8, 0xf6, 0x00, 0x00, 0x00,  // call kStart + 0x100
    0x41, 0xff, 0xd3,              // call *%r11
    0xff, 0x50, 0x18,              // call *0x18(%rax)
    0x0f, 0x0b,                    // ud2
    0xc3,                          // ret
};

TEST(Instructions, BeginsAndCalls) {
  const auto instructions = decode_instructions(kCode, kStart);
  std::vector<uint64_t> begins;
  for (const Instruction& each : instructions) begins.push_back(each.address - kStart);
  EXPECT_EQ(begins, (std::vector<uint64_t>{0, 4, 5, 10, 13, 16, 18}));
  ASSERT_EQ(instructions.size(), 7U);
  EXPECT_TRUE(instructions[0].landing_pad);
  EXPECT_FALSE(instructions[1].landing_pad);
  EXPECT_FALSE(instructions[1].calls);
  EXPECT_TRUE(instructions[2].calls);
  EXPECT_EQ(instructions[2].target, kStart + 0x100);
  EXPECT_TRUE(instructions[3].calls);
  EXPECT_EQ(instructions[3].target_register, 7);  // r11 is the seventh word
  EXPECT_TRUE(instructions[4].calls);
  EXPECT_EQ(instructions[4].target_register, 0);  // it is in memory
}

TEST(Instructions, JumpsLeadSomewhereButAreNoCalls) {
  // jmp kStart + 0x100; jmp *%rax
  constexpr uint8_t kJumps[] = {0xe9, 0xfb, 0x00, 0x00, 0x00, 0xff, 0xe0};
  const auto instructions = decode_instructions(kJumps, kStart);
  ASSERT_EQ(instructions.size(), 2U);
  EXPECT_FALSE(instructions[0].calls);
  EXPECT_EQ(instructions[0].target, kStart + 0x100);
  EXPECT_FALSE(instructions[1].calls);
  EXPECT_EQ(instructions[1].target_register, 11);  // rax
}

TEST(Instructions, EndWithTheCode) {
  EXPECT_TRUE(decode_instructions({}, kStart).empty());
  EXPECT_EQ(decode_instructions(std::span(kCode).first(7), kStart).size(), 2U);
}

TEST(Instructions, Thunks) {
  EXPECT_EQ(thunk_register("__x86_indirect_thunk_r15"), 1);
  EXPECT_EQ(thunk_register("__x86_indirect_thunk_rdi"), 15);
  EXPECT_EQ(thunk_register("__x86_indirect_call_thunk_rax"), 11);
  EXPECT_EQ(thunk_register("__x86_indirect_its_thunk_rax"), 11);
  EXPECT_EQ(thunk_register("__x86_indirect_thunk_array"), 0);
  EXPECT_EQ(thunk_register("ip_rcv"), 0);
}

#else

TEST(Instructions, Calls) {
  // nop; bl .+0x100; blr x9
  constexpr uint8_t kCode[] = {0x1f, 0x20, 0x03, 0xd5, 0x40, 0x00, 0x00, 0x94, 0x20, 0x01, 0x3f, 0xd6};
  const auto instructions = decode_instructions(kCode, kStart);
  ASSERT_EQ(instructions.size(), 3U);
  EXPECT_FALSE(instructions[0].calls);
  EXPECT_EQ(instructions[1].target, kStart + 4 + 0x100);
  EXPECT_EQ(instructions[2].target_register, 10);
}

#endif

}  // namespace
}  // namespace trawl
