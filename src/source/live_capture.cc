#include "source/live_capture.h"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/timer.h"
#include "filter/expression.h"
#include "packet/cooked.h"
#include "source/device.h"
#include "source/netns.h"
#include "wire/process.h"

namespace trawl {

namespace {

constexpr uint64_t kClockRefresh = 1'000'000'000;      // ns
constexpr uint64_t kAbandonmentCheck = 1'000'000'000;  // ns
constexpr size_t kMacAddresses = 12;                   // bytes before the place of a VLAN tag

// What is noted of sockets only where their packets may be captured.
constexpr std::string_view kEchoReplies = "icmp[icmptype] = icmp-echoreply or icmp6[icmp6type] = icmp6-echoreply";
constexpr std::string_view kRawProtocols = "(ip or ip6) and not (tcp or udp or icmp or icmp6)";

bool may_match(const LiveCaptureOptions& options, std::string_view packets) {
  return !Expression::exclude_each_other(options.expression, packets, kLinkEthernet);
}

/// What the kernel side must know of the namespaces it will see.
CaptureProgramOptions program_options(const LiveCaptureOptions& options) {
  CaptureProgramOptions programs = options.programs;
  programs.echoes = may_match(options, kEchoReplies);
  programs.raw_sockets = may_match(options, kRawProtocols);
  programs.watch_namespaces = std::ranges::find(options.namespaces, "any") != options.namespaces.end();
  if (options.namespaces.size() > 1 || programs.watch_namespaces) return programs;
  // What is wrong with the namespace is said when its devices are looked for.
  const auto place = options.namespaces.empty() ? own_namespace() : find_namespace(options.namespaces.front());
  if (place) programs.netns = place->inode;
  return programs;
}

}  // namespace

LiveCapture::LiveCapture(const LiveCaptureOptions& options, CapturePrograms programs)
    : options_(options),
      programs_(std::move(programs)),
      devices_(options_, programs_),
      neighbours_(programs_),
      queue_(programs_.packets()),
      unsettled_(options.patience) {
  queue_.hold_back([this](const Ring::Record& record, uint64_t now) {
    if (options_.delay != 0 && time_of(record) + options_.delay > now) return true;
    return unsettled_.waits(*reinterpret_cast<const trawl_packet*>(record.bytes.data()), now);
  });
}

Result<std::unique_ptr<LiveCapture>> LiveCapture::create(const LiveCaptureOptions& options) {
  auto programs = CapturePrograms::create(program_options(options));
  if (!programs) return std::unexpected(programs.error());
  std::unique_ptr<LiveCapture> capture(new LiveCapture(options, std::move(*programs)));
  if (auto done = capture->devices_.attach(); !done) return std::unexpected(done.error());
  if (const auto places = capture->devices_.namespaces()) capture->neighbours_.start(*places);
  capture->wake_on(capture->devices_.watch().get());
  capture->wake_on(capture->neighbours_.watch().get());
  if (!options.namespaces.empty()) {
    capture->abandonment_check_ = make_timer(kAbandonmentCheck, kAbandonmentCheck);
    capture->wake_on(capture->abandonment_check_.get());
  }
  return capture;
}

/// After something was told of devices or addresses, or a process turned up in a namespace that was not known.
void LiveCapture::look_for_devices() {
  bool changed = drain_watch(devices_.watch());
  for (const auto& record : process_events_) {
    const uint32_t netns = reinterpret_cast<const trawl_process_event*>(record.bytes.data())->netns;
    changed |= netns != 0 && !devices_.knows_namespace(netns);
  }
  if (changed) devices_.look_again();
  if (has_expired(abandonment_check_)) devices_.release_abandoned();
  changed |= drain_watch(neighbours_.watch());
  if (!changed) return;
  if (const auto places = devices_.namespaces()) neighbours_.look_again(*places);
}

void LiveCapture::read_process_events() {
  const size_t before = process_events_.size();
  programs_.process_events().read(process_events_);
  for (const auto& record : std::span(process_events_).subspan(before)) {
    unsettled_.use(*reinterpret_cast<const trawl_process_event*>(record.bytes.data()));
  }
}

Result<bool> LiveCapture::next_batch(std::vector<Packet>& packets) {
  packets.clear();
  changed_.clear();
  programs_.process_events().release();
  process_events_.clear();
  const bool was_stopping = stopping_;
  read_process_events();
  queue_.next([this] { programs_.wait(wake_fds_, -1); }, was_stopping);
  read_process_events();
  look_for_devices();
  emit(packets);
  if (was_stopping && packets.empty()) return false;
  if (devices_.ended() && !stopping_) stop();
  return true;
}

void LiveCapture::emit(std::vector<Packet>& packets) {
  const uint64_t now = monotonic_now();
  if (now - clock_refreshed_ > kClockRefresh) {
    clock_.refresh();
    clock_refreshed_ = now;
    unsettled_.forget(now);
  }
  for (const auto& record : queue_.batch()) packets.push_back(packet_of(record));
}

Packet LiveCapture::packet_of(const Ring::Record& entry) {
  const auto& record = *reinterpret_cast<const trawl_packet*>(entry.bytes.data());
  Packet packet;
  const int64_t time = clock_.at(record.time);
  packet.time = {.seconds = time / 1'000'000'000, .nanoseconds = static_cast<uint64_t>(time % 1'000'000'000)};
  packet.data = entry.bytes.subspan(sizeof(trawl_packet), record.captured);
  packet.length = record.length;
  if (record.vlan_protocol != 0 && packet.data.size() >= kMacAddresses) {
    packet.data = with_tag(record, packet.data);
    packet.length += 4;
  }
  packet.interface = static_cast<uint32_t>(devices_.interface_of(record.netns, record.ifindex).value_or(0));
  packet.link_type = interfaces()[packet.interface].link_type;
  packet.direction = record.direction == TRAWL_OUT ? Direction::kOut : Direction::kIn;
  if (options_.cooked != 0) cook(packet, record);
  return packet;
}

