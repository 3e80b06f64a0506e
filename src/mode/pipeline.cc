#include "mode/pipeline.h"

#include <poll.h>

#include <cerrno>

#include "mode/stop_signal.h"

namespace trawl {

Result<void> Pipeline::pass_packet(const Packet& packet, const std::vector<Interface>& interfaces) {
  if (settings_.accept && !settings_.accept(packet, interfaces[packet.interface])) return {};
  captured_++;
  for (const auto& sink : sinks_) {
    if (auto written = sink->write(packet, interfaces, captured_); !written) return written;
    if (sink->full()) last_seen_ = true;
  }
  if (settings_.is_last && settings_.is_last(packet, interfaces[packet.interface])) last_seen_ = true;
  return {};
}

Result<void> Pipeline::pass_blocks(std::span<const OtherBlock> others, size_t before) {
  for (; next_block_ < others.size() && others[next_block_].before <= before; next_block_++) {
    for (const auto& sink : sinks_) {
      if (auto written = sink->write_block(others[next_block_].bytes); !written) return written;
    }
  }
  return {};
}

Result<void> Pipeline::pass_batch() {
  next_block_ = 0;
  const auto& interfaces = source_.interfaces();
  const auto others = source_.other_blocks();
  for (size_t i = 0; i < packets_.size() && !at_limit(); i++) {
    if (!others.empty()) {
      if (auto passed = pass_blocks(others, i); !passed) return passed;
    }
    if (auto passed = pass_packet(packets_[i], interfaces); !passed) return passed;
  }
  if (!at_limit()) {
    if (auto passed = pass_blocks(others, packets_.size()); !passed) return passed;
  }
  for (const auto& sink : sinks_) {
    if (auto ended = sink->end_batch(); !ended) return ended;
  }
  return {};
}

/// Whether the next batch may take its time to come.
bool Pipeline::should_flush() const {
  if (settings_.flush_batch) return !packets_.empty();
  pollfd waiting{source_.poll_fd(), POLLIN, 0};
  return waiting.fd >= 0 && ::poll(&waiting, 1, 0) == 0;
}

bool Pipeline::ended() const {
  return at_limit() || (settings_.ended ? settings_.ended() : stop_requested());
}

/// One batch from the source to the sinks. False: the source has ended.
Result<bool> Pipeline::next() {
  const auto more = source_.next_batch(packets_);
  if (!more && more.error().error_number == EINTR) return true;
  if (!more || !*more) return more;
  if (settings_.annotate) settings_.annotate(packets_);
  if (auto passed = pass_batch(); !passed) return std::unexpected(passed.error());
  if (!should_flush()) return true;
  if (auto flushed = flush(); !flushed) return std::unexpected(flushed.error());
  return true;
}

Result<void> Pipeline::flush() {
  for (const auto& sink : sinks_) {
    if (auto flushed = sink->flush(); !flushed) return flushed;
  }
  return {};
}

Result<void> Pipeline::run() {
  while (!ended()) {
    const auto more = next();
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
  }
  return {};
}

Result<void> Pipeline::drain() {
  while (!at_limit()) {
    const auto more = next();
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
  }
  return {};
}

Result<void> Pipeline::finish() {
  const CaptureSummary summary{.dropped_at = source_.statistics().dropped_at, .interfaces = &source_.interfaces()};
  Result<void> result;
  for (const auto& sink : sinks_) {
    auto finished = sink->finish(summary);
    if (result && !finished) result = std::move(finished);
  }
  return result;
}

}  // namespace trawl
