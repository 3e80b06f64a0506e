// Each step of traced packets as a packet of a pcapng file, with what the trace knows as its comment.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "pcap/byte_output.h"
#include "pcap/encoder.h"
#include "pcap/ng_writer.h"
#include "sink/trace_sink.h"

namespace trawl {

class TracePcapng final : public TraceSink {
 public:
  /// `application`: "trawl 1.0"; for shb_userappl.
  static Result<std::unique_ptr<TraceSink>> create(const std::string& path, const std::string& application);

  Result<void> step(const Story& story, const StoryStep& step) override;
  Result<void> flush() override { return output_.flush(); }
  Result<void> finish() override { return output_.finish(); }

 private:
  using Key = std::tuple<std::string, uint32_t, bool>;  // interface, namespace, whether a link-layer header is there
  explicit TracePcapng(ByteOutput output) : output_(std::move(output)) {}
  uint32_t interface_of(const TraceStep& step);
  Result<void> put_blocks();

  ByteOutput output_;
  NgBlocks blocks_;
  Encoder options_;
  std::map<Key, uint32_t> interfaces_;
};

}  // namespace trawl
