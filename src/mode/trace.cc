#include "mode/trace.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/output.h"
#include "mode/stop_signal.h"
#include "sink/trace_json.h"
#include "sink/trace_lines.h"
#include "sink/trace_pcapng.h"
#include "sink/trace_perfetto.h"
#include "sink/trace_text.h"
#include "source/live_trace.h"
#include "trace/story.h"

namespace trawl {

namespace {

constexpr int kTick = 50;  // ms: how long a story that is over may wait to be told

void say(const std::string& text) {
  (void)write_all(STDERR_FILENO, text, {});
}

LiveTraceOptions live_options(const TraceOptions& options) {
  LiveTraceOptions live;
  live.expression = options.expression;
  live.optimize = options.optimize;
  live.functions = options.functions;
  live.lines = {.places = options.lines, .debug_image = options.debug_image, .source = options.source};
  live.programs.stacks = options.stack;
  live.netns = options.netns;
  live.interface = options.interface;
  live.programs.mark = options.mark;
  live.programs.mark_mask = options.mark_mask;
  // A ring has a power of two, and at least a page.
  if (options.buffer_kib != 0) {
    live.programs.ring_bytes = std::bit_ceil(std::clamp(options.buffer_kib, 64U, 1U << 20) * 1024);
  }
  return live;
}

class Trace {
 public:
  explicit Trace(const TraceOptions& options)
      : options_(options), stories_([this](const Story& story) { told(story); }) {}
  Result<int> run();

 private:
  Result<void> open_files();
  void open_output();
  void told(const Story& story);
  Result<void> next();
  bool over() const { return stop_requested() || (options_.count != 0 && told_ >= options_.count); }
  void keep(Result<void> result) {
    if (result_ && !result) result_ = std::move(result);
  }

  const TraceOptions& options_;
  std::unique_ptr<LiveTrace> source_;
  std::vector<std::unique_ptr<TraceSink>> sinks_;
  Stories stories_;
  std::vector<TraceStep> batch_;
  WallClock clock_;
  uint64_t told_ = 0;
  Result<void> result_;
};

Result<void> Trace::open_files() {
  if (!options_.write_file.empty()) {
    auto file = TracePcapng::create(options_.write_file, "trawl " TRAWL_VERSION);
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

void Trace::told(const Story& story) {
  if (options_.count != 0 && told_ >= options_.count) return;
  told_++;
  for (const auto& sink : sinks_) {
    keep(sink->story(story));
    if (options_.line_buffered) keep(sink->flush());
  }
}

Result<void> Trace::next() {
  source_->next_batch(batch_, stop_signal_fd(), kTick);
  for (TraceStep& step : batch_) {
    stories_.add(std::move(step), [this](const Story& story, const StoryStep& entry) {
      for (const auto& sink : sinks_) keep(sink->step(story, entry));
    });
  }
  clock_.refresh();
  stories_.end_quiet(clock_.at(monotonic_now()));
  for (const auto& sink : sinks_) keep(sink->flush());
  return result_;
}

Result<int> Trace::run() {
  catch_stop_signals();
  auto source = LiveTrace::create(live_options(options_));
  if (!source) return std::unexpected(source.error());
  source_ = std::move(*source);
  if (auto opened = open_files(); !opened) return std::unexpected(opened.error());
  open_output();
  for (const std::string& note : source_->notes()) say(options_.program + ": " + note + '\n');
  const TracePrograms& programs = source_->programs();
  say(fmt::format("{}: listening on {} functions and {} tracepoints\n", options_.program, programs.functions(),
                  programs.tracepoints().size()));
  while (!over()) {
    if (auto done = next(); !done) return std::unexpected(done.error());
  }
  source_->stop();
  if (auto done = next(); !done) return std::unexpected(done.error());
  stories_.end_all();
  for (const auto& sink : sinks_) keep(sink->finish());
  const trawl_trace_counters counters = source_->programs().counters();
  say(fmt::format("{} packets traced, {} steps\n{} steps lost\n", told_, counters.steps, counters.lost));
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
