#include "sink/trace_json.h"

#include "base/json_writer.h"
#include "base/output.h"
#include "trace/ending.h"

namespace trawl {

namespace {

constexpr size_t kBatchSize = size_t{64} << 10;

void put_text(JsonWriter& json, std::string_view key, std::string_view text) {
  if (!text.empty()) json.key(key).value(text);
}

/// Addresses are wider than the numbers of some JSON readers.
void put_address(JsonWriter& json, std::string_view key, uint64_t address) {
  TextBuffer text;
  text.put("0x", hex(address, 16));
  json.key(key).value(text.view());
}

void begin_task(JsonWriter& json, std::string_view key, const StepTask& task) {
  json.key(key).begin_object().key("pid").value(task.pid).key("tid").value(task.tid).key("comm").value(task.comm);
}

void put_task(JsonWriter& json, const StepTask& task) {
  if (task.pid == 0) return;
  begin_task(json, "task", task);
  json.end_object();
}

void put_owner(JsonWriter& json, const StepOwner& owner) {
  if (owner.pid == 0) return;
  begin_task(json, "owner", owner);
  put_text(json, "container", owner.container);
  put_text(json, "pod", owner.pod);
  json.end_object();
}

void put_flow(JsonWriter& json, const Layers& layers) {
  if (layers.names.empty()) return;
  json.key("layers").begin_array();
  for (const char* name : layers.names) json.value(name);
  json.end_array();
  if (layers.flow.version == 0) return;
  TextBuffer text;
  text.put(Endpoint{layers.flow, true});
  json.key("source").value(text.view());
  text.clear();
  text.put(Endpoint{layers.flow, false});
  json.key("destination").value(text.view());
}

void put_changes(JsonWriter& json, const std::vector<Change>& changes) {
  if (changes.empty()) return;
  json.key("changes").begin_array();
  for (const Change& change : changes) {
    json.begin_object().key("what").value(change.what).key("before").value(change.before);
    json.key("after").value(change.after).end_object();
  }
  json.end_array();
}

void put_place(JsonWriter& json, const TraceStep& step) {
  json.key(step.address != 0 ? "function" : "tracepoint").value(step.name);
  put_text(json, "module", step.module);
  if (step.address != 0) put_address(json, "address", step.address);
  if (step.offset != 0) json.key("offset").value(step.offset);
  if (!step.places.empty()) {
    json.key("places").begin_array();
    for (const SourcePlace& place : step.places) {
      json.begin_object().key("function").value(place.function).key("file").value(place.file);
      json.key("line").value(place.line).end_object();
    }
    json.end_array();
  }
  put_text(json, "target", step.target);
  put_text(json, "caller", step.caller);
  if (step.stack.empty()) return;
  json.key("stack").begin_array();
  for (const std::string_view function : step.stack) json.value(function);
  json.end_array();
}

void put_netfilter(JsonWriter& json, const NetfilterPlace& place) {
  if (place.empty()) return;
  json.key("netfilter").begin_object().key("family").value(place.family).key("table").value(place.table);
  json.key("chain").value(place.chain);
  if (place.rule != 0) json.key("rule").value(place.rule);
  put_text(json, place.rule != 0 ? "verdict" : "policy", place.verdict);
  json.end_object();
}

void put_step(JsonWriter& json, const StoryStep& entry) {
  const TraceStep& step = entry.step;
  json.begin_object().key("time_ns").value(step.time);
  put_place(json, step);
  put_address(json, "skb", step.skb);
  if (entry.origin) {
    json.key("origin")
        .begin_object()
        .key("kind")
        .value(copy_name(entry.origin->kind))
        .key("of")
        .value(entry.origin->of);
    if (entry.origin->number != 0) json.key("number").value(entry.origin->number);
    json.end_object();
  }
  json.key("carrier").value(entry.carrier).key("cpu").value(step.cpu);
  if (step.netns != 0) json.key("netns").value(step.netns);
  put_text(json, "interface", step.interface);
  json.key("length").value(step.length);
  if (step.mark != 0) json.key("mark").value(step.mark);
  if (step.gso_size != 0) json.key("gso_size").value(step.gso_size);
  put_flow(json, entry.layers);
  put_changes(json, entry.changes);
  put_netfilter(json, step.netfilter);
  put_text(json, "conntrack", step.conntrack);
  put_text(json, "reason", step.reason);
  put_text(json, "hook", step.hook);
  if (!step.programs.empty()) {
    json.key("programs").begin_array();
    for (const std::string& program : step.programs) json.value(program);
    json.end_array();
  }
  if (step.kind == StepKind::kDriver) json.key("answer").value(step.value);
  put_owner(json, step.owner);
  put_task(json, step.task);
  if (step.released) json.key("released").value(true);
  if (step.guessed) json.key("guessed").value(true);
  if (step.lost != 0) json.key("lost_before").value(step.lost);
  json.key("depth").value(entry.depth).end_object();
}

}  // namespace

Result<void> TraceJson::step(const Story& story, const StoryStep& step) {
  if (!flat_) return {};
  JsonWriter json(out_);
  json.begin_object().key("packet").value(story.number).key("step");
  put_step(json, step);
  json.end_object();
  out_.put('\n');
  return out_.size() >= kBatchSize ? flush() : Result<void>{};
}

Result<void> TraceJson::story(const Story& story) {
  const Ending ending = ending_of(story);
  JsonWriter json(out_);
  json.begin_object().key("packet").value(story.number);
  if (!flat_) {
    json.key("steps").begin_array();
    for (const StoryStep& step : story.steps) put_step(json, step);
    json.end_array();
  }
  json.key("ending").begin_object().key("kind").value(ending_name(ending.kind));
  json.key("text").value(ending.text).end_object();
  json.key("duration_ns").value(story.last().time - story.first().time);
  json.key("lost").value(story.lost).end_object();
  out_.put('\n');
  return out_.size() >= kBatchSize ? flush() : Result<void>{};
}

Result<void> TraceJson::flush() {
  auto written = write_all(fd_, out_.view(), "Unable to write output");
  out_.clear();
  return written;
}

}  // namespace trawl
