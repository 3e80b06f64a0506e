// Packets as JSON, one object per line (docs/packet.schema.json says what is in it), written in batches.
#pragma once

#include "base/json_writer.h"
#include "packet/context_parts.h"
#include "print/names.h"
#include "print/packet_printer.h"
#include "sink/sink.h"

namespace trawl {

class JsonSink final : public Sink {
 public:
  /// Does not own `fd`. `options` say how the member "text", tcpdump's line without its time, is printed; its dump,
  /// number and time are left out. With `every_packet` each line is written as soon as it is complete.
  JsonSink(int fd, const PrintOptions& options, bool every_packet, const ContextParts& parts);

  Result<void> write(const Packet& packet, const std::vector<Interface>& interfaces, uint64_t number) override;
  Result<void> flush() override;
  Result<void> finish(const CaptureSummary& summary) override;

 private:
  void put_packet(const Packet& packet, const Interface& interface, uint64_t number);
  std::string_view printed(const Packet& packet);

  int fd_;
  bool every_packet_;
  ContextParts parts_;
  PrintOptions options_;
  Names names_;
  PacketPrinter printer_;
  TextBuffer out_;
  TextBuffer scratch_;
};

}  // namespace trawl
