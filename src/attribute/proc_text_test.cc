#include "attribute/proc_text.h"

#include <gtest/gtest.h>

namespace trawl {
namespace {

TEST(ProcText, NamesMayHoldAnything) {
  const auto stat = parse_proc_stat("7 (a) R 9 (b) S 42 7 7 0 -1 0 0 0 0 0 1 2 3 4 20 0 1 0 31337 0\n");
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->comm, "a) R 9 (b");
  EXPECT_EQ(stat->parent_tgid, 42U);
  EXPECT_EQ(stat->start_ticks, 31337U);
}

TEST(ProcText, HalfALineIsNoProcess) {
  EXPECT_FALSE(parse_proc_stat(""));
  EXPECT_FALSE(parse_proc_stat("7 (a"));
  EXPECT_FALSE(parse_proc_stat(")7("));
  ASSERT_TRUE(parse_proc_stat("7 (a) S 4"));
  EXPECT_EQ(parse_proc_stat("7 (a) S 4")->start_ticks, 0U);
}

TEST(ProcText, TheEffectiveUserIsTheSecond) {
  EXPECT_EQ(parse_effective_user("Name:\tx\nUid:\t1\t22\t333\t4444\nGid:\t5\n"), 22U);
  EXPECT_EQ(parse_effective_user("Name:\tUid:\n"), 0U);
}

TEST(ProcText, ArgumentsEndWithZeros) {
  using namespace std::string_view_literals;
  EXPECT_EQ(split_at_zeros("a\0\0b\0"sv), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(split_at_zeros("a\0b"sv), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(split_at_zeros("").empty());
}

}  // namespace
}  // namespace trawl
