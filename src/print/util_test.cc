#include "print/util.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
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

/// A line of a dump with ASCII, put together byte by byte.
std::string dump_line(std::span<const uint8_t> bytes, unsigned offset) {
  std::string words;
  std::string characters;
  for (size_t i = 0; i < bytes.size(); i++) {
    words += fmt::format("{}{:02x}", i % 2 == 0 ? " " : "", bytes[i]);
    characters += bytes[i] > ' ' && bytes[i] < 0x7f ? static_cast<char>(bytes[i]) : '.';
  }
  return fmt::format("\n\t0x{:04x}: {:<40}  {}", offset, words, characters);
}

TEST(Dump, EveryByteAndLength) {
  std::array<uint8_t, 256> bytes{};
  std::iota(bytes.begin(), bytes.end(), uint8_t{0});
  for (size_t length = 0; length <= bytes.size(); length++) {
    const auto part = std::span(bytes).last(length);
    std::string expected;
    for (size_t at = 0; at < length; at += 16) {
      expected += dump_line(part.subspan(at, std::min<size_t>(16, length - at)), static_cast<unsigned>(at + 0xfff8));
    }
    TextBuffer out;
    put_hex_ascii_lines(out, "\n\t", part, 0xfff8);
    EXPECT_EQ(out.view(), expected);
  }
  TextBuffer out;
  put_hex_lines(out, "", std::span(bytes).subspan(8, 5));
  EXPECT_EQ(out.view(), "0x0000:  0809 0a0b 0c");
}

TEST(SafeText, EveryKindOfByte) {
  const std::vector<uint8_t> bytes = {'a', '\n', 0x7f, 0x80, 0xe1, 0xff, 0, 'b'};
  TextBuffer out;
  out.put(safe_text(bytes), '|', safe_string(bytes));
  EXPECT_EQ(out.view(), "a^J^?M-^@M-aM-^?^@b|a^J^?M-^@M-aM-^?");
}

}  // namespace
}  // namespace trawl
