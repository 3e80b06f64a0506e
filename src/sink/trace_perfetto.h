// Traced packets in the Trace Event Format, which Perfetto and Chrome's tracing page show: a process per packet, a
// thread per skb.
#pragma once

#include <memory>
#include <string>

#include "base/text.h"
#include "pcap/byte_output.h"
#include "sink/trace_sink.h"

namespace trawl {

class TracePerfetto final : public TraceSink {
 public:
  static Result<std::unique_ptr<TraceSink>> create(const std::string& path);

  Result<void> story(const Story& story) override;
  Result<void> flush() override;
  Result<void> finish() override;

 private:
  explicit TracePerfetto(ByteOutput output) : output_(std::move(output)) {}
  void put_name(const Story& story);
  void put_step(const Story& story, size_t index);

  ByteOutput output_;
  TextBuffer out_;
  bool first_ = true;
};

}  // namespace trawl
