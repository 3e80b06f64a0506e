// Gives live packets their context. Packets and what happens to processes come by two ways; here they are put back into
// one order.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "attribute/attributor.h"
#include "mode/cgroup_marks.h"
#include "packet/packet.h"
#include "source/live_capture.h"

namespace trawl {

using AttributionCounts = std::array<uint64_t, kAttributions.size()>;

class Annotator {
 public:
  /// `limit`: packets that are shown at most; 0 for all. All else is borrowed.
  Annotator(Containers& containers, const ProcessFilter& filter, uint64_t limit)
      : filter_(filter), limit_(limit), attributor_(containers), marks_(containers, filter) {}

  /// Once the capture tells what happens to processes, and before annotate().
  void start() { attributor_.start(); }

  /// Sets the context of a batch, and takes out the packets of other processes than were asked for.
  void annotate(LiveCapture& capture, std::vector<Packet>& packets);

  const Attributor& attributor() const { return attributor_; }
  /// Packets that were shown, by Attribution.
  const AttributionCounts& counts() const { return counts_; }

 private:
  void take_events(const LiveCapture& capture);
  void apply_events(uint64_t until);

  const ProcessFilter& filter_;
  uint64_t limit_;
  uint64_t annotated_ = 0;  // packets
  Attributor attributor_;
  CgroupMarks marks_;
  AttributionCounts counts_{};
  std::deque<std::vector<uint8_t>> events_;  // of processes, younger than the packets so far
};

}  // namespace trawl
