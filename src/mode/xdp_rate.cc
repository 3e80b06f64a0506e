#include "mode/xdp_rate.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/clock.h"
#include "mode/messages.h"
#include "mode/privileges.h"
#include "mode/stop_signal.h"
#include "sink/xdp_rate_text.h"
#include "source/record_queue.h"

namespace trawl {

namespace {

constexpr uint64_t kSecond = 1'000'000'000;  // ns

Timestamp timestamp(const WallClock& clock, uint64_t monotonic) {
  const int64_t time = clock.at(monotonic);
  return {.seconds = time / 1'000'000'000, .nanoseconds = static_cast<uint64_t>(time % 1'000'000'000)};
}

TcpEndpoint endpoint(std::span<const uint8_t, 16> address, uint16_t port) {
  TcpEndpoint end{.port = port};
  std::ranges::copy(address, end.address.begin());
  return end;
}

class RateView {
 public:
  RateView(XdpHook& hook, const CaptureOptions& options)
      : hook_(hook), options_(options), queue_(hook.records().ring()), text_(STDOUT_FILENO) {}
  Result<void> run();
  void say_numbers() const;

 private:
  void show_flows(bool stopping);
  void show_rates(uint64_t now);
  std::vector<uint64_t> per_cpu() const;

  XdpHook& hook_;
  const CaptureOptions& options_;
  RecordQueue queue_;
  XdpRateText text_;
  WallClock clock_;
  uint64_t began_ = 0;  // the current second; CLOCK_MONOTONIC, ns
  uint64_t seconds_ = 0;
  std::vector<uint64_t> before_;  // packets of each CPU when it began
};

/// Every packet counts, told or not.
std::vector<uint64_t> RateView::per_cpu() const {
  std::vector<uint64_t> packets;
  for (const auto& cpu : hook_.records().counters()) {
    packets.push_back(cpu.packets[TRAWL_XDP_CAPTURED] + cpu.packets[TRAWL_XDP_LOST]);
  }
  return packets;
}

void RateView::show_flows(bool stopping) {
  const std::vector<int> others = {stop_signal_fd()};
  const uint64_t left = kSecond - std::min(kSecond, monotonic_now() - began_);
  queue_.next([&] { hook_.records().wait(others, static_cast<int>(left / 1'000'000 + 1)); }, stopping);
  for (const auto& entry : queue_.batch()) {
    const auto& record = *reinterpret_cast<const trawl_xdp_flow*>(entry.bytes.data());
    text_.flow({.time = timestamp(clock_, record.time),
                .ipv6 = record.family == AF_INET6,
                .source = endpoint(record.source, record.source_port),
                .destination = endpoint(record.destination, record.destination_port),
                .protocol = static_cast<uint8_t>(record.protocol)});
  }
}

void RateView::show_rates(uint64_t now) {
  const std::vector<uint64_t> packets = per_cpu();
  std::vector<uint64_t> fresh(packets.size());
  std::ranges::transform(packets, before_, fresh.begin(), std::minus());
  text_.rates(timestamp(clock_, now), fresh, now - began_);
  before_ = packets;
  began_ = now;
  seconds_++;
  clock_.refresh();
}

Result<void> RateView::run() {
  before_ = per_cpu();
  began_ = monotonic_now();
  while (!stop_requested() && (options_.count == 0 || seconds_ < options_.count)) {
    show_flows(false);
    if (const uint64_t now = monotonic_now(); now - began_ >= kSecond) show_rates(now);
    if (auto written = text_.flush(); !written) return written;
  }
  hook_.detach();
  show_flows(true);
  return text_.flush();
}

void RateView::say_numbers() const {
  const std::vector<uint64_t> packets = per_cpu();
  Messages::say(fmt::format("{} packets counted\n", std::accumulate(packets.begin(), packets.end(), uint64_t{0})));
}

}  // namespace

Result<int> run_xdp_rate(const XdpHookOptions& hook_options, const CaptureOptions& options) {
  catch_stop_signals();
  auto hook = XdpHook::create(hook_options);
  if (!hook) return std::unexpected(hook.error());
  if (auto dropped = keep_capabilities(kXdpKeeps); !dropped) return std::unexpected(dropped.error());
  Messages::say(
      fmt::format("{}: listening on {}, XDP in {}\n", options.program, hook->device().name, hook->description()));
  RateView view(*hook, options);
  if (auto ended = view.run(); !ended) return std::unexpected(ended.error());
  view.say_numbers();
  return 0;
}

}  // namespace trawl
