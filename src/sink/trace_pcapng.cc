#include "sink/trace_pcapng.h"

#include <algorithm>

#include "pcap/ng_blocks.h"
#include "trace/step_comment.h"

namespace trawl {

namespace {

Timestamp timestamp(int64_t nanoseconds) {
  return {.seconds = nanoseconds / 1'000'000'000, .nanoseconds = static_cast<uint64_t>(nanoseconds % 1'000'000'000)};
}

}  // namespace

Result<std::unique_ptr<TraceSink>> TracePcapng::create(const std::string& path, const std::string& application) {
  auto output = ByteOutput::create(path);
  if (!output) return std::unexpected(output.error());
  std::unique_ptr<TracePcapng> sink(new TracePcapng(std::move(*output)));
  sink->blocks_.section_header({.hardware = {}, .os = {}, .application = application});
  if (auto written = sink->put_blocks(); !written) return std::unexpected(written.error());
  return std::unique_ptr<TraceSink>(std::move(sink));
}

uint32_t TracePcapng::interface_of(const TraceStep& step) {
  const Key key(step.interface, step.netns, step.link_header);
  const auto [at, fresh] = interfaces_.try_emplace(key, static_cast<uint32_t>(interfaces_.size()));
  if (!fresh) return at->second;
  Interface interface;
  interface.name = step.interface;
  interface.description = "network namespace " + std::to_string(step.netns);
  interface.link_type = step.link_header ? kLinkEthernet : kLinkRaw;
  blocks_.interface_description(interface, {});
  return at->second;
}

Result<void> TracePcapng::step(const Story& story, const StoryStep& entry) {
  const TraceStep& step = entry.step;
  if (step.headers.empty()) return {};
  const uint32_t interface = interface_of(step);
  TextBuffer comment;
  put_step_comment(comment, story, entry);
  options_.clear();
  put_option(options_, ng::kComment, comment.view());
  Packet packet;
  packet.time = timestamp(step.time);
  packet.data = step.headers;
  packet.length = std::max(step.network + step.network_length, static_cast<uint32_t>(step.headers.size()));
  blocks_.enhanced_packet(packet, interface, options_.bytes());
  return put_blocks();
}

Result<void> TracePcapng::put_blocks() {
  auto written = output_.append(blocks_.bytes());
  blocks_.clear();
  return written;
}

}  // namespace trawl
