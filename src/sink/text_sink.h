// Packets as lines of text on a descriptor, written in batches.
#pragma once

#include "packet/context_parts.h"
#include "print/names.h"
#include "print/packet_printer.h"
#include "sink/sink.h"

namespace trawl {

class TextSink final : public Sink {
 public:
  struct Settings {
    bool every_packet = false;  // -l, -U: one write per packet
    bool color = false;         // for a terminal (ECMA-48)
    ContextParts context;       // what of it is shown
  };

  /// Does not own `fd`. `options` must outlive the sink.
  TextSink(int fd, const PrintOptions& options, Settings settings);

  Result<void> write(const Packet& packet, const std::vector<Interface>& interfaces, uint64_t number) override;
  Result<void> flush() override;
  Result<void> finish(const CaptureSummary& summary) override;

 private:
  void begin_line();
  LineContext line_context(const Packet& packet, const std::vector<Interface>& interfaces);
  void put_hook_facts(const HookFacts& facts);

  int fd_;
  Settings settings_;
  bool verbose_;
  Names names_;
  PacketPrinter printer_;
  TextBuffer before_;
  TextBuffer after_;
};

}  // namespace trawl
