#include "mode/trace.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <memory>
#include <vector>

#include "mode/messages.h"
#include "mode/privileges.h"
#include "mode/stop_signal.h"
#include "mode/trace_owners.h"
#include "sink/trace_json.h"
#include "sink/trace_lines.h"
#include "sink/trace_pcap.h"
#include "sink/trace_pcapng.h"
#include "sink/trace_perfetto.h"
#include "sink/trace_text.h"
#include "source/live_trace.h"
#include "source/trace_file.h"
#include "trace/story.h"

namespace trawl {

namespace {

constexpr int kTick = 50;  // ms: how long a story that is over may wait to be told

LiveTraceOptions live_options(const TraceOptions& options, const ProcessMarks& processes) {
  LiveTraceOptions live;
  live.expression = options.expression;
  live.optimize = options.optimize;
  live.functions = options.functions;
  live.lines = {.places = options.lines, .debug_images = options.debug_images, .source = options.source};
  live.programs.stacks = options.stack;
  live.netns = options.netns;
  live.interface = options.interface;
  live.programs.mark = options.mark;
  live.programs.mark_mask = options.mark_mask;
  live.programs.processes = processes;
  live.programs.kernel = options.kernel;
  // A ring has a power of two, and at least a page.
  if (options.buffer_kib != 0) {
    live.programs.ring_bytes = std::bit_ceil(std::clamp(options.buffer_kib, 64U, 1U << 20) * 1024);
  }
  return live;
}

class Trace {
 public:
  explicit Trace(const TraceOptions& options)
      : options_(options),
        messages_(options.program, LogLevel::kInfo),
        owners_(options.runtimes, options.processes),
        stories_([this](const Story& story) { told(story); }) {}
  Result<int> run();

 private:
  Result<void> open_files();
  void open_output();
  void step(const Story& story, const StoryStep& entry);
  void told(const Story& story);
  void add(TraceStep step);
  Result<void> next();
  Result<int> run_file();
  bool over() const { return stop_requested() || (options_.count != 0 && told_ >= options_.count); }
  void keep(Result<void> result) {
    if (result_ && !result) result_ = std::move(result);
  }

  /// Exclusions count for the whole packet, so its steps wait for its end.
  bool waits_for_end() const { return !options_.processes.unwanted.empty(); }

