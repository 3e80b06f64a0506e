#include "mode/xdp.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>

#include "base/output.h"
#include "mode/messages.h"
#include "mode/outputs.h"
#include "mode/pipeline.h"
#include "mode/privileges.h"
#include "mode/reading.h"
#include "mode/stop_signal.h"
#include "mode/xdp_rate.h"
#include "sink/hex_line_sink.h"
#include "source/live_xdp.h"

namespace trawl {

namespace {

XdpHookOptions hook_options(const XdpOptions& options) {
  XdpHookOptions hook;
  if (!options.capture.interfaces.empty()) hook.interface = options.capture.interfaces.front();
  hook.expression = options.capture.expression;
  hook.optimize = options.capture.optimize;
  hook.mode = options.mode;
  hook.neighbour = options.neighbour;
  hook.watch_entry = options.at_entry;
  hook.watch_exit = options.at_exit;
  hook.programs = {.records = {.snapshot_length = options.capture.snaplen,
                               .one_packet_in = options.sampling.one_packet_in,
                               .most_per_second = options.sampling.most_per_second},
                   .one_flow_in = options.sampling.one_flow_in,
                   .rate = options.rate,
                   .without = options.capture.kernel.without};
  // A ring has a power of two, and at least a page.
  if (options.capture.buffer_kib != 0) {
    hook.programs.records.ring_bytes = std::bit_ceil(std::clamp(options.capture.buffer_kib, 4U, 1U << 20) * 1024);
  }
  return hook;
}

/// "1 of 100 packets, at most 1000 packets per second"; empty: everything.
std::string sampling_text(const XdpSampling& sampling) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (sampling.one_packet_in > 1) add(fmt::format("1 of {} packets", sampling.one_packet_in));
  if (sampling.one_flow_in > 1) add(fmt::format("1 of {} flows", sampling.one_flow_in));
  if (sampling.most_per_second != 0) add(fmt::format("at most {} packets per second", sampling.most_per_second));
  return text;
}

std::string packets_text(uint64_t n) {
  return fmt::format("{} packet{}", n, n == 1 ? "" : "s");
}

class Xdp {
 public:
  explicit Xdp(const XdpOptions& options) : options_(options) {}
  Result<int> run();

 private:
  Result<void> open();
  Result<Sinks> make_sinks();
  void say_start() const;
  void say_numbers(uint64_t captured) const;

  const XdpOptions& options_;
  std::unique_ptr<LiveXdp> source_;
  Fd promiscuous_;
};

Result<void> Xdp::open() {
  const std::string sampling = sampling_text(options_.sampling);
  auto source = LiveXdp::create(
      {.hook = hook_options(options_), .note = sampling.empty() ? "" : std::string(kSampledNote) + sampling});
  if (!source) return std::unexpected(source.error());
  source_ = std::move(*source);
  source_->wake_on(stop_signal_fd());
  const XdpHook& hook = source_->hook();
  if (options_.promiscuous) promiscuous_ = make_promiscuous(hook.device().ifindex);
  return {};
}

void Xdp::say_start() const {
  const XdpHook& hook = source_->hook();
  const std::string sampling = sampling_text(options_.sampling);
  Messages::say(fmt::format("{}: listening on {}, XDP in {}, snapshot length {} bytes{}\n", options_.capture.program,
                            hook.device().name, hook.description(), options_.capture.snaplen,
                            sampling.empty() ? "" : ", sampling " + sampling));
  if (!sampling.empty() && !options_.capture.write_file.empty() && !writes_pcapng(options_.capture)) {
    Messages(options_.capture.program, LogLevel::kInfo)
        .warn("a pcap file has no place for how packets were sampled; a name ending in .pcapng makes one that has");
  }
}

Result<Sinks> Xdp::make_sinks() {
  auto sinks = trawl::make_sinks(options_.capture, {.first = &source_->interfaces().front(), .live = true});
  const bool to_screen = options_.capture.write_file.empty() || options_.capture.print_too;
  if (!sinks || !options_.hex || !to_screen) return sinks;
  sinks->front() = std::make_unique<HexLineSink>(STDOUT_FILENO, options_.capture.line_buffered);
  return sinks;
}

void Xdp::say_numbers(uint64_t captured) const {
  const SourceStatistics source = source_->statistics();
  std::string text = fmt::format("{} captured\n{} received by filter\n{} dropped by kernel\n", packets_text(captured),
                                 packets_text(source.received), packets_text(source.dropped));
  if (!sampling_text(options_.sampling).empty()) {
    text += fmt::format("{} left out by sampling\n", packets_text(source_->not_sampled()));
  }
  if (!options_.capture.write_file.empty()) {
    text += fmt::format("{} packet samples stored in {}\n", captured, options_.capture.write_file);
  }
  Messages::say(text);
}

Result<int> Xdp::run() {
  catch_stop_signals();
  if (auto opened = open(); !opened) return std::unexpected(opened.error());
  auto sinks = make_sinks();
  if (!sinks) return std::unexpected(sinks.error());
  say_start();
  if (auto dropped = keep_capabilities(kXdpKeeps); !dropped) return std::unexpected(dropped.error());
  Pipeline pipeline(*source_, *sinks, {.limit = options_.capture.count, .flush_batch = true});
  auto result = pipeline.run();
  source_->stop();
  if (result) result = pipeline.drain();
  const auto finished = pipeline.finish();
  if (result && !finished) result = finished;
  say_numbers(pipeline.captured());
  if (!result) return std::unexpected(result.error());
  return 0;
}

}  // namespace

Result<int> run_xdp(const XdpOptions& options) {
  auto result = options.rate ? run_xdp_rate(hook_options(options), options.capture) : Xdp(options).run();
  // A reader of our output that goes away is no error: the end is quiet.
  if (!result && result.error().error_number == EPIPE) return 0;
  return result;
}

Result<void> print_xdp_devices() {
  const auto devices = list_devices();
  if (!devices) return std::unexpected(devices.error());
  std::string text;
  size_t number = 0;
  for (const Device& device : *devices) {
    const auto attached = find_attached_xdp(device.ifindex);
    if (!attached) return std::unexpected(attached.error());
    text +=
        fmt::format("{}.{}: {}\n", ++number, device.name, *attached ? xdp_description(**attached) : "no XDP program");
  }
  return write_all(STDOUT_FILENO, text, "Unable to write output");
}

}  // namespace trawl
