// Who uses which socket: packets that came before their owner was settled get the one that then used it.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "wire/packet.h"
#include "wire/process.h"

namespace trawl {

class SocketUses {
 public:
  /// A TRAWL_USE event. They may run ahead of the packets that are asked for.
  void add(const trawl_process_event& event);

  /// The owners of a packet's ends when everything is known. Valid until the next add().
  const trawl_owner& sender(const trawl_packet& packet) const;
  const trawl_owner& receiver(const trawl_packet& packet) const;
  /// When they were known: the packet's time, or that of a later use. CLOCK_MONOTONIC, ns.
  uint64_t known_at(const trawl_packet& packet) const;

 private:
  struct Use {
    uint64_t time;
    trawl_owner owner;
  };

  const Use* use_of_sender(const trawl_packet& packet) const;
  const Use* use_of_receiver(const trawl_packet& packet) const;

  std::unordered_map<uint64_t, std::vector<Use>> uses_;  // by trawl_owner::socket, in the order of time
  std::deque<std::pair<uint64_t, uint64_t>> by_age_;     // time, socket
};

}  // namespace trawl
