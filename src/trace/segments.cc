#include "trace/segments.h"

#include <algorithm>

namespace trawl {

namespace {

constexpr int64_t kMostDelay = 100'000'000;  // ns from the cut to the last segment's way to the device
constexpr uint8_t kTcp = 6;
constexpr std::string_view kQueue = "net_dev_queue";
constexpr std::string_view kDevice = "net_dev_start_xmit";

bool same_flow(const Flow& a, const Flow& b) {
  return a.version != 0 && a.version == b.version && a.protocol == b.protocol && a.source == b.source &&
         a.destination == b.destination && a.source_port == b.source_port && a.destination_port == b.destination_port;
}

}  // namespace

void Segments::see(const ReadStep& entry, uint64_t packet) {
  const TraceStep& step = entry.step;
  if (step.gso_size == 0) return;
  if (step.name == kQueue) {
    large_[packet] = {.skb = step.skb, .queued = entry, .cut = {}, .left = step.network_length / step.gso_size + 1};
    return;
  }
  const auto found = large_.find(packet);
  if (found == large_.end() || found->second.skb != step.skb || found->second.cut) return;
  if (step.name == kDevice)
    large_.erase(found);
  else if (step.kind == StepKind::kConsumed)
    found->second.cut = step.time;
}

bool Segments::is_part(const Large& large, const ReadStep& entry) {
  const ReadStep& whole = large.queued;
  if (!large.cut || large.left == 0 || entry.step.time - *large.cut > kMostDelay) return false;
  if (entry.step.interface != whole.step.interface || entry.step.netns != whole.step.netns) return false;
  const Flow& flow = entry.layers.flow;
  if (!same_flow(flow, whole.layers.flow) || entry.step.network_length > whole.step.network_length) return false;
  return flow.protocol != kTcp || flow.sequence - whole.layers.flow.sequence < whole.step.network_length;
}

std::optional<Segments::Parent> Segments::parent_of(const ReadStep& entry) {
  if (entry.step.name != kDevice) return std::nullopt;
  const auto found = std::ranges::find_if(large_, [&](const auto& each) { return is_part(each.second, entry); });
  if (found == large_.end()) return std::nullopt;
  found->second.left--;
  return Parent{.packet = found->first, .skb = found->second.skb};
}

}  // namespace trawl
