// Where packets go: text, a pcap file, a pcapng file.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "packet/interface.h"
#include "packet/packet.h"

namespace trawl {

/// What the end of a capture says, for files that keep statistics.
struct CaptureSummary {
  std::vector<uint64_t> dropped_at;  // packets per interface that did not reach the sinks; empty: not known
  const std::vector<Interface>* interfaces = nullptr;  // those that had no packet too
};

class Sink {
 public:
  virtual ~Sink() = default;

  /// `number` counts the packets that passed the expression, from 1. The packet is valid until end_batch(): a sink may
  /// look at it until then, not after. Packet::interface is an index into `interfaces`, which only ever grows.
  virtual Result<void> write(const Packet& packet, const std::vector<Interface>& interfaces, uint64_t number) = 0;

  /// A pcapng block that is no packet, for sinks that copy a file's blocks; others leave it out. Valid like a packet.
  virtual Result<void> write_block(std::span<const uint8_t> /*block*/) { return {}; }

  /// The packets written so far go away.
  virtual Result<void> end_batch() { return {}; }

  /// Everything written so far reaches the file, the pipe or the terminal.
  virtual Result<void> flush() = 0;

  /// True: it takes no more packets, and the capture is to end.
  virtual bool full() const { return false; }

  /// The last call.
  virtual Result<void> finish(const CaptureSummary& summary) = 0;
};

}  // namespace trawl
