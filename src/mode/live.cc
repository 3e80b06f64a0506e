#include "mode/live.h"

#include <fmt/format.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <ctime>
#include <optional>

#include "attribute/attributor.h"
#include "base/output.h"
#include "filter/link_names.h"
#include "mode/command.h"
#include "mode/outputs.h"
#include "mode/pipeline.h"
#include "mode/stop_signal.h"
#include "source/live_capture.h"

namespace trawl {

namespace {

/// How long packets of a command that has ended are waited for: the peer's last words take a round trip.
constexpr itimerspec kLinger = {.it_interval = {}, .it_value = {.tv_sec = 1, .tv_nsec = 0}};

void say(const std::string& text) {
  (void)write_all(STDERR_FILENO, text, {});
}

LiveCaptureOptions live_options(const CaptureOptions& options) {
  LiveCaptureOptions live;
  live.interfaces = options.interfaces;
  live.expression = options.expression;
  live.optimize = options.optimize;
  live.direction = options.direction;
  live.promiscuous = options.promiscuous;
  live.programs.snapshot_length = options.snaplen;
  live.programs.only_processes = live.programs.follow_forks = !options.command.empty();
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
  for (const auto& interface : interfaces) names += (names.empty() ? "" : ", ") + interface.name;
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

/// tcpdump's three lines, and one for attribution.
std::string statistics_text(uint64_t captured, const SourceStatistics& source, const AttributionCounts& who) {
  std::string text = fmt::format("{} captured\n{} received by filter\n{} dropped by kernel\n", packets_text(captured),
                                 packets_text(source.received), packets_text(source.dropped));
  text += fmt::format("{} of {} packets attributed", who.process, who.total());
  std::string rest;
  for (const auto& [count, reason] : {std::pair{who.kernel, "of the kernel"}, std::pair{who.forwarded, "forwarded"},
                                      std::pair{who.unknown, "of unknown owner"}}) {
    if (count != 0) rest += fmt::format("{}{} {}", rest.empty() ? "" : ", ", count, reason);
  }
  return text + (rest.empty() ? "\n" : " (" + rest + ")\n");
}

class Live {
 public:
  explicit Live(const CaptureOptions& options)
      : options_(options), containers_(options.runtimes), attributor_(containers_) {}
  Result<int> run();

 private:
  Result<void> open();
  void annotate(std::vector<Packet>& packets);
  bool ended();

  const CaptureOptions& options_;
  std::optional<Command> command_;
  Fd linger_;
  bool lingering_ = false;
  std::unique_ptr<LiveCapture> capture_;
  Containers containers_;
  Attributor attributor_;
  uint64_t annotated_ = 0;  // packets
};

Result<void> Live::open() {
  if (!options_.command.empty()) {
    auto command = Command::create(options_.command);
    if (!command) return std::unexpected(command.error());
    command_.emplace(std::move(*command));
    linger_ = Fd(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  }
  auto capture = LiveCapture::create(live_options(options_));
  if (!capture) return std::unexpected(capture.error());
  capture_ = std::move(*capture);
  capture_->wake_on(stop_signal_fd());
  capture_->wake_on(containers_.fd());
  if (!command_) return {};
  capture_->wake_on(command_->fd());
  capture_->wake_on(linger_.get());
  return capture_->programs().capture_process(static_cast<uint32_t>(command_->pid()));
}

/// Process events and packets come by two ways; here they are put back into one order.
void Live::annotate(std::vector<Packet>& packets) {
  attributor_.next_batch();
  const auto events = capture_->process_events();
  size_t next = 0;
  const auto apply_until = [&](uint64_t time) {
    while (next < events.size()) {
      const auto& event = *reinterpret_cast<const trawl_process_event*>(events[next].bytes.data());
      if (event.time > time) break;
      attributor_.process_event(events[next++].bytes);
    }
  };
  for (size_t i = 0; i < packets.size(); i++) {
    if (options_.count != 0 && annotated_ == options_.count) break;  // -c: nobody sees the rest
    annotated_++;
    const trawl_packet& record = capture_->record(i);
    apply_until(record.time);
    packets[i].context = attributor_.context(record);
  }
  apply_until(UINT64_MAX);
  for (const auto& warnings : {capture_->take_warnings(), containers_.take_warnings()}) {
    for (const auto& warning : warnings) say(options_.program + ": WARNING: " + warning + '\n');
  }
}

bool Live::ended() {
  if (stop_requested()) return true;
  if (!command_ || !command_->poll()) return false;
  if (!lingering_) {
    lingering_ = true;
    capture_->forget_wake(command_->fd());
    ::timerfd_settime(linger_.get(), 0, &kLinger, nullptr);
    return false;
  }
  uint64_t expirations = 0;
  return ::read(linger_.get(), &expirations, sizeof(expirations)) == sizeof(expirations);
}

Result<int> Live::run() {
  catch_stop_signals();
  if (auto opened = open(); !opened) return std::unexpected(opened.error());
  const auto& interfaces = capture_->interfaces();
  if (interfaces.empty()) return fail("no suitable device found");
  auto sinks = make_sinks(options_, {.first = &interfaces.front()});
  if (!sinks) return std::unexpected(sinks.error());

  const bool to_file = !options_.write_file.empty();
  if (!to_file && options_.print.verbose == 0) {
    say(options_.program + ": verbose output suppressed, use -v[v]... for full protocol decode\n");
  }
  const bool with_name = to_file || options_.print.verbose > 0;
  say((with_name ? options_.program + ": " : "") + listening_text(options_, *capture_));
  if (command_) {
    if (auto started = command_->go(); !started) {
      return fail(options_.command[0] + ": " + started.error().what);
    }
  }

  Pipeline pipeline(*capture_, *sinks,
                    {.limit = options_.count,
                     .flush_batch = true,
                     .annotate = [this](std::vector<Packet>& packets) { annotate(packets); },
                     .ended = [this] { return ended(); }});
  auto result = pipeline.run();
  capture_->stop();
  if (result) result = pipeline.drain();
  const auto finished = pipeline.finish();
  if (result && !finished) result = finished;
  say(statistics_text(pipeline.captured(), capture_->statistics(), attributor_.counts()));
  if (const uint64_t lost = capture_->programs().process_events_lost(); lost != 0) {
    say(fmt::format("{} process events lost: some names may be out of date\n", lost));
  }
  if (!result) return std::unexpected(result.error());
  if (!command_ || !command_->poll()) return 0;
  if (command_->status() != 0) {
    say(fmt::format("{}: {} ended with status {}\n", options_.program, options_.command[0], command_->status()));
  }
  return command_->status();
}

}  // namespace

Result<int> run_live(const CaptureOptions& options) {
  return Live(options).run();
}

Result<void> print_devices() {
  const auto devices = list_devices();
  if (!devices) return std::unexpected(devices.error());
  std::string text;
  size_t number = 0;
  for (const auto& device : *devices) {
    std::string flags;
    for (const auto& [set, name] :
         {std::pair{device.up, "Up"}, std::pair{device.running, "Running"}, std::pair{device.loopback, "Loopback"}}) {
      if (set) flags += (flags.empty() ? "" : ", ") + std::string(name);
    }
    text += fmt::format("{}.{} [{}]\n", ++number, device.name, flags.empty() ? "none" : flags);
  }
  text += fmt::format("{}.any (all interfaces, also those that appear later) [Up, Running]\n", ++number);
  return write_all(STDOUT_FILENO, text, "Unable to write output");
}

}  // namespace trawl
