// Where packets come from: a file, live interfaces, or a test. Peers behind one interface.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "packet/interface.h"
#include "packet/packet.h"

namespace trawl {

/// What happened to packets before they came here. `known` is false where nobody counts (a file).
struct SourceStatistics {
  bool known = false;
  uint64_t received = 0;             // passed the expression, whether or not there was room for them
  uint64_t filtered = 0;             // seen by the hook and rejected by the expression
  uint64_t dropped = 0;              // passed the expression and were lost for lack of room
  std::vector<uint64_t> dropped_at;  // of those, per interface; empty: not known
};

class Source {
 public:
  virtual ~Source() = default;

  /// Grows between batches, never changes what is there. Packet::interface is an index into it.
  virtual const std::vector<Interface>& interfaces() const = 0;

  /// Clears `packets` and fills it; they are valid until the next call. May be empty when nothing has come yet (live).
  /// False: the source has ended. What came before an error is handed out first.
  virtual Result<bool> next_batch(std::vector<Packet>& packets) = 0;

  /// Blocks of a pcapng file that are no packets, of the batch that next_batch() gave last.
  virtual std::span<const OtherBlock> other_blocks() const { return {}; }

  /// A descriptor that becomes readable when next_batch() has something; -1: next_batch() itself waits.
  virtual int poll_fd() const { return -1; }

  virtual SourceStatistics statistics() const { return {}; }
};

}  // namespace trawl
