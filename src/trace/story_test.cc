#include "trace/story.h"

#include <gtest/gtest.h>

#include "trace/ending.h"

namespace trawl {
namespace {

constexpr uint64_t kSkb = 0x1000;
constexpr uint64_t kClone = 0x2000;

TraceStep make(int64_t time, StepKind kind, std::string_view name, uint64_t skb = kSkb) {
  TraceStep step;
  step.time = time;
  step.packet = 1;
  step.skb = skb;
  step.kind = kind;
  step.name = name;
  step.interface = "eth0";
  step.released = kind == StepKind::kDropped || kind == StepKind::kConsumed;
  return step;
}

class StoriesTest : public testing::Test {
 protected:
  void add(TraceStep step) {
    stories_.add(std::move(step), [this](const Story& /*story*/, const StoryStep& entry) {
      last_ = entry;
      added_++;
    });
  }
  /// Rule 7 of a chain of nf_tables with this policy and verdict, and a drop behind it.
  void add_rule_and_drop(std::string_view policy, std::string_view verdict) {
    TraceStep step = make(0, StepKind::kFunction, "nft_do_chain");
    step.netfilter = {.family = "ip", .table = "t", .chain = "a", .rule = 0, .verdict = policy};
    add(step);
    step.netfilter.rule = 7;
    step.netfilter.verdict = verdict;
    add(step);
    TraceStep drop = make(1, StepKind::kDropped, "kfree_skb");
    drop.reason = "NETFILTER_DROP";
    add(drop);
  }
  std::string ending() {
    stories_.end_all();
    return ended_.empty() ? "" : ending_of(ended_.back()).text;
  }

