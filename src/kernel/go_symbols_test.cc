#include "kernel/go_symbols.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace trawl {
namespace {

/// A table of two functions, "main.main" at 0x20 and "x.y" at 0x40.
std::vector<uint8_t> table() {
  std::vector<uint8_t> bytes(160);
  const auto put = [&](size_t at, auto value) { std::memcpy(bytes.data() + at, &value, sizeof(value)); };
  put(0, uint32_t{0xfffffff1});
  bytes[7] = 8;
  put(8, uint64_t{2});
  put(32, uint64_t{72});  // names
  std::memcpy(bytes.data() + 72, "main.main\0x.y\0", 14);
  put(64, uint64_t{96});  // functions
  put(96, uint32_t{0x20});
  put(100, uint32_t{24});  // description of the first, from here
  put(104, uint32_t{0x40});
  put(108, uint32_t{32});
  put(96 + 24 + 4, int32_t{0});
  put(96 + 32 + 4, int32_t{10});
  return bytes;
}

TEST(GoSymbols, FindsFunctionsByName) {
  EXPECT_EQ(find_go_function(table(), "main.main"), 0x20);
  EXPECT_EQ(find_go_function(table(), "x.y"), 0x40);
  EXPECT_EQ(find_go_function(table(), "main.mai"), std::nullopt);
}

TEST(GoSymbols, ATableCutAnywhereIsSearchedInsideItself) {
  const auto whole = table();
  for (size_t size = 0; size < whole.size(); size++) {
    (void)find_go_function(std::span(whole).first(size), "x.y");
  }
  auto wrong = whole;
  wrong[0] = 0;
  EXPECT_EQ(find_go_function(wrong, "main.main"), std::nullopt);
}

}  // namespace
}  // namespace trawl
