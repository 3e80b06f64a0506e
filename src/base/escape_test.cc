#include "base/escape.h"

#include <gtest/gtest.h>

#include <string>

namespace trawl {
namespace {

template <class T>
std::string text_of(const T& part) {
  TextBuffer out;
  out.put(part);
  return std::string(out.view());
}

TEST(Escape, LeavesNothingThatEndsALineOrMovesTheCursor) {
  EXPECT_EQ(text_of(escaped("a\nb\tc\rd")), "a\\nb\\tc\\rd");
  EXPECT_EQ(text_of(escaped("\x1b[2J\x7f\x01")), "\\x1b[2J\\x7f\\x01");
  EXPECT_EQ(text_of(escaped("back\\slash")), "back\\\\slash");
  EXPECT_EQ(text_of(escaped("caf\u00e9 \u4e2d")), "caf\u00e9 \u4e2d");
  EXPECT_EQ(text_of(escaped("\u202e\u0085\u2028")), "\\xe2\\x80\\xae\\xc2\\x85\\xe2\\x80\\xa8");
  EXPECT_EQ(text_of(escaped("\xff\xc3")), "\\xff\\xc3");
  EXPECT_EQ(text_of(escaped("\xed\xa0\x80\xc0\xaf")), "\\xed\\xa0\\x80\\xc0\\xaf");
  EXPECT_EQ(text_of(escaped_word("Web Content")), "Web\\ Content");
}

TEST(Escape, ComesBack) {
  std::string every;
  for (int c = 0; c < 256; c++) every += static_cast<char>(c);
  every += "\u202e and \\x41 \\n";
  EXPECT_EQ(unescape(text_of(escaped(every))), every);
  EXPECT_EQ(unescape(text_of(escaped_word(every))), every);
  EXPECT_EQ(unescape("\\q\\x4"), "\\q\\x4");
}

TEST(Escape, JsonComesBack) {
  const std::map<std::string, std::string> labels = {{"a", "1"}, {"quote\"", "back\\slash\n"}, {"\u00e9", "\u202e"}};
  const std::string text = text_of(JsonObject{labels});
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_EQ(parse_json_object(text), labels);
  EXPECT_EQ(text_of(JsonObject{{}}), "{}");
  EXPECT_TRUE(parse_json_object("{}")->empty());
  for (const char* bad : {"", "{", "{\"a\"}", "{\"a\":1}", "{\"a\":\"b\"}x", "{\"a\":\"\\u12\"}", "{\"a\":\"b\\"}) {
    EXPECT_FALSE(parse_json_object(bad)) << bad;
  }
}

}  // namespace
}  // namespace trawl
