// Traced packets as JSON (RFC 8259), one object per line. docs/trace.schema.json describes them.
#pragma once

#include "base/text.h"
#include "sink/trace_sink.h"

namespace trawl {

class TraceJson final : public TraceSink {
 public:
  /// With `flat` an object is a step as it comes, else a packet with all its steps. Does not own `fd`.
  TraceJson(int fd, bool flat) : fd_(fd), flat_(flat) {}

  Result<void> step(const Story& story, const StoryStep& step) override;
  Result<void> story(const Story& story) override;
  Result<void> flush() override;

 private:
  int fd_;
  bool flat_;
  TextBuffer out_;
};

}  // namespace trawl
