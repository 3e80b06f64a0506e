// A packet's steps, put together into its way through the kernel.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "trace/carriers.h"
#include "trace/changes.h"
#include "trace/segments.h"
#include "trace/step.h"

namespace trawl {

struct StoryStep : ReadStep {
  std::vector<Change> changes;   // since the skb's last step, or the packet's, if the skb is new
  size_t carrier = 0;            // which of the packet's skbs, from 1, in the order they turned up
  std::optional<Origin> origin;  // of that skb, at its first step: what it was made of, if that was seen
  int depth = 0;                 // how many traced functions this one was called by
};

struct Story {
  uint64_t number = 0;  // from 1, in the order in which they turned out to be wanted; 0: not yet
  std::vector<StoryStep> steps;
  std::vector<uint64_t> skbs;  // that carry it and were not released
  uint64_t lost = 0;           // steps that were lost while it went on, its own or others'
  bool excluded = false;       // it is one of somebody's that was not to be shown
  bool released = false;       // the last step let go of the last skb: a clone may still turn up

  /// An owner that was asked for has been met.
  bool wanted() const { return number != 0; }
  const TraceStep& first() const { return steps.front().step; }
  const TraceStep& last() const { return steps.back().step; }
};

/// The stories that go on. One ends some time after its last step, which is short when all its skbs were released.
class Stories {
 public:
  using Ended = std::function<void(const Story&)>;
  using Added = std::function<void(const Story&, const StoryStep&)>;

  explicit Stories(Ended ended) : ended_(std::move(ended)) {}

  /// Calls `added` with the step as it now stands in its story, once that is wanted: then with those before it, too.
  /// Then perhaps `ended`, for stories that are not wanted as well.
  void add(TraceStep step, const Added& added);
  /// Ends what has been quiet until `now` (ns since 1970).
  void end_quiet(int64_t now);
  void end_all();

  uint64_t count() const { return count_; }

 private:
  /// A function that has not returned, and the stack pointer at its entry.
  struct Call {
    uint64_t stack_pointer;
    std::string function;
  };
  using CallStacks = std::map<uint64_t, std::vector<Call>>;  // by stack
  struct Open {
    Story story;
    CallStacks calls;
    Carriers carriers;
    int depth = 0;  // of the last step
  };
  static int depth_of(Open& open, const TraceStep& step);
  static void compare(Open& open, StoryStep& entry);
  void join_segments(StoryStep& entry);
  void end(std::map<uint64_t, Open>::iterator open);

  Ended ended_;
  std::map<uint64_t, Open> open_;        // by packet
  std::map<uint64_t, uint64_t> pieces_;  // packets that are segments of an open one
  Segments segments_;
  uint64_t count_ = 0;
};

}  // namespace trawl
