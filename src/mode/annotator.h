// Gives live packets their context. Packets and what happens to processes come by two ways; here they are put back into
// one order.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "attribute/attributor.h"
#include "packet/packet.h"
#include "source/live_capture.h"

namespace trawl {

class Annotator {
 public:
  /// `containers` is borrowed. `limit`: packets that are shown at most; 0 for all.
  Annotator(Containers& containers, uint64_t limit) : limit_(limit), attributor_(containers) {}

  /// Sets the context of a batch, and takes out the packets of other processes than were asked for.
  void annotate(LiveCapture& capture, std::vector<Packet>& packets);

  const AttributionCounts& counts() const { return attributor_.counts(); }

 private:
  void take_events(const LiveCapture& capture);
  void apply_events(uint64_t until);

  uint64_t limit_;
  uint64_t annotated_ = 0;  // packets
  Attributor attributor_;
  std::deque<std::vector<uint8_t>> events_;  // of processes, younger than the packets so far
};

}  // namespace trawl
