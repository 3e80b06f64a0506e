#include "trace/story.h"

#include <algorithm>

namespace trawl {

namespace {

// How long nothing has come when a story has ended, in ns. The end of a packet that a socket has is often not seen, and
// clones that nobody saw being made turn up late.
constexpr int64_t kQuiet = 3'000'000'000;
constexpr int64_t kQuietWhenReceived = 50'000'000;
constexpr int64_t kQuietWhenReleased = 20'000'000;
constexpr size_t kMostSteps = 4096;  // of one story: one that never ends is told in parts
constexpr size_t kMostOpen = 65536;
constexpr uint64_t kStackSize = 16384;  // bytes: kernel stacks begin at multiples of it

int64_t patience(const Story& story) {
  if (story.released) return kQuietWhenReleased;
  const StepKind kind = story.last().kind;
  return kind == StepKind::kCopied || kind == StepKind::kTcpReceived ? kQuietWhenReceived : kQuiet;
}

}  // namespace

// A called function's stack pointer lies below its caller's; where it does not, the caller has returned. So have those
// called by the caller, where that is known by name. After a tail call it is a function further out, and right, too.
int Stories::depth_of(Open& open, const TraceStep& step) {
  if (step.stack_pointer == 0) return open.depth;
  auto& calls = open.calls[step.stack_pointer / kStackSize];
  while (!calls.empty() && calls.back().stack_pointer <= step.stack_pointer) calls.pop_back();
  const auto caller = std::ranges::find(calls.rbegin(), calls.rend(), step.caller, &Call::function);
  if (caller != calls.rend()) calls.erase(caller.base(), calls.end());
  open.depth = static_cast<int>(calls.size());
  calls.push_back({step.stack_pointer, std::string(step.name)});
  return open.depth;
}

/// Whose story the step belongs to; said to the skb's carriers, if that story goes on in it as a segment.
void Stories::join_segments(StoryStep& entry) {
  TraceStep& step = entry.step;
  if (const auto piece = pieces_.find(step.packet); piece != pieces_.end()) step.packet = piece->second;
  const auto own = open_.find(step.packet);
  if (own != open_.end() && own->second.carriers.knows(step.skb)) return;
  const auto parent = segments_.parent_of(entry);
  const auto whole = parent ? open_.find(parent->packet) : open_.end();
  if (whole == open_.end()) return;
  if (step.packet != parent->packet) pieces_[step.packet] = parent->packet;
  step.packet = parent->packet;
  whole->second.carriers.note_segment(step.skb, parent->skb);
}

/// Which skb it is, and what changed since that one's last step, or that of the one it was made of.
void Stories::compare(Open& open, StoryStep& entry) {
  const auto& steps = open.story.steps;
  const bool known = open.carriers.knows(entry.step.skb);
  entry.carrier = open.carriers.number(entry.step.skb);
  if (!known) entry.origin = open.carriers.origin(entry.carrier);
  const size_t earlier = entry.origin ? entry.origin->of : entry.carrier;
  const auto same = std::ranges::find(steps.rbegin(), steps.rend(), earlier, &StoryStep::carrier);
  const auto before = same != steps.rend() ? same : steps.rbegin();
  if (before != steps.rend()) entry.changes = changes_between(*before, entry);
  open.carriers.note_copy(entry.step);
}

void Stories::add(TraceStep step, const Added& added) {
  StoryStep entry;
  const auto headers =
      std::span<const uint8_t>(step.headers).subspan(std::min<size_t>(step.network, step.headers.size()));
  entry.layers = read_layers(headers, step.protocol);
  entry.step = std::move(step);
  join_segments(entry);
  const TraceStep& s = entry.step;
  // A late end of another skb: its packet's story has been told.
  if (s.kind == StepKind::kConsumed && !open_.contains(s.packet)) return;
  if (open_.size() >= kMostOpen) end_all();
  const auto at = open_.try_emplace(s.packet).first;
  Open& open = at->second;
  Story& story = open.story;
  const bool was_wanted = story.wanted();
  if (s.wanted == Wanted::kNever) story.excluded = true;
  if (!was_wanted && s.wanted == Wanted::kYes) story.number = ++count_;
  entry.depth = depth_of(open, s);
  compare(open, entry);
  segments_.see(entry, s.packet);
  story.lost += s.lost;
  if (s.released) {
    std::erase(story.skbs, s.skb);
  } else if (std::ranges::find(story.skbs, s.skb) == story.skbs.end()) {
    story.skbs.push_back(s.skb);
  }
  story.released = s.released && story.skbs.empty();
  story.steps.push_back(std::move(entry));
  if (story.wanted()) {
    const size_t untold = was_wanted ? story.steps.size() - 1 : 0;
    for (size_t i = untold; i < story.steps.size(); i++) added(story, story.steps[i]);
  }
  if (story.steps.size() >= kMostSteps) end(at);
}

void Stories::end(std::map<uint64_t, Open>::iterator open) {
  const Story story = std::move(open->second.story);
  const uint64_t packet = open->first;
  open_.erase(open);
  segments_.forget(packet);
  std::erase_if(pieces_, [packet](const auto& piece) { return piece.second == packet; });
  ended_(story);
}

void Stories::end_quiet(int64_t now) {
  for (auto at = open_.begin(); at != open_.end();) {
    const auto here = at++;
    const Story& story = here->second.story;
    if (now - story.last().time > patience(story)) end(here);
  }
}

void Stories::end_all() {
  while (!open_.empty()) end(open_.begin());
}

}  // namespace trawl
