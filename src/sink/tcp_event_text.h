// TCP events as columns of text.
#pragma once

#include "base/text.h"
#include "packet/context_parts.h"
#include "sink/rfc3339.h"
#include "sink/tcp_event_sink.h"

namespace trawl {

class TcpEventText final : public TcpEventSink {
 public:
  struct Settings {
    bool on_cpu = false;       // the task that happened to run, beside the owner
    bool from = false;         // the old state, and the milliseconds in it
    bool totals = false;       // a line under each CLOSE: what the connection carried
    bool owners = false;       // lines under each event: more of the owner
    ContextParts context;      // what of it, there and at the end of the event's line
    bool every_event = false;  // one write per line
  };

  /// Does not own `fd`. On a terminal the header is repeated once per screen.
  TcpEventText(int fd, Settings settings) : fd_(fd), settings_(settings) {}

  Result<void> write(const TcpEvent& event) override;
  Result<void> flush() override;
  Result<void> finish() override { return flush(); }

 private:
  void put_header();
  void put_line(const TcpEvent& event);
  void put_totals(const TcpTotals& totals);
  template <class... T>
  void column(size_t width, const T&... parts);

  int fd_;
  Settings settings_;
  TextBuffer text_;
  Rfc3339 time_;
  size_t lines_left_ = 0;  // until the next header
};

}  // namespace trawl