  std::vector<Story> ended_;
  StoryStep last_;
  int added_ = 0;
  Stories stories_{[this](const Story& story) { ended_.push_back(story); }};
};

TEST_F(StoriesTest, StepsAreToldWhenAnOwnerIsWanted) {
  TraceStep step = make(0, StepKind::kReceived, "netif_receive_skb");
  step.wanted = Wanted::kUnknown;
  add(step);
  EXPECT_EQ(added_, 0);
  step.time = 1;
  step.wanted = Wanted::kYes;
  add(step);
  EXPECT_EQ(added_, 2);
  add(make(2, StepKind::kConsumed, "consume_skb"));
  EXPECT_EQ(added_, 3);
  stories_.end_all();
  ASSERT_EQ(ended_.size(), 1U);
  EXPECT_EQ(ended_[0].number, 1U);
  EXPECT_FALSE(ended_[0].excluded);
}

TEST_F(StoriesTest, NoneBeginsWithAnEnd) {
  add(make(0, StepKind::kConsumed, "consume_skb"));
  EXPECT_EQ(added_, 0);
  EXPECT_EQ(stories_.count(), 0U);
}

TEST_F(StoriesTest, OneThatNobodyAskedForHasNoNumber) {
  TraceStep step = make(0, StepKind::kReceived, "netif_receive_skb");
  step.wanted = Wanted::kNever;
  add(step);
  stories_.end_all();
  ASSERT_EQ(ended_.size(), 1U);
  EXPECT_FALSE(ended_[0].wanted());
  EXPECT_TRUE(ended_[0].excluded);
  EXPECT_EQ(added_, 0);
}

TEST_F(StoriesTest, ADropEndsSoon) {
  add(make(0, StepKind::kReceived, "netif_receive_skb"));
  TraceStep drop = make(10, StepKind::kDropped, "kfree_skb");
  drop.caller = "__udp4_lib_rcv";
  drop.reason = "NO_SOCKET";
  add(drop);
  stories_.end_quiet(19'000'000);
  EXPECT_TRUE(ended_.empty());
  stories_.end_quiet(21'000'000);
  ASSERT_EQ(ended_.size(), 1U);
  EXPECT_EQ(ending_of(ended_[0]).kind, EndingKind::kDropped);
  EXPECT_EQ(ending_of(ended_[0]).text, "dropped by __udp4_lib_rcv on eth0: NO_SOCKET, no socket listens there");
}

TEST_F(StoriesTest, ACloneKeepsItGoing) {
  add(make(0, StepKind::kQueued, "net_dev_queue"));
  add(make(1, StepKind::kPassing, "net_dev_queue", kClone));
  add(make(2, StepKind::kConsumed, "consume_skb", kClone));
  stories_.end_quiet(100'000'000);
  EXPECT_TRUE(ended_.empty());
  stories_.end_quiet(3'100'000'000);
  EXPECT_EQ(ended_.size(), 1U);
}

TEST_F(StoriesTest, AReaderOutweighsADropOfAClone) {
  add(make(0, StepKind::kReceived, "netif_receive_skb"));
  TraceStep copied = make(1, StepKind::kCopied, "skb_copy_datagram_iovec", kClone);
  copied.task = {.pid = 42, .tid = 42, .comm = "ping"};
  add(copied);
  add(make(2, StepKind::kDropped, "kfree_skb"));
  EXPECT_EQ(ending(), "delivered to ping.42");
}

TEST_F(StoriesTest, TextFromProcessesIsEscaped) {
  TraceStep received = make(0, StepKind::kTcpReceived, "tcp_probe");
  received.owner = {{.pid = 7, .tid = 7, .comm = "a b\n"}, {}, {}};
  add(received);
  EXPECT_EQ(ending(), "taken by the TCP socket of a\\ b\\n.7");
}

TEST_F(StoriesTest, SentByADevice) {
  add(make(0, StepKind::kQueued, "net_dev_start_xmit"));
  add(make(1, StepKind::kDriver, "net_dev_xmit"));
  EXPECT_EQ(ending(), "sent by eth0");
}

TEST_F(StoriesTest, WhatChangedSinceTheSkbsLastStep) {
  add(make(0, StepKind::kQueued, "a"));
  TraceStep other = make(1, StepKind::kQueued, "b", kClone);
  other.interface = "eth1";
  add(other);
  ASSERT_EQ(last_.changes.size(), 1U);
  EXPECT_EQ(last_.changes[0], (Change{"interface", "eth0", "eth1"}));
  TraceStep marked = make(2, StepKind::kQueued, "c");
  marked.mark = 0x10;
  add(marked);
  ASSERT_EQ(last_.changes.size(), 1U);
  EXPECT_EQ(last_.changes[0], (Change{"mark", "0x0", "0x10"}));
}

/// A TCP segment at a device: 20 bytes of IPv4, then ports and the sequence number.
TraceStep segment(int64_t time, StepKind kind, std::string_view name, uint64_t skb, uint8_t sequence) {
  TraceStep step = make(time, kind, name, skb);
  step.protocol = 0x0800;
  step.network_length = 50;
  step.headers = {0x45, 0, 0, 50, 0, 0, 0, 0, 64, 6,        0, 0, 10, 0, 0,    1, 10, 0,
                  0,    2, 0, 1,  0, 2, 0, 0, 0,  sequence, 0, 0, 0,  0, 0x50, 0, 0,  0};
  return step;
}

TEST_F(StoriesTest, SegmentsThatNobodySawBeingMadeContinueTheStory) {
  TraceStep whole = segment(0, StepKind::kQueued, "net_dev_queue", kSkb, 10);
  whole.network_length = 100;
  whole.gso_size = 10;
  add(whole);
  whole.kind = StepKind::kConsumed;
  whole.name = "consume_skb";
  whole.released = true;
  add(whole);
  for (uint8_t number = 1; number <= 2; number++) {
    TraceStep step = segment(number, StepKind::kQueued, "net_dev_start_xmit", kClone + number, 10 * number);
    step.packet = 1 + number;  // which is what the programs take it for
    add(step);
    ASSERT_TRUE(last_.origin);
    EXPECT_EQ(last_.origin->kind, CopyKind::kSegment);
    EXPECT_EQ(last_.origin->of, 1U);
    EXPECT_EQ(last_.origin->number, number);
    EXPECT_EQ(last_.changes, (std::vector<Change>{{"size", "100", "50"}}));
  }
  add(segment(3, StepKind::kReceived, "netif_receive_skb", kClone + 1, 10));
  EXPECT_EQ(stories_.count(), 1U);
  add(segment(4, StepKind::kDriver, "net_dev_xmit", kClone + 2, 20));
  EXPECT_EQ(ending(), "sent by eth0 (in 2 segments)");
}

TEST_F(StoriesTest, WhatTheDeviceGotWholeHasNoSegments) {
  for (const auto* name : {"net_dev_queue", "net_dev_start_xmit", "consume_skb"}) {
    TraceStep step = segment(0, StepKind::kQueued, name, kSkb, 10);
    step.gso_size = 10;
    if (std::string_view(name) == "consume_skb") step.kind = StepKind::kConsumed;
    add(step);
  }
  TraceStep again = segment(1, StepKind::kQueued, "net_dev_start_xmit", kClone, 10);
  again.packet = 2;
  add(again);
  EXPECT_EQ(stories_.count(), 2U);
}

TEST_F(StoriesTest, ACopyTellsWhatItWasMadeOf) {
  TraceStep step = make(0, StepKind::kFunction, "ip_copy_metadata");
  step.copy = kClone;
  add(step);
  add(make(1, StepKind::kQueued, "net_dev_queue", kClone));
  ASSERT_TRUE(last_.origin);
  EXPECT_EQ(last_.origin->kind, CopyKind::kFragment);
  EXPECT_EQ(last_.origin->number, 1U);
  step.name = "__copy_skb_header";
  step.caller = "__skb_clone";
  add(step);
  add(make(2, StepKind::kQueued, "net_dev_queue", kClone));
  ASSERT_TRUE(last_.origin);
  EXPECT_EQ(last_.origin->kind, CopyKind::kClone);
  EXPECT_EQ(last_.carrier, 3U) << "its memory is another skb's";
}

TEST_F(StoriesTest, DepthFromStackPointers) {
  const std::pair<uint64_t, int> calls[] = {
      {0x13ff0, 0}, {0x13f80, 1}, {0x13f00, 2}, {0x13f40, 2}, {0x13fe0, 1}, {0x13ff0, 0}, {0x23f00, 0},
  };
  for (const auto& [stack_pointer, depth] : calls) {
    TraceStep step = make(0, StepKind::kFunction, "f");
    step.stack_pointer = stack_pointer;
    add(step);
    EXPECT_EQ(last_.depth, depth) << std::hex << stack_pointer;
  }
}

TEST_F(StoriesTest, AKnownCallerEndsWhatItCalledBefore) {
  struct Row {
    const char* name;
    const char* caller;
    uint64_t stack_pointer;
    int depth;
  };
  // The last one's frame lies below its sibling's, which has returned.
  const Row calls[] = {{"outer", "", 0x13ff0, 0}, {"first", "outer", 0x13f80, 1}, {"second", "outer", 0x13f40, 1}};
  for (const Row& row : calls) {
    TraceStep step = make(0, StepKind::kFunction, row.name);
    step.caller = row.caller;
    step.stack_pointer = row.stack_pointer;
    add(step);
    EXPECT_EQ(last_.depth, row.depth) << row.name;
  }
}

TEST_F(StoriesTest, ARuleThatDropsIsNamed) {
  TraceStep rule = make(0, StepKind::kFunction, "nft_immediate_eval");
  rule.netfilter = {.family = "inet", .table = "fil ter", .chain = "input", .rule = 7, .verdict = "drop"};
  add(rule);
  TraceStep drop = make(1, StepKind::kDropped, "kfree_skb");
  drop.caller = "nf_hook_slow";
  drop.conntrack = "new";
  add(drop);
  EXPECT_EQ(ending(), "dropped by rule 7 of chain input of table inet fil\\ ter on eth0 (connection new)");
}

TEST_F(StoriesTest, AVerdictMapMayHaveLeftItToThePolicy) {
  for (const auto& [policy, expected] :
       {std::pair{"accept", "dropped by the verdict map of rule 7 of chain a of table ip t on eth0"},
        std::pair{
            "drop",
            "dropped by the verdict map of rule 7 of chain a of table ip t, or by the policy behind it on eth0"}}) {
    add_rule_and_drop(policy, netfilter_verdict(-101));
    EXPECT_EQ(ending(), expected);
  }
}

TEST_F(StoriesTest, BehindACallThePolicyDrops) {
  add_rule_and_drop("drop", "jump");
  EXPECT_EQ(ending(), "dropped by the policy of chain a of table ip t on eth0");
}

TEST_F(StoriesTest, OfIptablesTheTableIsKnown) {
  TraceStep table = make(0, StepKind::kFunction, "ipt_do_table");
  table.netfilter = {
      .family = "ip", .table = "filter", .chain = std::string(netfilter_hook(1)), .rule = 0, .verdict = ""};
  add(table);
  TraceStep drop = make(1, StepKind::kDropped, "kfree_skb");
  drop.caller = "nf_hook_slow";
  add(drop);
  EXPECT_EQ(ending(), "dropped in chain INPUT of table ip filter (by which rule is not known) on eth0");
}

TEST_F(StoriesTest, AProgramThatDropsIsNamed) {
  TraceStep drop = make(0, StepKind::kDropped, "kfree_skb");
  drop.hook = "tc egress";
  drop.programs = {"first", "second"};
  add(drop);
  EXPECT_EQ(ending(), "dropped by one of the tc egress programs first, second on eth0");
}

TEST(Netfilter, Words) {
  EXPECT_EQ(netfilter_verdict(0x20000), "drop");
  EXPECT_EQ(netfilter_verdict(-3), "jump");
  EXPECT_EQ(netfilter_verdict(-100), "");
  EXPECT_EQ(conntrack_text(2, 1U << 4), "new, source NAT");
  EXPECT_EQ(conntrack_text(0xff, 0), "");
}

TEST_F(StoriesTest, LostStepsAreCounted) {
  TraceStep step = make(0, StepKind::kQueued, "a");
  step.lost = 3;
  add(step);
  (void)ending();
  ASSERT_EQ(ended_.size(), 1U);
  EXPECT_EQ(ended_[0].lost, 3U);
}

TEST(Changes, NatIsAChangeOfAddress) {
  const auto read = [](uint8_t last, uint8_t ttl) {
    ReadStep step;
    const std::vector<uint8_t> ip = {0x45, 0, 0,  28, 0, 0,    0, 0, ttl, 17, 0, 0, 10, 0,
                                     0,    1, 10, 0,  0, last, 0, 1, 0,   53, 0, 8, 0,  0};
    step.layers = read_layers(ip, 0x0800);
    return step;
  };
  const std::vector<Change> expected = {{"destination", "10.0.0.2:53", "10.0.0.3:53"}, {"ttl", "64", "63"}};
  EXPECT_EQ(changes_between(read(2, 64), read(3, 63)), expected);
}

}  // namespace
}  // namespace trawl
