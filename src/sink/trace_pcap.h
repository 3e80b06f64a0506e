// Each step of traced packets as a packet of a pcap file, from its network header on: such a file has one link type,
// and many steps have no other header.
#pragma once

#include <memory>
#include <string>

#include "sink/file_sink.h"
#include "sink/trace_sink.h"

namespace trawl {

class TracePcap final : public TraceSink {
 public:
  static Result<std::unique_ptr<TraceSink>> create(const std::string& path);

  Result<void> step(const Story& story, const StoryStep& step) override;
  Result<void> flush() override { return file_->flush(); }
  Result<void> finish() override;

 private:
  explicit TracePcap(std::unique_ptr<FileSink> file) : file_(std::move(file)) {}

  std::unique_ptr<FileSink> file_;
};

}  // namespace trawl
