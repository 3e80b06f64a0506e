// A line trace: one row per instruction that a packet was seen at.
#pragma once

#include "base/text.h"
#include "sink/trace_sink.h"

namespace trawl {

class TraceLines final : public TraceSink {
 public:
  /// Does not own `fd`.
  explicit TraceLines(int fd) : fd_(fd) {}

  Result<void> step(const Story& story, const StoryStep& step) override;
  Result<void> flush() override;

 private:
  int fd_;
  uint64_t rows_ = 0;
  TextBuffer out_;
};

}  // namespace trawl
