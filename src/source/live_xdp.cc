#include "source/live_xdp.h"

namespace trawl {

namespace {

constexpr uint64_t kClockRefresh = 1'000'000'000;  // ns

}  // namespace

LiveXdp::LiveXdp(const LiveXdpOptions& options, XdpHook hook, Expression expression)
    : hook_(std::move(hook)), expression_(std::move(expression)), queue_(hook_.records().ring()) {
  const std::string& device = hook_.device().name;
  const std::string function = hook_.watched().empty() ? device : device + ':' + hook_.watched() + "()";
  if (hook_.watched().empty()) describe(options, device);
  if (options.hook.watch_entry) describe(options, function + "@fentry");
  if (options.hook.watch_exit) describe(options, function + "@fexit");
  watches_both_ = interfaces_.size() == 2;
}

void LiveXdp::describe(const LiveXdpOptions& options, const std::string& name) {
  interfaces_.push_back({.name = name,
                         .description = options.note,
                         .link_type = kLinkEthernet,
                         .snaplen = options.hook.programs.records.snapshot_length,
                         .ifindex = hook_.device().ifindex,
                         .filter = options.hook.expression});
}

Result<std::unique_ptr<LiveXdp>> LiveXdp::create(const LiveXdpOptions& options) {
  auto hook = XdpHook::create(options.hook);
  if (!hook) return std::unexpected(hook.error());
  Expression expression;
  if (!hook->watched().empty()) {
    auto compiled = Expression::compile(options.hook.expression, kLinkEthernet, 0, {.optimize = options.hook.optimize});
    if (!compiled) return std::unexpected(compiled.error());
    expression = std::move(*compiled);
  }
  return std::unique_ptr<LiveXdp>(new LiveXdp(options, std::move(*hook), std::move(expression)));
}

Result<bool> LiveXdp::next_batch(std::vector<Packet>& packets) {
  packets.clear();
  facts_.clear();
  const bool was_stopping = stopping_;
  queue_.next([this] { hook_.records().wait(wake_fds_, -1); }, was_stopping);
  const uint64_t now = monotonic_now();
  if (now - clock_refreshed_ > kClockRefresh) {
    clock_.refresh();
    clock_refreshed_ = now;
  }
  for (const auto& record : queue_.batch()) {
    packets.push_back(packet_of(record));
    if (expression_.matches(packets.back().data, packets.back().length)) continue;
    packets.pop_back();
    rejected_++;
  }
  return !was_stopping || !queue_.batch().empty();
}

Packet LiveXdp::packet_of(const Ring::Record& entry) {
  const auto& record = *reinterpret_cast<const trawl_xdp_packet*>(entry.bytes.data());
  HookFacts& facts = facts_.emplace_back();
  facts.id = record.id;
  facts.lost = record.lost;
  facts.queue = record.queue;
  facts.first_buffer_only = (record.flags & TRAWL_XDP_FIRST_BUFFER) != 0;
  if (record.point == TRAWL_XDP_EXIT) facts.verdict = record.verdict;
  Packet packet;
  const int64_t time = clock_.at(record.time);
  packet.time = {.seconds = time / 1'000'000'000, .nanoseconds = static_cast<uint64_t>(time % 1'000'000'000)};
  packet.data = entry.bytes.subspan(sizeof(trawl_xdp_packet), record.captured);
  packet.length = record.length;
  packet.direction = Direction::kIn;
  packet.interface = watches_both_ && record.point == TRAWL_XDP_EXIT ? 1 : 0;
  packet.hook = &facts;
  return packet;
}

uint64_t LiveXdp::total(trawl_xdp_counter counter) const {
  uint64_t sum = 0;
  for (const auto& cpu : hook_.records().counters()) sum += cpu.packets[counter];
  return sum;
}

SourceStatistics LiveXdp::statistics() const {
  return {.known = true,
          .received = total(TRAWL_XDP_CAPTURED) + total(TRAWL_XDP_LOST) - rejected_,
          .filtered = total(TRAWL_XDP_REJECTED) + total(TRAWL_XDP_NOT_SAMPLED) + rejected_,
          .dropped = total(TRAWL_XDP_LOST),
          .dropped_at = watches_both_ ? std::vector<uint64_t>{} : std::vector{total(TRAWL_XDP_LOST)}};
}

void LiveXdp::stop() {
  hook_.detach();
  stopping_ = true;
}

}  // namespace trawl
