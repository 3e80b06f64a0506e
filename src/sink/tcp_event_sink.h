// Where TCP events go: lines of text, lines of JSON, a summary.
#pragma once

#include "base/error.h"
#include "packet/tcp_event.h"

namespace trawl {

class TcpEventSink {
 public:
  virtual ~TcpEventSink() = default;

  /// The event is valid until the call returns.
  virtual Result<void> write(const TcpEvent& event) = 0;
  /// Everything written so far reaches the file, the pipe or the terminal.
  virtual Result<void> flush() = 0;
  /// The last call.
  virtual Result<void> finish() = 0;
};

}  // namespace trawl
