#include "mode/states.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <memory>

#include "attribute/attributor.h"
#include "mode/cgroup_marks.h"
#include "mode/messages.h"
#include "mode/privileges.h"
#include "mode/stop_signal.h"
#include "sink/tcp_event_json.h"
#include "sink/tcp_event_text.h"
#include "sink/tcp_summary.h"
#include "source/live_states.h"

namespace trawl {

namespace {

LiveStatesOptions live_options(const StatesOptions& options, const ProcessMarks& processes) {
  LiveStatesOptions live;
  live.expression = options.expression;
  live.namespaces = options.namespaces;
  live.programs = {.states = options.states,
                   .events = options.events,
                   .ports = options.ports,
                   .processes = processes,
                   .task = options.on_cpu || options.json,
                   .kernel = options.kernel};
  // A ring has a power of two, and at least a page.
  if (options.buffer_kib != 0) {
    live.programs.ring_bytes = std::bit_ceil(std::clamp(options.buffer_kib, 4U, 1U << 20) * 1024);
  }
  return live;
}

/// Of --netns, for a message.
std::string words_for(const std::vector<std::string>& namespaces) {
  if (namespaces.empty() || std::ranges::find(namespaces, "any") != namespaces.end()) return "all network namespaces";
  return fmt::format("network namespace{} {}", namespaces.size() == 1 ? "" : "s", fmt::join(namespaces, ", "));
}

class States {
 public:
  explicit States(const StatesOptions& options)
      : options_(options),
        messages_(options.program, LogLevel::kInfo),
        containers_(options.runtimes),
        attributor_(containers_),
        marks_(containers_, options.processes) {}
  Result<int> run();

 private:
  void make_sinks();
  bool is_wanted(const trawl_owner& owner, const Party* party);
  void annotate();
  Result<void> show();
  Result<void> finish();
  bool at_limit() const { return options_.count != 0 && shown_ == options_.count; }

  const StatesOptions& options_;
  const Messages messages_;
  std::unique_ptr<LiveStates> source_;
  Containers containers_;
  Attributor attributor_;
  CgroupMarks marks_;
  std::vector<std::unique_ptr<TcpEventSink>> sinks_;
  std::vector<TcpEvent> events_;
  uint64_t shown_ = 0;  // events
};

void States::make_sinks() {
  if (options_.json) {
    sinks_.push_back(std::make_unique<TcpEventJson>(STDOUT_FILENO, options_.line_buffered, options_.context));
  } else {
    const TcpEventText::Settings settings{.on_cpu = options_.on_cpu,
                                          .from = options_.from,
                                          .totals = options_.verbose > 0,
                                          .owners = options_.verbose > 1,
                                          .context = options_.context,
                                          .every_event = options_.line_buffered};
    sinks_.push_back(std::make_unique<TcpEventText>(STDOUT_FILENO, settings));
  }
  if (options_.summary) sinks_.push_back(std::make_unique<TcpSummary>(STDOUT_FILENO));
}

/// Where the kernel side could not say whether an owner is as asked for, its container decides.
bool States::is_wanted(const trawl_owner& owner, const Party* party) {
  marks_.learn(source_->programs().cgroup_marker(), owner, party);
  return attributor_.is_wanted(options_.processes, owner);
}

/// Process events and those of connections come by two ways; here they are put back into one order.
void States::annotate() {
  attributor_.next_batch();
  marks_.refresh(source_->programs().cgroup_marker());
  const auto processes = source_->process_events();
  size_t next = 0;
  size_t kept = 0;
  for (size_t i = 0; i < events_.size(); i++) {
    const trawl_tcp_event& record = source_->record(i);
    while (next < processes.size() && time_of(processes[next]) <= record.time) {
      attributor_.process_event(processes[next++].bytes);
    }
    const trawl_owner owner = source_->owner(i);
    events_[i].owner = attributor_.party(owner);
    if (record.undecided == 0 || is_wanted(owner, events_[i].owner)) events_[kept++] = events_[i];
  }
  events_.resize(kept);
  while (next < processes.size()) attributor_.process_event(processes[next++].bytes);
  for (const auto& warning : containers_.take_warnings()) messages_.warn(warning);
}

Result<void> States::show() {
  annotate();
  for (const TcpEvent& event : events_) {
    if (at_limit()) break;
    shown_++;
    for (const auto& sink : sinks_) {
      if (auto written = sink->write(event); !written) return written;
    }
  }
  for (const auto& sink : sinks_) {
    if (auto flushed = sink->flush(); !flushed) return flushed;
  }
  return {};
}

Result<void> States::finish() {
  source_->stop();
  while (!at_limit() && source_->next_batch(events_)) {
    if (auto shown = show(); !shown) return shown;
  }
  for (const auto& sink : sinks_) {
    if (auto finished = sink->finish(); !finished) return finished;
  }
  return {};
}

Result<int> States::run() {
  catch_stop_signals();
  const auto processes = process_marks(options_.processes);
  if (!processes) return std::unexpected(processes.error());
  auto source = LiveStates::create(live_options(options_, *processes));
  if (!source) return std::unexpected(source.error());
  source_ = std::move(*source);
  attributor_.start();
  if (auto dropped = keep_capabilities(kWatcherKeeps); !dropped) return std::unexpected(dropped.error());
  source_->wake_on(stop_signal_fd());
  source_->wake_on(containers_.fd());
  make_sinks();
  for (const auto& missing : source_->programs().missing()) {
    messages_.warn(fmt::format("this kernel does not show: {}", missing));
  }
  messages_.info("listening on TCP connections of " + words_for(options_.namespaces));

  Result<void> result;
  while (result && !stop_requested() && !at_limit()) {
    source_->next_batch(events_);
    result = show();
  }
  if (result) result = finish();
  const StatesPrograms& programs = source_->programs();
  Messages::say(
      fmt::format("{} event{} shown\n{} dropped by kernel\n", shown_, shown_ == 1 ? "" : "s", programs.events_lost()));
  if (const uint64_t lost = programs.process_events_lost(); lost != 0) {
    Messages::say(fmt::format("{} process events lost: some names may be out of date\n", lost));
  }
  if (!result) return std::unexpected(result.error());
  return 0;
}

}  // namespace

Result<int> run_states(const StatesOptions& options) {
  auto result = States(options).run();
  // A reader of our output that goes away is no error: the end is quiet.
  if (!result && result.error().error_number == EPIPE) return 0;
  return result;
}

}  // namespace trawl
