#include "base/text.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace trawl {
namespace {

template <class... T>
std::string text_of(const T&... parts) {
  TextBuffer out;
  out.put(parts...);
  return std::string(out.view());
}

TEST(Text, NumbersOfEveryLength) {
  for (uint64_t power = 1; power <= 1'000'000'000'000'000'000; power *= 10) {
    for (const uint64_t n : {power - 1, power, power + 1, power * 9 + power / 3}) {
      EXPECT_EQ(text_of(n), std::to_string(n));
      const auto negative = -static_cast<int64_t>(n % (uint64_t{1} << 63));
      EXPECT_EQ(text_of(negative), std::to_string(negative));
    }
  }
  EXPECT_EQ(text_of(std::numeric_limits<uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(text_of(std::numeric_limits<int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(text_of(short{-128}, uint8_t{255}, -1), "-128255-1");
}

TEST(Text, Padded) {
  EXPECT_EQ(text_of(zero_pad(0, 1), ' ', zero_pad(7, 2), ' ', zero_pad(123456, 6), ' ', zero_pad(1234567, 6)),
            "0 07 123456 1234567");
  EXPECT_EQ(text_of(zero_pad(1, 8), ' ', zero_pad(100'000'000, 8), ' ', zero_pad(1, 9)),
            "00000001 100000000 000000001");
  EXPECT_EQ(text_of(pad_left(42, 5), pad_left(-3, 1)), "   42-3");
}

TEST(Text, NothingIntoABufferWithoutMemory) {
  EXPECT_EQ(text_of(pad_right("", 0), pad_left_text("", 0), std::string_view(), hex_bytes({})), "");
}

TEST(Text, Hexadecimal) {
  EXPECT_EQ(text_of(hex(0), ' ', hex(0, 4), ' ', hex(0xbeef, 2), ' ', hex(0xa, 2)), "0 0000 beef 0a");
  EXPECT_EQ(text_of(hex(std::numeric_limits<uint64_t>::max())), "ffffffffffffffff");
  EXPECT_EQ(text_of(hex(1, 20)), "00000000000000000001");
  EXPECT_EQ(text_of(hex(0x9a, 3), ' ', hex(0xffff), ' ', hex(0x10000), ' ', hex(0xabc, 5)), "09a ffff 10000 00abc");
}

}  // namespace
}  // namespace trawl
