// How long packets wait whose owner may yet change: a connection that nobody has accepted is its listener's until then,
// and data that nobody has read is the former reader's. The use that settles it comes as a process event, and so does
// what a connection is translated to.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "wire/packet.h"
#include "wire/process.h"

namespace trawl {

class Unsettled {
 public:
  /// `patience`: ns that a packet waits at most; 0 for none.
  explicit Unsettled(uint64_t patience) : patience_(patience) {}

  void use(const trawl_process_event& event);
  /// Whether this packet should wait. `now`: CLOCK_MONOTONIC, ns.
  bool waits(const trawl_packet& packet, uint64_t now) const;
  /// Forgets uses that no packet can wait for any more.
  void forget(uint64_t now);

 private:
  bool waits(const trawl_owner& owner, uint64_t time) const;

  struct Uses {  // times of the last ones, 0: none
    uint64_t any = 0;
    uint64_t beyond_accept = 0;
  };

  uint64_t patience_;
  struct Translation {
    uint64_t time;
    trawl_owner owner;
  };
  std::unordered_map<uint64_t, Uses> used_;                 // by trawl_owner::socket
  std::unordered_map<uint64_t, Translation> translations_;  // by the connection's number
};

}  // namespace trawl
