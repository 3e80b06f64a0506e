#include "mode/annotator.h"

#include <span>

namespace trawl {

namespace {

const trawl_process_event& event_of(std::span<const uint8_t> bytes) {
  return *reinterpret_cast<const trawl_process_event*>(bytes.data());
}

}  // namespace

void Annotator::take_events(const LiveCapture& capture) {
  for (const auto& record : capture.process_events()) {
    const trawl_process_event& event = event_of(record.bytes);
    if (event.type == TRAWL_USE) {
      attributor_.socket_use(event);
    } else {
      events_.emplace_back(record.bytes.begin(), record.bytes.end());
    }
  }
}

void Annotator::apply_events(uint64_t until) {
  while (!events_.empty() && event_of(events_.front()).time <= until) {
    attributor_.process_event(events_.front());
    events_.pop_front();
  }
}

void Annotator::annotate(LiveCapture& capture, std::vector<Packet>& packets) {
  attributor_.next_batch();
  take_events(capture);
  size_t kept = 0;
  for (size_t i = 0; i < packets.size(); i++) {
    if (limit_ != 0 && annotated_ == limit_) break;  // nobody sees the rest
    const trawl_packet& record = capture.record(i);
    if (!attributor_.is_wanted(record)) {
      capture.reject(1);
      continue;
    }
    annotated_++;
    apply_events(record.time);
    packets[kept] = packets[i];
    packets[kept++].context = attributor_.context(record);
  }
  packets.resize(kept);
  // Packets that wait for their owner are older than what came since.
  if (!capture.has_waiting()) apply_events(UINT64_MAX);
}

}  // namespace trawl
