#include "kernel/lines/line_index.h"

#include <gmock/gmock.h>

#include <cstring>

#include "kernel/lines/line_tables.h"

namespace trawl {
namespace {

using line_index::kNone;
using testing::ElementsAre;

constexpr uint64_t kBase = 0xffffffff81000000;
constexpr const char* kId = "0123abcd";

/// "outer" at 0x10 to 0x50, with "middle" inlined at 0x20 to 0x40 and at 0x48, and "inner" in that at 0x28.
LineTables tables() {
  LineTables made(kBase);
  made.add_section(".text", kBase, 0x100);
  const uint32_t c = made.add_file("a.c");
  const uint32_t h = made.add_file("b.h");
  made.add_row(kBase + 0x10, c, 5, true);
  made.add_row(kBase + 0x20, h, 7, true);
  made.add_row(kBase + 0x20, h, 8, false);
  made.add_row(kBase + 0x28, h, 9, false);
  made.add_row(kBase + 0x2c, h, 9, false);
  made.add_row(kBase + 0x40, c, 6, true);
  made.add_row(kBase + 0x50, kNone, 0, true);
  const uint32_t middle = made.add_text("middle");
  made.add_range(kBase + 0x10, kBase + 0x50, made.add_text("outer"), kNone, 0);
  made.add_range(kBase + 0x20, kBase + 0x40, middle, c, 6);
  made.add_range(kBase + 0x48, kBase + 0x4c, middle, c, 6);
  made.add_range(kBase + 0x28, kBase + 0x30, made.add_text("inner"), h, 8);
  return made;
}

std::vector<uint8_t> encoded(LineTables made) {
  return *made.encode(kBase, kId);
}

std::vector<std::string> frames(const LineIndex& index, uint64_t offset) {
  std::vector<std::string> texts;
  for (const CodeFrame& frame : index.frames(kBase + offset)) {
    texts.push_back(frame.function + ' ' + frame.file + ':' + std::to_string(frame.line));
  }
  return texts;
}

TEST(LineIndex, FramesAreThoseAroundTheAddress) {
  const auto bytes = encoded(tables());
  const auto index = LineIndex::parse(bytes, kId);
  ASSERT_TRUE(index) << index.error().what;
  EXPECT_THAT(frames(*index, 0x10), ElementsAre("outer a.c:5"));
  EXPECT_THAT(frames(*index, 0x1f), ElementsAre("outer a.c:5"));
  EXPECT_THAT(frames(*index, 0x20), ElementsAre("middle b.h:8", "outer a.c:6")) << "the address's last row counts";
  EXPECT_THAT(frames(*index, 0x2f), ElementsAre("inner b.h:9", "middle b.h:8", "outer a.c:6"));
  EXPECT_THAT(frames(*index, 0x30), ElementsAre("middle b.h:9", "outer a.c:6"));
  EXPECT_THAT(frames(*index, 0x44), ElementsAre("outer a.c:6"));
  EXPECT_THAT(frames(*index, 0x48), ElementsAre("middle a.c:6", "outer a.c:6"));
  EXPECT_THAT(frames(*index, 0x50), ElementsAre()) << "the end of the sequence";
  EXPECT_THAT(frames(*index, 0x0f), ElementsAre());
  EXPECT_THAT(index->frames(kBase - 1), ElementsAre());
  EXPECT_THAT(index->frames(0), ElementsAre());
}

TEST(LineIndex, LinesStartAtStatements) {
  const auto bytes = encoded(tables());
  const auto index = LineIndex::parse(bytes, kId);
  EXPECT_THAT(index->line_starts(kBase, kBase + 0x100), ElementsAre(kBase + 0x10, kBase + 0x20, kBase + 0x40));
  EXPECT_THAT(index->line_starts(kBase + 0x11, kBase + 0x40), ElementsAre(kBase + 0x20));
  EXPECT_EQ(index->anchor(), kBase);
  EXPECT_EQ(index->sections().front().name, ".text");
}

TEST(LineIndex, PartsOfSeveralReadersAreOne) {
  LineTables first(kBase);
  first.add_row(kBase + 0x80, first.add_file("b.h"), 3, true);
  first.add_range(kBase + 0x80, kBase + 0x90, first.add_text("other"), kNone, 0);
  first.take(tables());
  const auto bytes = encoded(std::move(first));
  const auto index = LineIndex::parse(bytes, kId);
  EXPECT_THAT(frames(*index, 0x2f), ElementsAre("inner b.h:9", "middle b.h:8", "outer a.c:6"));
  EXPECT_THAT(frames(*index, 0x88), ElementsAre("other b.h:3"));
}

TEST(LineIndex, RangesThatCrossAreCut) {
  LineTables made(kBase);
  const uint32_t file = made.add_file("a.c");
  made.add_row(kBase, file, 1, true);
  made.add_range(kBase, kBase + 0x20, made.add_text("first"), kNone, 0);
  made.add_range(kBase + 0x10, kBase + 0x30, made.add_text("second"), file, 2);
  const auto bytes = encoded(std::move(made));
  const auto index = LineIndex::parse(bytes, kId);
  EXPECT_THAT(frames(*index, 0x18), ElementsAre("second a.c:1", "first a.c:2"));
  EXPECT_THAT(frames(*index, 0x28), ElementsAre(" a.c:1"));
}

TEST(LineIndex, OnlyAWholeOneOfTheImageIsTaken) {
  const auto bytes = encoded(tables());
  EXPECT_FALSE(LineIndex::parse(bytes, "0123abce"));
  EXPECT_FALSE(LineIndex::parse(bytes, ""));
  for (size_t size = 0; size < bytes.size(); size++) {
    EXPECT_FALSE(LineIndex::parse(std::span(bytes).first(size), kId)) << size;
  }
  for (size_t at = 0; at < bytes.size(); at++) {
    auto damaged = bytes;
    damaged[at] ^= 1;
    EXPECT_FALSE(LineIndex::parse(damaged, kId)) << at;
  }
}

}  // namespace
}  // namespace trawl
