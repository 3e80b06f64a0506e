// TCP events as JSON (RFC 8259), one object per line. docs/states.schema.json says what stands in it.
#pragma once

#include "base/text.h"
#include "packet/context_parts.h"
#include "sink/rfc3339.h"
#include "sink/tcp_event_sink.h"

namespace trawl {

class TcpEventJson final : public TcpEventSink {
 public:
  /// Does not own `fd`. `every_event`: one write per line.
  TcpEventJson(int fd, bool every_event, const ContextParts& parts)
      : fd_(fd), every_event_(every_event), parts_(parts) {}

  Result<void> write(const TcpEvent& event) override;
  Result<void> flush() override;
  Result<void> finish() override { return flush(); }

 private:
  int fd_;
  bool every_event_;
  ContextParts parts_;  // of the owner
  TextBuffer text_;
  Rfc3339 time_;
};

}  // namespace trawl
