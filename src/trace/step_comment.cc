#include "trace/step_comment.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "base/escape.h"
#include "base/lines.h"
#include "base/number.h"

namespace trawl {

namespace {

constexpr std::string_view kFirstKey = "TracePacket";
constexpr std::array<std::string_view, 9> kEffects = {"function", "passing",  "queued", "driver",      "received",
                                                      "dropped",  "consumed", "copied", "tcp received"};
constexpr std::string_view kYes = "yes";

// ---- writing

void put_line(TextBuffer& out, std::string_view key, std::string_view value) {
  if (!value.empty()) out.put('\n', key, ": ", escaped(value));
}

void put_hex(TextBuffer& out, std::string_view key, uint64_t value) {
  if (value != 0) out.put('\n', key, ": 0x", hex(value));
}

void put_number(TextBuffer& out, std::string_view key, uint64_t value) {
  if (value != 0) out.put('\n', key, ": ", value);
}

/// NAME.PID.TID: the name may have any character.
void put_task(TextBuffer& out, std::string_view key, const StepTask& task) {
  if (task.pid != 0) out.put('\n', key, ": ", escaped_word(task.comm), '.', task.pid, '.', task.tid);
}

void put_decision(TextBuffer& out, const TraceStep& step) {
  put_line(out, "Reason", step.reason);
  put_line(out, "Hook", step.hook);
  for (const std::string& program : step.programs) put_line(out, "Program", program);
  put_line(out, "Family", step.netfilter.family);
  put_line(out, "Table", step.netfilter.table);
  put_line(out, "Chain", step.netfilter.chain);
  put_number(out, "Rule", step.netfilter.rule);
  put_line(out, "Verdict", step.netfilter.verdict);
  put_line(out, "Conntrack", step.conntrack);
}

// ---- reading

template <class Number>
void take_number(Number& to, std::string_view text) {
  const auto value = parse_decimal_or_hexadecimal(text);
  if (value && *value <= std::numeric_limits<Number>::max()) to = static_cast<Number>(*value);
}

/// Behind the last dot of `text`, which is cut off.
uint32_t take_last_number(std::string_view& text) {
  const size_t dot = text.rfind('.');
  uint32_t number = 0;
  if (dot == std::string_view::npos) return 0;
  take_number(number, text.substr(dot + 1));
  text = text.substr(0, dot);
  return number;
}

void take_task(StepTask& task, std::string_view text) {
  task.tid = take_last_number(text);
  task.pid = take_last_number(text);
  task.comm = unescape(text);
}

StepKind effect(std::string_view word) {
  const auto* found = std::ranges::find(kEffects, word);
  return found == kEffects.end() ? StepKind::kPassing : static_cast<StepKind>(found - kEffects.begin());
}

using Take = void (*)(TraceStep&, std::string_view, TextPool&);
struct Key {
  std::string_view name;
  Take take;
};

template <auto Member>
void take_view(TraceStep& step, std::string_view value, TextPool& texts) {
  step.*Member = texts.keep(unescape(value));
}
template <auto Member>
void take(TraceStep& step, std::string_view value, TextPool& /*texts*/) {
  take_number(step.*Member, value);
}

constexpr Key kKeys[] = {
    {kFirstKey, take<&TraceStep::packet>},
    {"Step", take_view<&TraceStep::name>},
    {"Address", take<&TraceStep::address>},
    {"Offset", take<&TraceStep::offset>},
    {"StackPointer", take<&TraceStep::stack_pointer>},
    {"Module", take_view<&TraceStep::module>},
    {"Target", take_view<&TraceStep::target>},
    {"Caller", take_view<&TraceStep::caller>},
    {"Reason", take_view<&TraceStep::reason>},
    {"Hook", take_view<&TraceStep::hook>},
    {"Skb", take<&TraceStep::skb>},
    {"Copy", take<&TraceStep::copy>},
    {"CPU", take<&TraceStep::cpu>},
    {"Netns", take<&TraceStep::netns>},
    {"Mark", take<&TraceStep::mark>},
    {"Length", take<&TraceStep::length>},
    {"NetworkLength", take<&TraceStep::network_length>},
    {"SegmentSize", take<&TraceStep::gso_size>},
    {"Protocol", take<&TraceStep::protocol>},
    {"NetworkHeader", take<&TraceStep::network>},
    {"LostBefore", take<&TraceStep::lost>},
    {"Effect", [](TraceStep& step, std::string_view value, TextPool&) { step.kind = effect(value); }},
    {"Answer", [](TraceStep& step, std::string_view value, TextPool&) { take_number(step.value, value); }},
    {"Released", [](TraceStep& step, std::string_view value, TextPool&) { step.released = value == kYes; }},
    {"Guessed", [](TraceStep& step, std::string_view value, TextPool&) { step.guessed = value == kYes; }},
    {"Line", [](TraceStep& step, std::string_view value, TextPool&) { step.line = value == kYes; }},
    {"Program", [](TraceStep& step, std::string_view value, TextPool&) { step.programs.push_back(unescape(value)); }},
    {"Family", [](TraceStep& step, std::string_view value,
                  TextPool& texts) { step.netfilter.family = texts.keep(unescape(value)); }},
    {"Table", [](TraceStep& step, std::string_view value, TextPool&) { step.netfilter.table = unescape(value); }},
    {"Chain", [](TraceStep& step, std::string_view value, TextPool&) { step.netfilter.chain = unescape(value); }},
    {"Rule", [](TraceStep& step, std::string_view value, TextPool&) { take_number(step.netfilter.rule, value); }},
    {"Verdict", [](TraceStep& step, std::string_view value,
                   TextPool& texts) { step.netfilter.verdict = texts.keep(unescape(value)); }},
    {"Conntrack", [](TraceStep& step, std::string_view value, TextPool&) { step.conntrack = unescape(value); }},
    {"Owner", [](TraceStep& step, std::string_view value, TextPool&) { take_task(step.owner, value); }},
    {"Container", [](TraceStep& step, std::string_view value, TextPool&) { step.owner.container = unescape(value); }},
    {"Pod", [](TraceStep& step, std::string_view value, TextPool&) { step.owner.pod = unescape(value); }},
    {"Task", [](TraceStep& step, std::string_view value, TextPool&) { take_task(step.task, value); }},
};

void take_line(TraceStep& step, std::string_view line, TextPool& texts) {
  const size_t colon = line.find(": ");
  if (colon == std::string_view::npos) return;
  const auto* key = std::ranges::find(kKeys, line.substr(0, colon), &Key::name);
  if (key != std::end(kKeys)) key->take(step, line.substr(colon + 2), texts);
}

}  // namespace

void put_step_comment(TextBuffer& out, const Story& story, const StoryStep& entry) {
  const TraceStep& step = entry.step;
  out.put(kFirstKey, ": ", story.number, "\nStep: ", step.name);
  put_line(out, "Kind", step.address != 0 ? "function" : "tracepoint");
  put_line(out, "Effect", kEffects[static_cast<size_t>(step.kind)]);
  put_hex(out, "Address", step.address);
  put_number(out, "Offset", step.offset);
  put_hex(out, "StackPointer", step.stack_pointer);
  put_line(out, "Module", step.module);
  put_line(out, "Target", step.target);
  put_line(out, "Caller", step.caller);
  put_decision(out, step);
  out.put("\nSkb: 0x", hex(step.skb, 16), "\nCPU: ", step.cpu, "\nNetns: ", step.netns, "\nLength: ", step.length);
  put_hex(out, "Copy", step.copy);
  put_hex(out, "Mark", step.mark);
  put_number(out, "NetworkLength", step.network_length);
  put_number(out, "SegmentSize", step.gso_size);
  put_hex(out, "Protocol", step.protocol);
  put_number(out, "NetworkHeader", step.network);
  put_number(out, "LostBefore", step.lost);
  if (step.kind == StepKind::kDriver && step.value > 0) put_number(out, "Answer", static_cast<uint64_t>(step.value));
  if (step.released) put_line(out, "Released", kYes);
  if (step.guessed) put_line(out, "Guessed", kYes);
  if (step.line) put_line(out, "Line", kYes);
  put_task(out, "Owner", step.owner);
  put_line(out, "Container", step.owner.container);
  put_line(out, "Pod", step.owner.pod);
  put_task(out, "Task", step.task);
  for (const Change& change : entry.changes) {
    out.put("\nChange: ", change.what, ' ', escaped(change.before), " -> ", escaped(change.after));
  }
}

std::optional<TraceStep> parse_step_comment(std::string_view comment, TextPool& texts) {
  if (!comment.starts_with(kFirstKey)) return std::nullopt;
  TraceStep step;
  while (!comment.empty()) {
    take_line(step, next_line(comment), texts);
  }
  if (step.packet == 0 || step.name.empty()) return std::nullopt;
  return step;
}

}  // namespace trawl
