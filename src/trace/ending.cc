#include "trace/ending.h"

#include <algorithm>
#include <array>
#include <ranges>

#include "base/escape.h"
#include "base/text.h"
#include "trace/drop_reasons.h"

namespace trawl {

namespace {

constexpr std::array<std::string_view, 5> kNames = {"delivered", "sent", "dropped", "handled", "open"};

void put_task(TextBuffer& out, const StepTask& task) {
  out.put(escaped_word(task.comm), '.', task.pid);
}

/// The function that let go, or what is known instead.
std::string_view place_of(const TraceStep& step) {
  return step.caller.empty() ? step.name : step.caller;
}

void put_interface(TextBuffer& out, const TraceStep& step) {
  if (!step.interface.empty()) out.put(" on ", escaped_word(step.interface));
}

/// Whether netfilter dropped the packet.
bool is_netfilter_drop(const TraceStep& drop) {
  constexpr std::string_view kCallers[] = {"nf_hook_slow", "nft_do_chain", "nft_do_chain_inet", "nf_hook_slow_list"};
  return drop.reason == "NETFILTER_DROP" || std::ranges::find(kCallers, drop.caller) != std::end(kCallers);
}

/// Verdicts after which the packet goes on, perhaps to the end of the chain that its rules began with.
bool goes_on(std::string_view verdict) {
  constexpr std::string_view kPassing[] = {"accept", "jump", "goto", "return", "continue"};
  return std::ranges::find(kPassing, verdict) != std::end(kPassing);
}

/// The rule, chain or table that dropped it: the one that was seen last, if that can be. `policy`: of the chain that
/// the rules began with.
struct NetfilterDrop {
  const NetfilterPlace* place = nullptr;
  std::string_view policy;
};

NetfilterDrop netfilter_drop(const Story& story) {
  NetfilterDrop drop;
  for (const StoryStep& entry : std::views::reverse(story.steps)) {
    const NetfilterPlace& place = entry.step.netfilter;
    if (place.empty()) continue;
    if (drop.place == nullptr) drop.place = &place;
    if (place.rule != 0) continue;
    drop.policy = place.verdict;
    if (goes_on(drop.place->verdict) && drop.policy == "drop") drop.place = &place;
    break;
  }
  return drop;
}

void put_chain(TextBuffer& out, const NetfilterPlace& place) {
  out.put("chain ", escaped_word(place.chain), " of table ", place.family, ' ', escaped_word(place.table));
}

/// A verdict map that has no answer lets the packet go on, so that a policy of dropping may have been what decided.
void put_netfilter_drop(TextBuffer& out, const NetfilterDrop& drop) {
  const NetfilterPlace& place = *drop.place;
  if (place.rule != 0) {
    const bool map = place.verdict == "map";
    out.put("dropped by ", map ? "the verdict map of " : "", "rule ", place.rule, " of ");
    put_chain(out, place);
    if (map && drop.policy == "drop") out.put(", or by the policy behind it");
  } else if (place.verdict == "drop") {
    out.put("dropped by the policy of ");
    put_chain(out, place);
  } else {
    out.put("dropped in ");
    put_chain(out, place);
    out.put(" (by which rule is not known)");
  }
}

void put_program_drop(TextBuffer& out, const TraceStep& step) {
  const bool several = step.programs.size() > 1;
  out.put("dropped by ", several ? "one of the " : "the ", step.hook, several ? " programs " : " program ");
  for (const std::string& program : step.programs) {
    out.put(&program != &step.programs.front() ? ", " : "", escaped_word(program));
  }
  put_interface(out, step);
}

void put_drop(TextBuffer& out, const Story& story, const TraceStep& step) {
  const bool netfilter = is_netfilter_drop(step);
  if (const NetfilterDrop drop = netfilter_drop(story); netfilter && drop.place != nullptr) {
    put_netfilter_drop(out, drop);
    put_interface(out, step);
    return;
  }
  if (!step.programs.empty()) {
    put_program_drop(out, step);
    return;
  }
  out.put("dropped by ", place_of(step));
  put_interface(out, step);
  if (step.reason.empty()) return;
  out.put(": ", step.reason);
  const std::string_view meaning = explain_drop(step.reason);
  if (!meaning.empty()) out.put(", ", meaning);
  if (netfilter) out.put(" (by which rule is not known: that takes probes)");
}

void put_delivery(TextBuffer& out, const TraceStep& step) {
  const bool copied = step.kind == StepKind::kCopied;
  const StepTask& task = copied ? step.task : step.owner;
  out.put(copied ? "delivered to " : "taken by the TCP socket");
  if (task.pid != 0 && !copied) out.put(" of ");
  if (task.pid == 0) return;
  put_task(out, task);
  // The reader's own, where it is the socket's owner; of other tasks only the name is known.
  if (step.owner.pid == task.pid && !step.owner.container.empty()) {
    out.put(" in container ", escaped_word(step.owner.container));
  }
}

const TraceStep* last_of(const Story& story, std::initializer_list<StepKind> kinds) {
  for (const StoryStep& entry : std::views::reverse(story.steps)) {
    if (std::ranges::find(kinds, entry.step.kind) != kinds.end()) return &entry.step;
  }
  return nullptr;
}

/// Kernels before 6.3 do not say who; then it is the last function that was seen.
std::string_view let_go_by(const Story& story) {
  if (!story.last().caller.empty()) return story.last().caller;
  const TraceStep* function = last_of(story, {StepKind::kFunction});
  return function != nullptr ? function->name : story.last().name;
}

/// What connection tracking said of it last.
void put_conntrack(TextBuffer& out, const Story& story) {
  for (const StoryStep& entry : std::views::reverse(story.steps)) {
    if (entry.step.conntrack.empty()) continue;
    out.put(" (connection ", entry.step.conntrack, ')');
    return;
  }
}

/// How many segments or fragments it became.
void put_pieces(TextBuffer& out, const Story& story) {
  for (const CopyKind kind : {CopyKind::kSegment, CopyKind::kFragment}) {
    const auto count = std::ranges::count_if(
        story.steps, [kind](const StoryStep& entry) { return entry.origin && entry.origin->kind == kind; });
    if (count != 0) out.put(" (in ", count, ' ', copy_name(kind), count == 1 ? ")" : "s)");
  }
}

Ending make(const Story& story, EndingKind kind, const auto& put) {
  TextBuffer text;
  put(text);
  put_pieces(text, story);
  put_conntrack(text, story);
  return {kind, std::string(text.view())};
}

}  // namespace

std::string_view ending_name(EndingKind kind) {
  return kNames[static_cast<size_t>(kind)];
}

Ending ending_of(const Story& story) {
  using enum StepKind;
  if (const TraceStep* copied = last_of(story, {kCopied})) {
    return make(story, EndingKind::kDelivered, [&](TextBuffer& out) { put_delivery(out, *copied); });
  }
  if (const TraceStep* step = last_of(story, {kDropped, kTcpReceived})) {
    const bool dropped = step->kind == kDropped;
    return make(story, dropped ? EndingKind::kDropped : EndingKind::kDelivered,
                [&](TextBuffer& out) { dropped ? put_drop(out, story, *step) : put_delivery(out, *step); });
  }
  const TraceStep* device = last_of(story, {kDriver, kQueued, kReceived});
  const TraceStep& last = story.last();
  if (device != nullptr && device->kind != kReceived && (last.released || device->kind == kDriver)) {
    return make(story, EndingKind::kSent,
                [&](TextBuffer& out) { out.put("sent by ", escaped_word(device->interface)); });
  }
  if (last.released) {
    return make(story, EndingKind::kHandled, [&](TextBuffer& out) {
      out.put("handled by the kernel, let go by ", let_go_by(story));
      put_interface(out, last);
    });
  }
  return make(story, EndingKind::kOpen, [&](TextBuffer& out) {
    if (last.kind == kReceived) {
      out.put("came in");
      put_interface(out, last);
      out.put(" and was not dropped; who took it was not seen");
    } else {
      out.put("its end was not seen; last seen at ", last.name);
      put_interface(out, last);
    }
  });
}

}  // namespace trawl
