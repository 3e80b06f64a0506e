#include "mode/live.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <numeric>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/timer.h"
#include "filter/link_names.h"
#include "mode/annotator.h"
#include "mode/command.h"
#include "mode/device_questions.h"
#include "mode/expressions.h"
#include "mode/outputs.h"
#include "mode/own_session.h"
#include "mode/pipeline.h"
#include "mode/privileges.h"
#include "mode/secrets.h"
#include "mode/stop_signal.h"
#include "source/live_capture.h"

namespace trawl {

namespace {

/// How long packets of a command that has ended are waited for: the peer's last words take a round trip.
constexpr uint64_t kLinger = 1'000'000'000;  // ns

/// How long packets wait for the secrets that open them, which an end writes down after it has received some.
constexpr uint64_t kSecretsDelay = 300'000'000;  // ns

constexpr uint64_t kSecond = 1'000'000'000;  // ns

/// What is captured: the expression, without the packets that show the packets.
std::string live_expression(const CaptureOptions& options, const Messages& messages) {
  const auto session = options.include_own_session ? std::nullopt : own_session_expression();
  if (!session) return options.expression;
  messages.info("this SSH session's packets are left out (--include-own-session)");
  const bool all = options.expression.find_first_not_of(" \t\r\n") == std::string::npos;
  return all ? fmt::format("not ({})", *session) : fmt::format("({}) and not ({})", options.expression, *session);
}

/// How long a packet waits for the process that accepts its connection, or reads it: a round trip and a little.
constexpr uint64_t kPatience = 250'000'000;  // ns

LiveCaptureOptions live_options(const CaptureOptions& options, const ProcessMarks& processes, LinkType cooked,
                                const Messages& messages) {
  LiveCaptureOptions live;
  live.interfaces = options.interfaces;
  live.namespaces = options.namespaces;
  live.expression = live_expression(options, messages);
  live.cooked = cooked;
  live.optimize = options.optimize;
  live.direction = options.direction;
  live.promiscuous = options.promiscuous;
  live.programs.kernel = options.kernel;
  live.programs.hurry_execs = options.embed_key_log || !options.key_log.empty();
  live.delay = options.embed_key_log ? kSecretsDelay : 0;
  live.patience = options.immediate ? 0 : kPatience;
  live.programs.snapshot_length = options.snaplen;
  live.programs.processes = processes;
  // A ring has a power of two, and at least a page.
  if (options.buffer_kib != 0) {
    live.programs.ring_bytes = std::bit_ceil(std::clamp(options.buffer_kib, 512U, 1U << 20) * 1024);
  }
  return live;
}

/// "listening on lo, link-type EN10MB (Ethernet), snapshot length 262144 bytes"
std::string listening_text(const CaptureOptions& options, const LiveCapture& capture) {
  const auto& interfaces = capture.interfaces();
  const bool any = std::ranges::find(options.interfaces, "any") != options.interfaces.end();
  std::string names;
  for (const auto& interface : interfaces) {
    names += (names.empty() ? "" : ", ") + interface.name + (interface.netns.empty() ? "" : '@' + interface.netns);
  }
  if (any) names = fmt::format("any ({} interfaces)", interfaces.size());
  const bool one_type =
      std::ranges::all_of(interfaces, [&](const Interface& i) { return i.link_type == interfaces.front().link_type; });
  return fmt::format(
      "listening on {}, {}, snapshot length {} bytes\n", names,
      one_type && !interfaces.empty() ? link_type_text(interfaces.front().link_type) : "several link types",
      options.snaplen);
}

std::string packets_text(uint64_t n) {
  return fmt::format("{} packet{}", n, n == 1 ? "" : "s");
}

/// tcpdump's three lines, and one for attribution. `all`: a line of its own for every reason there is.
std::string statistics_text(uint64_t captured, const SourceStatistics& source, const AttributionCounts& who, bool all) {
  std::string text = fmt::format("{} captured\n{} received by filter\n{} dropped by kernel\n", packets_text(captured),
                                 packets_text(source.received), packets_text(source.dropped));
  const uint64_t total = std::accumulate(who.begin(), who.end(), uint64_t{0});
  text += fmt::format("{} of {} packets attributed", who[0], total);
  std::string rest;
  for (const auto& row : std::span(kAttributions).subspan(1)) {
    const uint64_t count = who[static_cast<size_t>(row.attribution)];
    if (all) {
      text += fmt::format("\n{} {}", packets_text(count), row.counted);
    } else if (count != 0) {
      rest += fmt::format("{}{} {}", rest.empty() ? "" : ", ", count, row.counted);
    }
  }
  return text + (rest.empty() ? "\n" : " (" + rest + ")\n");
}

/// What was not kept or heard for want of room, each with a line of its own. `all`: also where there was none.
std::string bounds_text(const LiveCapture& capture, const Attributor& attributor, const Containers& containers,
                        bool all) {
  const CaptureBounds kernel = capture.programs().bounds();
  const std::pair<uint64_t, std::string_view> rows[] = {
      {kernel.process_events_lost, "process events lost: some names may be out of date"},
      {kernel.owners_refused, "uses of sockets without memory for their owner"},
      {kernel.flows_displaced, "closed connections displaced by later ones within a minute"},
      {kernel.untranslated_displaced, "connections displaced by later ones before their translation was known"},
      {kernel.raw_receivers_refused, "raw sockets without room for their owner"},
      {kernel.marks_refused, "chosen processes without room in the filter"},
      {kernel.dead_marks_displaced, "chosen processes forgotten after their end"},
      {capture.addresses_refused(), "addresses of other namespaces without room"},
      {attributor.forgotten(), "dead processes forgotten"},
      {attributor.uses_forgotten(), "uses of sockets forgotten before their packets were told"},
      {containers.forgotten(), "containers and pods left out or forgotten"},
      {containers.places_forgotten(), "cgroups and processes whose containers were forgotten"},
  };
  std::string text;
  for (const auto& [count, what] : rows) {
    if (count != 0 || all) text += fmt::format("{} {}\n", count, what);
  }
  return text;
}

class Live {
 public:
  explicit Live(const CaptureOptions& options)
      : options_(options),
        messages_(options.program, options.log_level),
        containers_(options.runtimes),
        annotator_(containers_, options.processes, options.count) {}
  Result<int> run();

