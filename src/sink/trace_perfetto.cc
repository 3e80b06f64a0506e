#include "sink/trace_perfetto.h"

#include <algorithm>

#include "base/json_writer.h"
#include "trace/ending.h"

namespace trawl {

namespace {

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

/// The format counts microseconds; a fraction is allowed.
void put_microseconds(JsonWriter& json, std::string_view key, int64_t nanoseconds) {
  TextBuffer text;
  text.put(fixed(static_cast<double>(nanoseconds) / 1000, 3));
  json.key(key).raw(text.view());
}

}  // namespace

Result<std::unique_ptr<TraceSink>> TracePerfetto::create(const std::string& path) {
  auto output = ByteOutput::create(path);
  if (!output) return std::unexpected(output.error());
  std::unique_ptr<TracePerfetto> sink(new TracePerfetto(std::move(*output)));
  sink->out_.put("[");
  return std::unique_ptr<TraceSink>(std::move(sink));
}

void TracePerfetto::put_name(const Story& story) {
  TextBuffer name;
  name.put("packet ", story.number, ": ", ending_of(story).text);
  out_.put(first_ ? "\n" : ",\n");
  first_ = false;
  JsonWriter json(out_);
  json.begin_object().key("name").value("process_name").key("ph").value("M").key("pid").value(story.number);
  json.key("args").begin_object().key("name").value(name.view()).end_object().end_object();
}

// A step lasts until the next one of the same skb.
void TracePerfetto::put_step(const Story& story, size_t index) {
  const StoryStep& entry = story.steps[index];
  const auto later = std::span(story.steps).subspan(index + 1);
  const auto next = std::ranges::find(later, entry.carrier, &StoryStep::carrier);
  out_.put(",\n");
  JsonWriter json(out_);
  json.begin_object()
      .key("name")
      .value(entry.step.name)
      .key("cat")
      .value(entry.step.address != 0 ? "function" : "tracepoint");
  json.key("ph").value("X").key("pid").value(story.number).key("tid").value(entry.carrier);
  put_microseconds(json, "ts", entry.step.time);
  put_microseconds(json, "dur", next != later.end() ? next->step.time - entry.step.time : 0);
  json.key("args").begin_object().key("cpu").value(entry.step.cpu).key("interface").value(entry.step.interface);
  json.key("netns").value(entry.step.netns).key("length").value(entry.step.length);
  if (!entry.step.reason.empty()) json.key("reason").value(entry.step.reason);
  if (!entry.changes.empty()) {
    json.key("changes").begin_object();
    for (const Change& change : entry.changes) json.key(change.what).value(change.before + " -> " + change.after);
    json.end_object();
  }
  json.end_object().end_object();
}

Result<void> TracePerfetto::story(const Story& story) {
  put_name(story);
  for (size_t i = 0; i < story.steps.size(); i++) put_step(story, i);
  return flush();
}

Result<void> TracePerfetto::flush() {
  auto written = output_.append(bytes_of(out_.view()));
  out_.clear();
  return written;
}

Result<void> TracePerfetto::finish() {
  out_.put("\n]\n");
  if (auto written = flush(); !written) return written;
  return output_.finish();
}

}  // namespace trawl
