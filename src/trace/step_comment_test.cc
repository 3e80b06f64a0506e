#include "trace/step_comment.h"

#include <gtest/gtest.h>

namespace trawl {
namespace {

std::string written(const TraceStep& step) {
  Story story;
  story.number = 3;
  StoryStep entry;
  entry.step = step;
  TextBuffer out;
  put_step_comment(out, story, entry);
  return std::string(out.view());
}

TraceStep sample() {
  TraceStep step;
  step.name = "kfree_skb";
  step.kind = StepKind::kDropped;
  step.skb = 0xffff888000001000;
  step.reason = "NETFILTER_DROP";
  step.programs = {"a\nb", "c"};
  step.netfilter = {.family = "inet", .table = "t", .chain = "c", .rule = 9, .verdict = "drop"};
  step.owner = {{.pid = 7, .tid = 8, .comm = "a.b c\n"}, "box", "pod.ns"};
  step.released = true;
  step.netns = 4026531833;
  step.mark = 0x10;
  step.network = 14;
  return step;
}

TEST(StepComment, ReadsWhatItWrites) {
  TextPool texts;
  const auto step = parse_step_comment(written(sample()), texts);
  ASSERT_TRUE(step);
  EXPECT_EQ(step->packet, 3U);
  EXPECT_EQ(step->owner.comm, "a.b c\n");
  EXPECT_EQ(step->owner.tid, 8U);
  EXPECT_EQ(step->programs, sample().programs);
  EXPECT_EQ(step->kind, StepKind::kDropped);
  // Everything else: the same text comes out again.
  EXPECT_EQ(written(*step), written(sample()));
}

TEST(StepComment, OthersCommentsAreNone) {
  TextPool texts;
  EXPECT_FALSE(parse_step_comment("", texts));
  EXPECT_FALSE(parse_step_comment("Step: ip_rcv", texts));
  EXPECT_FALSE(parse_step_comment("TracePacket: 0\nStep: x", texts));
  EXPECT_FALSE(parse_step_comment("TracePacket: 1", texts));
}

TEST(StepComment, NumbersThatDoNotFitAreLeftOut) {
  TextPool texts;
  const auto step = parse_step_comment("TracePacket: 1\nStep: x\nCPU: 4294967296\nEffect: magic\nOwner: x", texts);
  ASSERT_TRUE(step);
  EXPECT_EQ(step->cpu, 0U);
  EXPECT_EQ(step->kind, StepKind::kPassing);
  EXPECT_EQ(step->owner.pid, 0U);
}

}  // namespace
}  // namespace trawl
