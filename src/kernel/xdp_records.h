// What all programs that see packets at an XDP hook share with user space: how many they take, their ring buffer, their
// counters (bpf/lib/xdp_record.h).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "kernel/ring.h"
#include "wire/xdp.h"

struct bpf_map;

namespace trawl {

struct XdpRecordOptions {
  uint32_t snapshot_length = 262144;  // bytes
  uint32_t one_packet_in = 1;         // sample at random; 1: all
  uint32_t most_per_second = 0;       // packets; 0: no limit
  uint32_t ring_bytes = 16U << 20;    // a power of two
};

/// Before the programs are loaded. `skeleton`: of an object with xdp_record.h.
void set_record_options(auto& skeleton, const XdpRecordOptions& options) {
  skeleton.rodata->snapshot_length = options.snapshot_length;
  skeleton.rodata->one_packet_in = options.one_packet_in;
  skeleton.rodata->most_per_second = options.most_per_second;
  bpf_map__set_max_entries(skeleton.maps.packets, options.ring_bytes);
}

class XdpRecords {
 public:
  /// After they are loaded. All arguments are borrowed; `reader_waits` is the kernel side's variable of that name.
  static Result<XdpRecords> create(const bpf_map* packets, const bpf_map* counters, volatile uint32_t* reader_waits);

  Ring& ring() { return ring_; }
  /// Since the start: a row per CPU.
  std::vector<trawl_xdp_counters> counters() const;

  /// Blocks until a record comes, one of `others` becomes readable, a signal comes, or `timeout_ms` (-1: never) is
  /// over.
  void wait(std::span<const int> others, int timeout_ms);

 private:
  XdpRecords(Ring ring, const bpf_map* counters, volatile uint32_t* reader_waits)
      : ring_(std::move(ring)), counters_(counters), reader_waits_(reader_waits) {}

  Ring ring_;
  const bpf_map* counters_;
  volatile uint32_t* reader_waits_;
};

}  // namespace trawl
