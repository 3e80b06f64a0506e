// Moves packets from a source to the sinks, and counts.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/error.h"
#include "sink/sink.h"
#include "source/source.h"

namespace trawl {

using Sinks = std::vector<std::unique_ptr<Sink>>;

class Pipeline {
 public:
  using PacketTest = std::function<bool(const Packet&, const Interface&)>;
  struct Settings {
    uint64_t limit = 0;        // -c: packets; 0: none
    bool flush_batch = false;  // live: what a batch brought is shown before the next is waited for
    /// Which packets go on; empty: all. A live source has let the kernel choose.
    PacketTest accept;
    /// Called with each batch before anything else looks at it: gives packets their context. Empty: nobody does.
    std::function<void(std::vector<Packet>&)> annotate;
    /// Asked of each packet that went on; true: it was the last. Empty: none is.
    PacketTest is_last;
    /// Asked between batches; true ends run(). Empty: a signal does.
    std::function<bool()> ended;
  };

  /// The source and the sinks are borrowed.
  Pipeline(Source& source, Sinks& sinks, Settings settings)
      : source_(source), sinks_(sinks), settings_(std::move(settings)) {}

  /// Until the end of the source, the limit or settings.ended(). Errors of a sink as they are; those of the source too.
  Result<void> run();
  /// What a source that was told to stop still has, up to the limit.
  Result<void> drain();
  /// The sinks' last call. Errors: the first.
  Result<void> finish();

  /// Packets that were accepted.
  uint64_t captured() const { return captured_; }
  /// Everything written so far reaches files and terminals. Errors: the first sink's.
  Result<void> flush();

 private:
  bool at_limit() const { return last_seen_ || (settings_.limit != 0 && captured_ == settings_.limit); }
  Result<void> pass_packet(const Packet& packet, const std::vector<Interface>& interfaces);
  Result<void> pass_blocks(std::span<const OtherBlock> others, size_t before);
  bool ended() const;
  Result<bool> next();
  Result<void> pass_batch();
  bool should_flush() const;

  Source& source_;
  Sinks& sinks_;
  Settings settings_;
  std::vector<Packet> packets_;
  size_t next_block_ = 0;  // of the batch's other blocks
  uint64_t captured_ = 0;
  bool last_seen_ = false;  // a sink is full, or the packet was said to be the last
};

}  // namespace trawl
