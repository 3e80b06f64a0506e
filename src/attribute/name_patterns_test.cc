#include "attribute/name_patterns.h"

#include <fnmatch.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace trawl {
namespace {

bool matches(const std::vector<std::string>& globs, const std::string& name) {
  const auto patterns = compile_name_patterns(globs);
  EXPECT_TRUE(patterns.has_value());
  char comm[TRAWL_COMM_LENGTH] = {};
  std::copy_n(name.data(), std::min<size_t>(name.size(), sizeof(comm) - 1), comm);
  return trawl_name_matches(&*patterns, comm);
}

TEST(NamePatterns, AgreeWithFnmatch) {
  const std::vector<std::string> globs = {"nginx",   "ngin*", "*nx", "*",      "n?inx", "n*i*x", "[a-n]ginx",
                                          "[!a-m]*", "a**b",  "",    "*a*a*a", "[]x]y", "a\\*b", "???"};
  const std::vector<std::string> names = {"nginx", "ngin", "nginx: worker", "curl", "aXXb", "ab",  "", "aaa", "bab",
                                          "]y",    "xy",   "a*b",           "axb",  "abc",  "\xff"};
  for (const auto& glob : globs) {
    for (const auto& name : names) {
      EXPECT_EQ(matches({glob}, name), ::fnmatch(glob.c_str(), name.c_str(), 0) == 0) << glob << " on " << name;
    }
  }
}

TEST(NamePatterns, AnyOfThem) {
  const std::vector<std::string> globs = {"abcdefghijklmno", "bcdefghijklmnop", "cdefghijklmnopq",
                                          "defghijklmnopqr", "short",           "s*t"};
  for (const auto& glob : globs) EXPECT_TRUE(matches(globs, glob)) << glob;
  // The end of one pattern is no beginning of the next.
  EXPECT_FALSE(matches(globs, "abcdefghijklmn"));
  EXPECT_FALSE(matches({"ab", "cd"}, "abcd"));
  EXPECT_FALSE(matches({"a", "b"}, "ab"));
}

TEST(NamePatterns, LongNamesAreKnownByTheirBeginning) {
  EXPECT_TRUE(matches({"systemd-resolved"}, "systemd-resolve"));
  EXPECT_FALSE(matches({"*ystemd-resolvedd"}, "systemd-resolve"));
  EXPECT_TRUE(matches({"systemd-*"}, "systemd-resolve"));
}

TEST(NamePatterns, Errors) {
  EXPECT_FALSE(compile_name_patterns(std::vector<std::string>{"[abc"}).has_value());
  EXPECT_FALSE(compile_name_patterns(std::vector<std::string>{"abc\\"}).has_value());
  const std::vector<std::string> most(16, "abcdefghijklmno");
  EXPECT_TRUE(compile_name_patterns(most).has_value());
  EXPECT_FALSE(compile_name_patterns(std::vector<std::string>(17, "abcdefghijklmno")).has_value());
}

}  // namespace
}  // namespace trawl
