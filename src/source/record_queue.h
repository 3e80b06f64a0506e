// Records of a ring buffer in the order of their times. They begin with that: 64 bits, CLOCK_MONOTONIC, ns.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "kernel/ring.h"

namespace trawl {

class RecordQueue {
 public:
  /// `ring` is borrowed.
  explicit RecordQueue(Ring& ring) : ring_(&ring) {}

  /// `waits` says of a record and a time (CLOCK_MONOTONIC, ns) whether the record, and so all behind it, should come
  /// later. Not asked where the records are many, or nothing more can come.
  void hold_back(std::function<bool(const Ring::Record&, uint64_t)> waits) { waits_ = std::move(waits); }

  /// The records of the batch before go back to the kernel, and the next come; possibly none. `wait` blocks until there
  /// may be some; it is called when there are none at hand. `stopping`: nothing more can come, so wait for nothing.
  void next(const std::function<void()>& wait, bool stopping);

  /// Valid until the next next().
  std::span<const Ring::Record> batch() const { return batch_; }
  /// Whether records behind the batch have been read.
  bool has_more() const { return pending_.size() > batch_.size(); }

 private:
  void give_back();
  void collect(bool stopping);

  Ring* ring_;
  std::function<bool(const Ring::Record&, uint64_t)> waits_;  // may be empty
  bool crowded_ = false;                                      // the last batch was large: more has come meanwhile
  std::vector<Ring::Record> pending_;                         // read from the ring; the batch comes first
  std::vector<Ring::Record> batch_;
};

/// The time that a record begins with.
inline uint64_t time_of(const Ring::Record& record) {
  return *reinterpret_cast<const uint64_t*>(record.bytes.data());
}

}  // namespace trawl
