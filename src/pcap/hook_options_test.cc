#include "pcap/hook_options.h"

#include <gtest/gtest.h>

#include <bit>

#include "pcap/ng_blocks.h"
#include "pcap/ng_writer.h"

namespace trawl {
namespace {

constexpr bool kBigEndian = std::endian::native == std::endian::big;

std::optional<HookFacts> there_and_back(const HookFacts& facts) {
  Encoder out;
  put_hook_facts(out, facts);
  return read_hook_facts(out.bytes(), FileIntegers(kBigEndian));
}

TEST(HookOptions, ThereAndBack) {
  const HookFacts facts{.id = 0x1'0000'0000'0007, .lost = 3, .queue = 5, .verdict = 1, .first_buffer_only = true};
  const auto read = there_and_back(facts);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, facts.id);
  EXPECT_EQ(read->lost, 3U);
  EXPECT_EQ(read->queue, 5U);
  EXPECT_EQ(read->verdict, 1U);
  EXPECT_TRUE(read->first_buffer_only);
}

TEST(HookOptions, NoVerdictIsNotVerdict0) {
  const auto read = there_and_back({.id = 7});
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->verdict);
  EXPECT_FALSE(read->first_buffer_only);
  EXPECT_EQ(there_and_back({.verdict = 0})->verdict, 0U);
}

TEST(HookOptions, OptionsOfOtherPackets) {
  Encoder out;
  put_option(out, ng::kComment, "only the first");
  put_direction(out, Direction::kIn);
  EXPECT_FALSE(read_hook_facts(out.bytes(), FileIntegers(kBigEndian)));
  EXPECT_FALSE(read_hook_facts({}, FileIntegers(kBigEndian)));
}

TEST(HookOptions, ShortValues) {
  Encoder out;
  const uint8_t id[8] = {9};
  put_option(out, ng::kPacketId, id);
  const uint8_t verdict[] = {ng::kVerdictXdp, 1};
  put_option(out, ng::kPacketVerdict, verdict);
  put_option(out, ng::kPacketQueue, std::span(verdict).first(1));
  const auto read = read_hook_facts(out.bytes(), FileIntegers(kBigEndian));
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->verdict);
  EXPECT_EQ(read->queue, 0U);
}

}  // namespace
}  // namespace trawl