  const TraceOptions& options_;
  const Messages messages_;
  TraceOwners owners_;
  std::unique_ptr<LiveTrace> source_;
  std::vector<std::unique_ptr<TraceSink>> sinks_;
  Stories stories_;
  std::vector<TraceStep> batch_;
  uint64_t told_ = 0;
  Result<void> result_;
};

Result<void> Trace::open_files() {
  if (!options_.write_file.empty()) {
    auto file = options_.write_file.ends_with(".pcap")
                    ? TracePcap::create(options_.write_file)
                    : TracePcapng::create(options_.write_file, "trawl " TRAWL_VERSION);
    if (!file) return std::unexpected(file.error());
    sinks_.push_back(std::move(*file));
  }
  if (!options_.perfetto_file.empty()) {
    auto file = TracePerfetto::create(options_.perfetto_file);
    if (!file) return std::unexpected(file.error());
    sinks_.push_back(std::move(*file));
  }
  return {};
}

void Trace::open_output() {
  if (!options_.lines.empty() && !options_.json) {
    sinks_.push_back(std::make_unique<TraceLines>(STDOUT_FILENO));
    return;
  }
  if (options_.json) {
    sinks_.push_back(std::make_unique<TraceJson>(STDOUT_FILENO, options_.flat));
    return;
  }
  if (options_.write_file == "-" || options_.perfetto_file == "-") return;
  sinks_.push_back(std::make_unique<TraceText>(STDOUT_FILENO, options_.print,
                                               TraceText::Settings{.flat = options_.flat,
                                                                   .graph = options_.graph,
                                                                   .caller = options_.caller,
                                                                   .verbose = options_.print.verbose > 0}));
}

void Trace::step(const Story& story, const StoryStep& entry) {
  for (const auto& sink : sinks_) keep(sink->step(story, entry));
}

void Trace::told(const Story& story) {
  if (!story.wanted() || story.excluded || (options_.count != 0 && told_ >= options_.count)) return;
  told_++;
  if (waits_for_end()) {
    for (const StoryStep& entry : story.steps) step(story, entry);
  }
  for (const auto& sink : sinks_) {
    keep(sink->story(story));
    if (options_.line_buffered) keep(sink->flush());
  }
}

void Trace::add(TraceStep added) {
  stories_.add(std::move(added), [this](const Story& story, const StoryStep& entry) {
    if (!waits_for_end()) step(story, entry);
  });
}

Result<void> Trace::next() {
  source_->next_batch(batch_, stop_signal_fd(), kTick);
  owners_.annotate(*source_, batch_);
  for (const auto& warning : owners_.take_warnings()) messages_.warn(warning);
  for (TraceStep& each : batch_) add(std::move(each));
  // Not until now: the first steps wait for the kernel's symbols, and meanwhile others come.
  stories_.end_quiet(source_->complete_until());
  for (const auto& sink : sinks_) keep(sink->flush());
  return result_;
}

// Stories end by the time of the file.
Result<int> Trace::run_file() {
  catch_stop_signals();
  auto file = TraceFile::open(options_.read_file, options_.expression);
  if (!file) return std::unexpected(file.error());
  if (auto opened = open_files(); !opened) return std::unexpected(opened.error());
  open_output();
  Result<bool> more = true;
  while (result_ && more && *more && !over()) {
    more = (*file)->next_batch(batch_);
    for (TraceStep& each : batch_) {
      stories_.end_quiet(each.time);
      add(std::move(each));
    }
  }
  stories_.end_all();
  for (const auto& sink : sinks_) keep(sink->finish());
  if ((*file)->others() != 0) {
    messages_.warn(fmt::format("{} packets of {} are no steps of a trace", (*file)->others(), options_.read_file));
  }
  if (!more) return std::unexpected(more.error());
  if (!result_) return std::unexpected(result_.error());
  return 0;
}

// Until the start is done a signal ends the process where it stands: the kernel takes its links away with it, the
// janitor its events, and nothing has been written yet.
Result<int> Trace::run() {
  if (!options_.read_file.empty()) return run_file();
  const auto processes = process_marks(options_.processes);
  if (!processes) return std::unexpected(processes.error());
  auto source = LiveTrace::create(live_options(options_, *processes));
  if (!source) return std::unexpected(source.error());
  catch_stop_signals();
  source_ = std::move(*source);
  owners_.start();
  if (auto opened = open_files(); !opened) return std::unexpected(opened.error());
  if (auto dropped = keep_capabilities(kTraceKeeps); !dropped) return std::unexpected(dropped.error());
  open_output();
  for (const std::string& note : source_->notes()) messages_.info(note);
  const TracePrograms& programs = source_->programs();
  messages_.info(
      fmt::format("listening on {} functions and {} tracepoints", programs.functions(), programs.tracepoints().size()));
  while (!over()) {
    if (auto done = next(); !done) return std::unexpected(done.error());
  }
  const bool removed = source_->stop();
  if (auto done = next(); !done) return std::unexpected(done.error());
  stories_.end_all();
  for (const auto& sink : sinks_) keep(sink->finish());
  const trawl_trace_counters counters = source_->programs().counters();
  Messages::say(fmt::format("{} packets traced, {} steps\n{} steps lost\n", told_, counters.steps, counters.lost));
  if (counters.unread != 0) {
    Messages::say(
        fmt::format("{} times headers were not seen: they lay in pages that could not be read\n", counters.unread));
  }
  if (const uint64_t lost = source_->programs().process_events_lost(); lost != 0) {
    Messages::say(fmt::format("{} process events lost: some names may be out of date\n", lost));
  }
  if (!removed) messages_.info("the kernel goes on taking probes away, which nothing reaches any more");
  if (!result_) return std::unexpected(result_.error());
  return 0;
}

}  // namespace

Result<int> run_trace(const TraceOptions& options) {
  auto result = Trace(options).run();
  // A reader of our output that goes away is no error: the end is quiet.
  if (!result && result.error().error_number == EPIPE) return 0;
  return result;
}

}  // namespace trawl