 private:
  Result<ProcessMarks> chosen_processes() const;
  Result<void> open();
  Result<void> start_command();
  Result<void> start_timers();
  Result<void> drop_privileges() const;
  Result<Sinks> open_outputs();
  Result<void> capture(Sinks& sinks);
  void annotate(std::vector<Packet>& packets);
  bool ended();
  bool command_ended();
  void answer_signals();
  void show_progress();
  int command_status();

  const CaptureOptions& options_;
  Messages messages_;
  std::optional<Command> command_;
  std::optional<Secrets> secrets_;
  std::optional<Expressions> stop_when_;
  Pipeline* pipeline_ = nullptr;  // while capture() runs
  Fd linger_;
  Fd duration_;
  Fd progress_;
  uint64_t shown_ = 0;  // packets that show_progress() told of last
  bool lingering_ = false;
  std::unique_ptr<LiveCapture> capture_;
  Containers containers_;
  Annotator annotator_;
};

/// What the command line asks for; a command stands for itself and all that it starts.
Result<ProcessMarks> Live::chosen_processes() const {
  ProcessFilter filter = options_.processes;
  if (command_) {
    filter.wanted.pids.push_back(static_cast<uint32_t>(command_->pid()));
    filter.follow_forks = true;
  }
  return process_marks(filter);
}

Result<void> Live::start_command() {
  Environment environment;
  if (options_.embed_key_log || !options_.key_log.empty()) {
    auto secrets = Secrets::create(options_.key_log);
    if (!secrets) return std::unexpected(secrets.error());
    secrets_.emplace(std::move(*secrets));
    environment.emplace_back("SSLKEYLOGFILE", secrets_->key_log_path());
  }
  auto command = Command::create(options_.command, environment);
  if (!command) return std::unexpected(command.error());
  command_.emplace(std::move(*command));
  if (!secrets_) return {};
  return secrets_->watch(static_cast<uint32_t>(command_->pid()), find_executable(options_.command.front()));
}

Result<void> Live::open() {
  const auto cooked = check_device_options(options_, messages_);
  if (!cooked) return std::unexpected(cooked.error());
  if (!options_.command.empty()) {
    if (auto started = start_command(); !started) return started;
  }
  const auto processes = chosen_processes();
  if (!processes) return std::unexpected(processes.error());
  auto capture = LiveCapture::create(live_options(options_, *processes, *cooked, messages_));
  if (!capture) return std::unexpected(capture.error());
  capture_ = std::move(*capture);
  annotator_.start();
  capture_->wake_on(stop_signal_fd());
  capture_->wake_on(containers_.fd());
  if (!command_) return {};
  linger_ = make_timer(0, 0);
  capture_->wake_on(command_->fd());
  capture_->wake_on(linger_.get());
  return {};
}

/// What ends the capture, and what tells of it, without a packet.
Result<void> Live::start_timers() {
  if (options_.duration != 0) {
    duration_ = make_timer(options_.duration, 0);
    capture_->wake_on(duration_.get());
  }
  // Every second, as tcpdump: only where nothing else shows that packets come.
  if (!options_.write_file.empty() && options_.print.verbose > 0 && !options_.print_too) {
    progress_ = make_timer(kSecond, kSecond);
    capture_->wake_on(progress_.get());
  }
  return {};
}

void Live::annotate(std::vector<Packet>& packets) {
  if (secrets_) {
    if (auto followed = secrets_->follow(capture_->process_events()); !followed) messages_.warn(followed.error().what);
  }
  annotator_.annotate(*capture_, packets);
  for (const auto& warning : capture_->take_warnings()) messages_.warn(warning);
  for (const auto& warning : containers_.take_warnings()) messages_.warn(warning);
}

bool Live::command_ended() {
  if (!command_ || !command_->poll()) return false;
  if (!lingering_) {
    lingering_ = true;
    capture_->forget_wake(command_->fd());
    linger_ = make_timer(kLinger, 0);
    capture_->wake_on(linger_.get());
    return false;
  }
  return has_expired(linger_);
}

void Live::show_progress() {
  if (!has_expired(progress_) || pipeline_->captured() == shown_) return;
  shown_ = pipeline_->captured();
  Messages::say(fmt::format("Got {}\r", shown_));
}

void Live::answer_signals() {
  const SignalRequests requests = take_signal_requests();
  if (requests.statistics) {
    const SourceStatistics source = capture_->statistics();
    Messages::say(fmt::format("{}: {} captured, {} received by filter, {} dropped by kernel\n", options_.program,
                              packets_text(pipeline_->captured()), packets_text(source.received),
                              packets_text(source.dropped)));
  }
  // An error stays with the sink, and comes again with what is written next.
  if (requests.flush) (void)pipeline_->flush();
}

bool Live::ended() {
  answer_signals();
  show_progress();
  return stop_requested() || has_expired(duration_) || command_ended();
}

/// What is needed only to begin goes; with -Z root does, too.
Result<void> Live::drop_privileges() const {
  if (!options_.user.empty()) return become_user(options_.user);
  CapabilitySet kept = kCaptureKeeps | kFileCapabilities;
  // To enter namespaces that come, and to set probes in Go programs that start.
  const bool reaches_out = !options_.namespaces.empty() || options_.embed_key_log || !options_.key_log.empty();
  if (reaches_out) kept |= capability_set({Capability::kSysAdmin});
  return keep_capabilities(kept);
}

/// The files of -w, as the user of -Z, and what says that the capture has begun.
Result<Sinks> Live::open_outputs() {
  const auto& interfaces = capture_->interfaces();
  if (interfaces.empty()) return fail("no suitable device found");
  if (!options_.stop_when.empty()) {
    auto expressions = Expressions::create(options_.stop_when, options_, interfaces.front());
    if (!expressions) return std::unexpected(expressions.error());
    stop_when_ = std::move(*expressions);
  }
  if (auto dropped = drop_privileges(); !dropped) return std::unexpected(dropped.error());
  SourceTraits traits{.first = &interfaces.front(), .live = true};
  if (options_.embed_key_log) traits.secrets = [this]() -> const std::string& { return secrets_->text(); };
  auto sinks = make_sinks(options_, traits);
  if (!sinks) return sinks;
  const bool to_file = !options_.write_file.empty();
  if (!to_file && options_.print.verbose == 0 && !options_.json) {
    messages_.tell(options_.program + ": verbose output suppressed, use -v[v]... for full protocol decode\n");
  }
  const bool with_name = to_file || options_.print.verbose > 0;
  messages_.tell((with_name ? options_.program + ": " : "") + listening_text(options_, *capture_));
  return sinks;
}

Result<void> Live::capture(Sinks& sinks) {
  Pipeline pipeline(
      *capture_, sinks,
      {.limit = options_.count,
       .flush_batch = true,
       .annotate = [this](std::vector<Packet>& packets) { annotate(packets); },
       .is_last = [this](const Packet& packet,
                         const Interface& interface) { return stop_when_ && stop_when_->match(packet, interface); },
       .ended = [this] { return ended(); }});
  pipeline_ = &pipeline;
  auto result = pipeline.run();
  capture_->stop();
  if (result) result = pipeline.drain();
  const auto finished = pipeline.finish();
  if (result && !finished) result = finished;
  pipeline_ = nullptr;
  say_if_full(options_, sinks);
  messages_.tell(
      statistics_text(pipeline.captured(), capture_->statistics(), annotator_.counts(), options_.statistics));
  Messages::say(bounds_text(*capture_, annotator_.attributor(), containers_, options_.statistics));
  return result;
}

int Live::command_status() {
  if (!command_ || !command_->poll()) return 0;
  if (command_->status() != 0) {
    Messages::say(
        fmt::format("{}: {} ended with status {}\n", options_.program, options_.command[0], command_->status()));
  }
  return command_->status();
}

Result<int> Live::run() {
  catch_stop_signals();
  if (auto opened = open(); !opened) return std::unexpected(opened.error());
  auto sinks = open_outputs();
  if (!sinks) return std::unexpected(sinks.error());
  if (auto started = start_timers(); !started) return std::unexpected(started.error());
  if (command_) {
    if (auto started = command_->go(); !started) {
      return fail(options_.command[0] + ": " + started.error().what);
    }
  }
  auto captured = capture(*sinks);
  if (secrets_) {
    secrets_->text();  // the last ones of Go programs reach the file
    if (const uint64_t lost = secrets_->lost(); lost != 0) Messages::say(fmt::format("{} TLS secrets lost\n", lost));
  }
  if (!captured) return std::unexpected(captured.error());
  return command_status();
}

}  // namespace

Result<int> run_live(const CaptureOptions& options) {
  return Live(options).run();
}

}  // namespace trawl
