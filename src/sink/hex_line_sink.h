// A line per packet: its length, and its first bytes in hexadecimal.
#pragma once

#include "base/text.h"
#include "sink/sink.h"

namespace trawl {

class HexLineSink final : public Sink {
 public:
  /// Does not own `fd`. `every_packet`: one write per line.
  HexLineSink(int fd, bool every_packet) : fd_(fd), every_packet_(every_packet) {}

  Result<void> write(const Packet& packet, const std::vector<Interface>& interfaces, uint64_t number) override;
  Result<void> flush() override;
  Result<void> finish(const CaptureSummary& summary) override;

 private:
  int fd_;
  bool every_packet_;
  TextBuffer text_;
};

}  // namespace trawl
