#include "print/util.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trawl {
namespace {

/// RFC 1071, section 1, to the letter.
uint16_t plain_checksum(std::span<const uint8_t> bytes) {
  uint32_t sum = 0;
  for (size_t i = 0; i < bytes.size(); i++) sum += i % 2 == 0 ? uint32_t{bytes[i]} << 8 : bytes[i];
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<uint16_t>(~sum);
}

TEST(InternetChecksum, EveryLengthAndAlignment) {
  std::vector<uint8_t> bytes;
  for (unsigned i = 0; i < 200; i++) bytes.push_back(static_cast<uint8_t>(i * 151 + 77));
  for (size_t start = 0; start < 8; start++) {
    for (size_t length = 0; length + start <= bytes.size(); length++) {
      const auto part = std::span(bytes).subspan(start, length);
      EXPECT_EQ(internet_checksum(part), plain_checksum(part)) << start << '+' << length;
    }
  }
}

TEST(InternetChecksum, Carries) {
  const std::vector<uint8_t> ones(65535, 0xff);
  EXPECT_EQ(internet_checksum(ones), plain_checksum(ones));
}

TEST(SafeText, EveryKindOfByte) {
  const std::vector<uint8_t> bytes = {'a', '\n', 0x7f, 0x80, 0xe1, 0xff, 0, 'b'};
  TextBuffer out;
  out.put(safe_text(bytes), '|', safe_string(bytes));
  EXPECT_EQ(out.view(), "a^J^?M-^@M-aM-^?^@b|a^J^?M-^@M-aM-^?");
}

}  // namespace
}  // namespace trawl
