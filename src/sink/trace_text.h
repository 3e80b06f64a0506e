// Traced packets as text: each with its steps below it, or one line per step.
#pragma once

#include "base/text.h"
#include "print/names.h"
#include "print/packet_printer.h"
#include "sink/trace_sink.h"

namespace trawl {

class TraceText final : public TraceSink {
 public:
  struct Settings {
    bool flat = false;     // one line per step, as it comes
    bool graph = false;    // functions are indented by who called them
    bool caller = false;   // name who called each function
    bool verbose = false;  // the skb's address, the namespace, the length and the task of every step
  };

  /// Does not own `fd`. `options` says how packets print, and must outlive the sink.
  TraceText(int fd, const PrintOptions& options, Settings settings);

  Result<void> step(const Story& story, const StoryStep& step) override;
  Result<void> story(const Story& story) override;
  Result<void> flush() override;

 private:
  void put_step(const Story& story, size_t index);
  void put_notes(const Story& story, size_t index);
  std::string_view packet_text(const TraceStep& step);

  int fd_;
  Settings settings_;
  Names names_;
  PacketPrinter printer_;
  TextBuffer out_;
  TextBuffer notes_;  // of one step
};

}  // namespace trawl
