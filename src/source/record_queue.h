// Records of a ring buffer in the order of their times. They begin with that: 64 bits, CLOCK_MONOTONIC, ns.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kernel/ring.h"

namespace trawl {

class RecordQueue {
 public:
  /// `ring` is borrowed.
  explicit RecordQueue(Ring& ring) : ring_(&ring) {}

  /// The records of the batch before go back to the kernel, and the next come; possibly none. `wait` blocks until there
  /// may be some; it is called when there are none at hand. `stopping`: nothing more can come, so wait for nothing.
  void next(const std::function<void()>& wait, bool stopping);

  /// Valid until the next next().
  std::span<const Ring::Record> batch() const { return batch_; }

 private:
  void give_back();
  void collect(bool stopping);

  Ring* ring_;
  bool crowded_ = false;               // the last batch was large: more has come meanwhile
  std::vector<Ring::Record> pending_;  // read from the ring; the batch comes first
  std::vector<Ring::Record> batch_;
};

/// The time that a record begins with.
inline uint64_t time_of(const Ring::Record& record) {
  return *reinterpret_cast<const uint64_t*>(record.bytes.data());
}

}  // namespace trawl