void LiveCapture::cook(Packet& packet, const trawl_packet& record) {
  const auto link = devices_.own_link(packet.interface);
  auto& frame = changed_.emplace_back();
  trawl::cook(packet.data, link.link_type, options_.cooked,
              {.ifindex = record.ifindex, .hardware_type = link.hardware_type, .packet_type = record.packet_type},
              frame);
  packet.data = frame;
  packet.length =
      static_cast<uint32_t>(static_cast<int>(packet.length) + cooked_growth(options_.cooked, link.link_type));
}

std::span<const uint8_t> LiveCapture::with_tag(const trawl_packet& record, std::span<const uint8_t> bytes) {
  auto& frame = changed_.emplace_back();
  frame.reserve(bytes.size() + 4);
  frame.assign(bytes.begin(), bytes.begin() + kMacAddresses);
  for (const uint16_t field : {record.vlan_protocol, record.vlan_tci}) {
    frame.push_back(static_cast<uint8_t>(field >> 8));
    frame.push_back(static_cast<uint8_t>(field));
  }
  frame.insert(frame.end(), bytes.begin() + kMacAddresses, bytes.end());
  frame.resize(std::min<size_t>(frame.size(), options_.programs.snapshot_length));
  return frame;
}

SourceStatistics LiveCapture::statistics() const {
  const trawl_counters counters = programs_.counters();
  const auto* packets = counters.packets;
  return {.known = true,
          .received = packets[TRAWL_CAPTURED] + packets[TRAWL_LOST] - rejected_,
          .filtered = packets[TRAWL_REJECTED] + packets[TRAWL_OTHER_PROCESS] + rejected_,
          .dropped = packets[TRAWL_LOST],
          .dropped_at = devices_.lost()};
}

void LiveCapture::stop() {
  devices_.detach();
  // Programs that were running on other CPUs when their links went have ended after this.
  ::syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
  stopping_ = true;
}

}  // namespace trawl
