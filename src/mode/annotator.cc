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
    if (event.type == TRAWL_USE || event.type == TRAWL_TRANSLATION) {
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
  const CgroupMarker kernel = capture.programs().cgroup_marker();
  marks_.refresh(kernel);
  take_events(capture);
  size_t kept = 0;
  for (size_t i = 0; i < packets.size(); i++) {
    if (limit_ != 0 && annotated_ == limit_) break;  // nobody sees the rest
    const trawl_packet& record = capture.record(i);
    apply_events(attributor_.known_at(record));
    const PacketContext* context = attributor_.context(record);
    if ((record.flags & TRAWL_UNDECIDED) != 0) {
      marks_.learn(kernel, record.sender, context->sender);
      marks_.learn(kernel, record.receiver, context->receiver);
    }
    if (!attributor_.is_wanted(filter_, record)) {
      capture.reject(1);
      continue;
    }
    annotated_++;
    counts_[static_cast<size_t>(context->attribution)]++;
    packets[kept] = packets[i];
    packets[kept++].context = context;
  }
  packets.resize(kept);
  // Packets that wait for their owner are older than what came since.
  if (!capture.has_waiting()) apply_events(UINT64_MAX);
}

}  // namespace trawl
