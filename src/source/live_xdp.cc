#include "source/live_xdp.h"

namespace trawl {

namespace {

constexpr uint64_t kClockRefresh = 1'000'000'000;  // ns

}  // namespace

LiveXdp::LiveXdp(const LiveXdpOptions& options, XdpHook hook)
    : hook_(std::move(hook)), queue_(hook_.programs().records()) {
  interfaces_.push_back({.name = hook_.device().name,
                         .description = options.note,
                         .link_type = kLinkEthernet,
                         .snaplen = options.hook.programs.snapshot_length,
                         .ifindex = hook_.device().ifindex,
                         .filter = options.hook.expression});
}

Result<std::unique_ptr<LiveXdp>> LiveXdp::create(const LiveXdpOptions& options) {
  auto hook = XdpHook::create(options.hook);
  if (!hook) return std::unexpected(hook.error());
  return std::unique_ptr<LiveXdp>(new LiveXdp(options, std::move(*hook)));
}

Result<bool> LiveXdp::next_batch(std::vector<Packet>& packets) {
  packets.clear();
  facts_.clear();
  const bool was_stopping = stopping_;
  queue_.next([this] { hook_.programs().wait(wake_fds_, -1); }, was_stopping);
  const uint64_t now = monotonic_now();
  if (now - clock_refreshed_ > kClockRefresh) {
    clock_.refresh();
    clock_refreshed_ = now;
  }
  for (const auto& record : queue_.batch()) packets.push_back(packet_of(record));
  return !was_stopping || !packets.empty();
}

Packet LiveXdp::packet_of(const Ring::Record& entry) {
  const auto& record = *reinterpret_cast<const trawl_xdp_packet*>(entry.bytes.data());
  HookFacts& facts = facts_.emplace_back();
  facts.id = record.id;
  facts.lost = record.lost;
  facts.queue = record.queue;
  if (record.point == TRAWL_XDP_EXIT) facts.verdict = record.verdict;
  Packet packet;
  const int64_t time = clock_.at(record.time);
  packet.time = {.seconds = time / 1'000'000'000, .nanoseconds = static_cast<uint64_t>(time % 1'000'000'000)};
  packet.data = entry.bytes.subspan(sizeof(trawl_xdp_packet), record.captured);
  packet.length = record.length;
  packet.direction = Direction::kIn;
  packet.hook = &facts;
  return packet;
}

uint64_t LiveXdp::total(trawl_xdp_counter counter) const {
  uint64_t sum = 0;
  for (const auto& cpu : hook_.programs().counters()) sum += cpu.packets[counter];
  return sum;
}

SourceStatistics LiveXdp::statistics() const {
  return {.known = true,
          .received = total(TRAWL_XDP_CAPTURED) + total(TRAWL_XDP_LOST),
          .filtered = total(TRAWL_XDP_REJECTED) + total(TRAWL_XDP_NOT_SAMPLED),
          .dropped = total(TRAWL_XDP_LOST)};
}

void LiveXdp::stop() {
  hook_.detach();
  stopping_ = true;
}

}  // namespace trawl
