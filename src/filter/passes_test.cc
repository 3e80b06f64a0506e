// The passes between a classic program and eBPF, each by itself.
#include <gtest/gtest.h>

#include <vector>

#include "filter/assembler.h"
#include "filter/blocks.h"
#include "filter/guards.h"
#include "filter/jumps.h"

namespace trawl {
namespace {

using namespace classic;
using Program = std::vector<ClassicInstruction>;

constexpr ClassicInstruction kAccept{kRet | kK, 0, 0, 1};
constexpr ClassicInstruction kReject{kRet | kK, 0, 0, 0};

ClassicInstruction load(uint16_t size, uint32_t offset) {
  return {static_cast<uint16_t>(kLd | size | kAbs), 0, 0, offset};
}
ClassicInstruction load_x(uint16_t size, uint32_t offset) {
  return {static_cast<uint16_t>(kLd | size | kInd), 0, 0, offset};
}
ClassicInstruction test(uint32_t value, uint8_t jt, uint8_t jf) {
  return {kJmp | kJeq, jt, jf, value};
}

Graph blocks_of(const Program& program) {
  return make_blocks(program, resolve_jumps(program));
}
std::vector<BlockGuards> guards_of(const Program& program) {
  return place_guards(blocks_of(program), [](uint32_t) { return false; });
}

TEST(Jumps, GoStraightToTheEnd) {
  const Program program{test(1, 0, 1), {kJmp | kJa, 0, 0, 1}, {kJmp | kJa, 0, 0, 1}, kAccept, kReject};
  const auto branches = resolve_jumps(program);
  EXPECT_EQ(branches[0].kind, Branch::Kind::kTest);
  EXPECT_EQ(branches[0].if_true.kind, Target::Kind::kAccept);
  EXPECT_EQ(branches[0].if_false.kind, Target::Kind::kReject);
}

TEST(Jumps, ATestWithoutAChoiceIsNone) {
  EXPECT_EQ(resolve_jumps(Program{test(1, 0, 1), kAccept, kAccept})[0].kind, Branch::Kind::kGoto);
}

TEST(Blocks, HoldWhatIsReached) {
  const Program program{load(kHalf, 12), test(0x800, 1, 4), load(kByte, 0), load(kByte, 23),
                        test(6, 0, 1),   kAccept,           kReject};
  const Graph graph = blocks_of(program);
  ASSERT_EQ(graph.size(), 2U);
  EXPECT_EQ(graph[0].body.size(), 1U);
  ASSERT_EQ(graph[1].body.size(), 1U);
  EXPECT_EQ(graph[1].body[0].k, 23U);
  EXPECT_EQ(graph[0].end.if_true, (Target{Target::Kind::kNext, 1}));
}

TEST(Guards, LookAheadOnEveryAcceptingPath) {
  const auto guards = guards_of({load(kHalf, 12), test(0x800, 0, 3), load(kByte, 23), test(6, 0, 1), kAccept, kReject});
  ASSERT_EQ(guards.size(), 2U);
  EXPECT_EQ(guards[0].length, 24U);  // nothing is accepted before byte 23 was seen
  EXPECT_EQ(guards[1].length, 0U);
}

TEST(Guards, TakeTheShorterPathIntoAccount) {
  const auto guards = guards_of({load(kHalf, 12), test(0x800, 0, 2), load(kByte, 23), test(6, 0, 1), kAccept, kAccept});
  EXPECT_EQ(guards[0].length, 14U);
  EXPECT_EQ(guards[1].length, 24U);
}

TEST(Guards, KnowWhenNothingIsAccepted) {
  EXPECT_TRUE(guards_of({load(kWord, 0xfffffffd - 0x10000), kAccept})[0].rejects);
  EXPECT_TRUE(guards_of({load(kWord, kAncillaryMark), kAccept})[0].rejects);
}

TEST(Guards, CompareAnIndirectLoadOnce) {
  const ClassicInstruction new_x{kMisc | kTax, 0, 0, 0};
  const auto guards =
      guards_of({load_x(kHalf, 16), load_x(kHalf, 14), load_x(kHalf, 18), new_x, load_x(kByte, 0), kAccept});
  EXPECT_EQ(guards[0].indirect, (std::vector<bool>{true, false, true, false, true}));
}

TEST(Assembler, ReachesFarTargetsOverIslands) {
  Assembler code;
  const auto far = code.new_label();
  code.jump32_if(BPF_JEQ, ebpf::kR0, 0U, far);
  for (int n = 0; n < 100000; n++) code.add(ebpf::move32(ebpf::kR0, 0));
  ASSERT_TRUE(code.wanted(far));
  code.place(far);
  code.add(ebpf::exit());
  EXPECT_FALSE(code.wanted(far));
  const auto program = std::move(code).finish();
  size_t at = 0;
  int hops = 0;
  while (program[at].code != (BPF_JMP | BPF_EXIT)) {
    ASSERT_GT(program[at].off, 0);
    at += program[at].off + 1;
    hops++;
  }
  EXPECT_EQ(at, program.size() - 1);
  EXPECT_EQ(hops, 4);
}

TEST(Assembler, ALongProgramsExitsFallThrough) {
  Assembler code;
  const auto end = code.new_label();
  code.keep_few_branches_open({end});
  code.jump32_if(BPF_JGT, ebpf::kR0, 7U, end);
  code.add(ebpf::move32(ebpf::kR0, 0));
  code.place(end);
  code.add(ebpf::exit());
  const auto program = std::move(code).finish();
  EXPECT_EQ(program[0].code, BPF_JMP32 | BPF_JLE | BPF_K);
  EXPECT_EQ(program[0].off, 1);
  EXPECT_EQ(program[1].code, BPF_JMP | BPF_JA);
  EXPECT_EQ(program[1].off, 1);
}

}  // namespace
}  // namespace trawl
