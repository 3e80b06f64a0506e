// Translated expressions in the kernel: what is special about a hook, on packets made for it.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "filter/ebpf.h"
#include "filter/emit.h"
#include "filter/expression.h"
#include "prog/kernel_program.h"
#include "prog/translated.h"

namespace trawl {
namespace {

std::vector<uint8_t> udp_frame() {
  std::vector<uint8_t> frame{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x08, 0x00};
  const std::vector<uint8_t> ip{0x45, 0, 0, 32, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2};
  const std::vector<uint8_t> udp{0x12, 0x34, 0, 53, 0, 12, 0, 0, 1, 2, 3, 4};
  frame.insert(frame.end(), ip.begin(), ip.end());
  frame.insert(frame.end(), udp.begin(), udp.end());
  return frame;
}

bool kernel_matches(std::string_view text, const SkbProgram& hook = {}, std::optional<uint32_t> tag = {},
                    bool optimize = true) {
  const auto expression =
      Expression::compile(text, hook.ethernet ? kLinkEthernet : kLinkRaw, 0, {.optimize = optimize});
  EXPECT_TRUE(expression) << text;
  const auto program = load_translated(expression->program(), hook);
  EXPECT_TRUE(program) << text << ": " << program.error().what << "\n" << program.error().hint;
  if (!program) return false;
  const auto result = program->run(udp_frame(), tag);
  EXPECT_TRUE(result) << result.error().what;
  if (!result) return false;
  EXPECT_TRUE(*result == kMatched || *result == kRejected) << *result;
  return *result == kMatched;
}

TEST(FilterEmit, MatchesAndRejects) {
  EXPECT_TRUE(kernel_matches(""));
  EXPECT_TRUE(kernel_matches("udp port 53"));
  EXPECT_TRUE(kernel_matches("udp[8:4] = 0x01020304"));
  EXPECT_FALSE(kernel_matches("udp[12] = 0"));
  EXPECT_FALSE(kernel_matches("tcp"));
  EXPECT_TRUE(kernel_matches("len = 46"));
}

TEST(FilterEmit, KnowsTheTagBesideThePacket) {
  constexpr uint32_t kTag = 0x81000000 | 3 << 13 | 42;
  EXPECT_TRUE(kernel_matches("vlan", {}, kTag));
  EXPECT_TRUE(kernel_matches("vlan 42 and udp port 53", {}, kTag));
  EXPECT_FALSE(kernel_matches("vlan 43", {}, kTag));
  EXPECT_FALSE(kernel_matches("udp port 53", {}, kTag));
  EXPECT_TRUE(kernel_matches("len = 50", {}, kTag));
  EXPECT_TRUE(kernel_matches("ether[11:4] = 0x02810060", {}, kTag));
  EXPECT_TRUE(kernel_matches("ether[ether[5] + 12:4] = 0x00602a08", {}, kTag));
  EXPECT_TRUE(kernel_matches("vlan", {}, 0x88a80000));
}

TEST(FilterEmit, DirectionIsTheHooks) {
  EXPECT_TRUE(kernel_matches("outbound", {.outgoing = true}));
  EXPECT_FALSE(kernel_matches("inbound", {.outgoing = true}));
  EXPECT_TRUE(kernel_matches("inbound", {.outgoing = true, .loopback = true}));
  EXPECT_TRUE(kernel_matches("inbound"));
}

std::string list_of_hosts(int count) {
  std::string text = "host 10.0.0.2";
  for (int n = 0; n < count; n++)
    text += " or host 10.9." + std::to_string(n / 250) + '.' + std::to_string(n % 250 + 1);
  return text;
}

// No longer than libpcap's optimizer has patience for.
TEST(FilterEmit, LongListsLoad) {
  EXPECT_TRUE(kernel_matches(list_of_hosts(250)));
  EXPECT_TRUE(kernel_matches(list_of_hosts(150), {}, {}, false));
  EXPECT_FALSE(kernel_matches("not (" + list_of_hosts(150) + ")", {}, {}, false));
}

// Further than a jump's 16 bits reach, and more branches than the verifier keeps open.
TEST(FilterEmit, VeryLongProgramsReachTheirEnd) {
  using namespace classic;
  std::vector<ClassicInstruction> program;
  for (uint32_t n = 0; n < 9000; n++) {
    if (n % 10 == 0) program.push_back({kLd | kWord | kAbs, 0, 0, n % 30});
    program.push_back({kJmp | kJeq, 0, 1, 0xf0000000 + n});
    program.push_back({kRet, 0, 0, 1});
  }
  program.push_back({kRet, 0, 0, 0});
  const auto kernel = load_translated(program, SkbProgram{});
  ASSERT_TRUE(kernel) << kernel.error().what;
  const auto result = kernel->run(udp_frame());
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(*result, kRejected);
}

}  // namespace
}  // namespace trawl
