#include "sink/trace_pcap.h"

#include <algorithm>

#include "sink/pcap_sink.h"

namespace trawl {

namespace {

constexpr int64_t kSecond = 1'000'000'000;  // ns

}  // namespace

Result<std::unique_ptr<TraceSink>> TracePcap::create(const std::string& path) {
  auto file = PcapSink::create(path, {.nanoseconds = true, .link_type = kLinkRaw});
  if (!file) return std::unexpected(file.error());
  return std::unique_ptr<TraceSink>(new TracePcap(std::move(*file)));
}

Result<void> TracePcap::step(const Story& /*story*/, const StoryStep& entry) {
  const TraceStep& step = entry.step;
  if (step.headers.size() <= step.network) return {};
  Packet packet;
  packet.time = {.seconds = step.time / kSecond, .nanoseconds = static_cast<uint64_t>(step.time % kSecond)};
  packet.data = std::span(step.headers).subspan(step.network);
  packet.length = std::max(step.network_length, static_cast<uint32_t>(packet.data.size()));
  packet.link_type = kLinkRaw;
  return file_->write(packet, {}, 0);
}

Result<void> TracePcap::finish() {
  return file_->finish({});
}

}  // namespace trawl
