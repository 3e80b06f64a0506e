// Segments whose making nobody saw. Without probes the skbs that a large packet is cut into look like packets of their
// own. They are told by where they turn up: a device gets them right after a packet of the same flow was let go that
// was queued to be cut, and that the device never got.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "trace/changes.h"

namespace trawl {

class Segments {
 public:
  struct Parent {
    uint64_t packet = 0;
    uint64_t skb = 0;
  };

  /// What a step says of packets to be cut. `packet`: whose story it belongs to.
  void see(const ReadStep& entry, uint64_t packet);
  /// The packet that the skb of this step, its first, was cut from; none: it is one of its own.
  std::optional<Parent> parent_of(const ReadStep& entry);
  /// The story of this packet is over.
  void forget(uint64_t packet) { large_.erase(packet); }

 private:
  struct Large {
    uint64_t skb = 0;
    ReadStep queued;
    std::optional<int64_t> cut;  // when it was let go
    uint32_t left = 0;           // segments that may still come
  };
  static bool is_part(const Large& large, const ReadStep& entry);

  std::map<uint64_t, Large> large_;  // by packet: what was queued last
};

}  // namespace trawl
