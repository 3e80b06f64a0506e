#include "sink/trace_text.h"

#include <algorithm>

#include "base/escape.h"
#include "base/output.h"
#include "trace/ending.h"

namespace trawl {

namespace {

constexpr size_t kBatchSize = size_t{64} << 10;
constexpr int kTimeWidth = 10;
constexpr int kInterfaceWidth = 15;
constexpr int kSymbolWidth = 24;

double microseconds(int64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1000;
}

/// Right in its column, or as wide as it must be.
void put_microseconds(TextBuffer& out, int64_t nanoseconds, int width) {
  TextBuffer number;
  number.put(fixed(microseconds(nanoseconds), 1));
  out.put(pad_left_text(number.view(), width));
}

void put_task(TextBuffer& out, std::string_view what, const StepTask& task) {
  if (task.pid == 0 && task.comm.empty()) return;
  out.put(what, escaped_word(task.comm), '.', task.pid);
}

void put_owner(TextBuffer& out, const StepOwner& owner) {
  put_task(out, " owner ", owner);
  if (!owner.container.empty()) out.put(" container ", escaped_word(owner.container));
  if (!owner.pod.empty()) out.put(" pod ", escaped_word(owner.pod));
}

void put_changes(TextBuffer& out, const std::vector<Change>& changes) {
  if (changes.empty()) return;
  out.put(" [");
  for (const Change& change : changes) {
    if (&change != &changes.front()) out.put(", ");
    out.put(change.what, ' ', escaped(change.before), " -> ", escaped(change.after));
  }
  out.put(']');
}

void put_netfilter(TextBuffer& out, const NetfilterPlace& place) {
  if (place.empty()) return;
  if (place.rule != 0) out.put(" rule ", place.rule, " of");
  out.put(' ', place.family, ' ', escaped_word(place.table), ' ', escaped_word(place.chain));
  if (!place.verdict.empty()) out.put(place.rule != 0 ? ": " : " policy ", place.verdict);
}

void put_details(TextBuffer& out, const TraceStep& step) {
  out.put(" skb ", hex(step.skb, 16), " netns ", step.netns, " len ", step.length);
  if (step.mark != 0) out.put(" mark 0x", hex(step.mark));
  if (step.gso_size != 0) out.put(" gso ", step.gso_size);
}

/// "segment 2 of skb 1"
void put_origin(TextBuffer& out, const Origin& origin) {
  out.put(" (", copy_name(origin.kind));
  if (origin.number != 0) out.put(' ', origin.number);
  out.put(" of skb ", origin.of, ')');
}

int64_t duration(const Story& story) {
  return story.last().time - story.first().time;
}

}  // namespace

TraceText::TraceText(int fd, const PrintOptions& options, Settings settings)
    : fd_(fd), settings_(settings), names_(options), printer_(options, names_) {}

// The printer's own time and number stay away: steps have their own.
std::string_view TraceText::packet_text(const TraceStep& step) {
  Packet packet;
  packet.time = {.seconds = step.time / 1'000'000'000, .nanoseconds = static_cast<uint64_t>(step.time % 1'000'000'000)};
  packet.data = step.headers;
  packet.length = std::max(step.network + step.network_length, static_cast<uint32_t>(step.headers.size()));
  packet.link_type = step.link_header ? kLinkEthernet : kLinkRaw;
  printer_.text().clear();
  printer_.print(packet, 0);
  std::string_view text = printer_.text().view();
  if (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

/// Behind the name of a step: what it did, what changed, whose doing it was.
void TraceText::put_notes(const Story& story, size_t index) {
  const StoryStep& entry = story.steps[index];
  const TraceStep& step = entry.step;
  if (!step.module.empty()) notes_.put(" [", step.module, ']');
  const bool lets_go = step.kind == StepKind::kDropped || step.kind == StepKind::kConsumed;
  if (!step.caller.empty() && (settings_.caller || lets_go)) notes_.put(" by ", step.caller);
  put_netfilter(notes_, step.netfilter);
  if (!step.reason.empty()) notes_.put(" reason ", step.reason);
  if (step.kind == StepKind::kDriver && step.value != 0) notes_.put(" answer ", step.value);
  if (index != 0 && story.steps[index - 1].carrier != entry.carrier) notes_.put(" skb ", entry.carrier);
  if (entry.origin) put_origin(notes_, *entry.origin);
  put_changes(notes_, entry.changes);
  const auto before = std::span(story.steps).first(index);
  const auto owned =
      std::ranges::find_if(before.rbegin(), before.rend(), [](const StoryStep& e) { return e.step.owner.pid != 0; });
  if (owned == before.rend() || owned->step.owner.pid != step.owner.pid) put_owner(notes_, step.owner);
  if (settings_.verbose || before.empty() || before.back().step.task.tid != step.task.tid) {
    put_task(notes_, " on ", step.task);
  }
  if (settings_.verbose) put_details(notes_, step);
}

void TraceText::put_step(const Story& story, size_t index) {
  const StoryStep& entry = story.steps[index];
  const TraceStep& step = entry.step;
  if (step.lost != 0) out_.put("  ", step.lost, " steps were lost here\n");
  put_microseconds(out_, step.time - story.first().time, kTimeWidth);
  put_microseconds(out_, index != 0 ? step.time - story.steps[index - 1].step.time : 0, kTimeWidth);
  out_.put(pad_left(step.cpu, 4), ' ', pad_right(step.interface, kInterfaceWidth), ' ');
  if (settings_.graph) out_.fill(' ', 2 * static_cast<size_t>(std::min(entry.depth, 40)));
  notes_.clear();
  put_notes(story, index);
  if (notes_.empty()) {
    out_.put(step.name);
  } else {
    out_.put(pad_right(step.name, kSymbolWidth), notes_.view());
  }
  out_.put('\n');
  for (const std::string_view function : step.stack) out_.put("                              ", function, '\n');
}

Result<void> TraceText::step(const Story& story, const StoryStep& /*step*/) {
  if (!settings_.flat) return {};
  out_.put(pad_left(static_cast<int64_t>(story.number), 6), ' ');
  put_step(story, story.steps.size() - 1);
  return out_.size() >= kBatchSize ? flush() : Result<void>{};
}

Result<void> TraceText::story(const Story& story) {
  if (settings_.flat) {
    out_.put(pad_left(static_cast<int64_t>(story.number), 6), " = ");
  } else {
    const auto visible = std::ranges::find_if(story.steps, [](const StoryStep& e) { return !e.step.headers.empty(); });
    out_.put("packet ", story.number, ": ");
    if (visible != story.steps.end()) out_.put(packet_text(visible->step));
    out_.put('\n');
    for (size_t i = 0; i < story.steps.size(); i++) put_step(story, i);
    out_.put("  = ");
  }
  out_.put(ending_of(story).text, ", after ", fixed(microseconds(duration(story)), 1), " us");
  if (story.lost != 0) out_.put("; ", story.lost, " steps were lost meanwhile");
  out_.put(settings_.flat ? "\n" : "\n\n");
  return out_.size() >= kBatchSize ? flush() : Result<void>{};
}

Result<void> TraceText::flush() {
  auto written = write_all(fd_, out_.view(), "Unable to write output");
  out_.clear();
  return written;
}

}  // namespace trawl
