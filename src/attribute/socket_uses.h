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
  /// A TRAWL_USE or TRAWL_TRANSLATION event. They may run ahead of the packets that are asked for.
  void add(const trawl_process_event& event);

  /// The owners of a packet's ends when everything is known. Valid until the next add().
  const trawl_owner& sender(const trawl_packet& packet) const;
  const trawl_owner& receiver(const trawl_packet& packet) const;
  /// Whether the packet went on to somebody else under another address.
  bool is_translated(const trawl_packet& packet) const { return translation_of(packet.receiver) != nullptr; }
  /// When each end's owner was what is told of it: at the packet's time, or that of a later use. CLOCK_MONOTONIC, ns.
  uint64_t sender_at(const trawl_packet& packet) const;
  uint64_t receiver_at(const trawl_packet& packet) const;
  /// Uses and translations that were forgotten early because many more came.
  uint64_t forgotten() const { return forgotten_; }
  /// When both are known.
  uint64_t known_at(const trawl_packet& packet) const;

 private:
  struct Use {
    uint64_t time;
    trawl_owner owner;
  };

  using Ages = std::deque<std::pair<uint64_t, uint64_t>>;  // time, number

  const Use* translation_of(const trawl_owner& owner) const;
  const trawl_owner& translated(const trawl_owner& owner) const;
  const Use* use_of_sender(const trawl_owner& owner, uint64_t time) const;
  const Use* use_of_receiver(const trawl_owner& owner, uint64_t time) const;
  void forget_use(uint64_t socket);

  std::unordered_map<uint64_t, std::vector<Use>> uses_;  // by trawl_owner::socket, in the order of time
  std::unordered_map<uint64_t, Use> translations_;       // by the number of the connection before
  Ages uses_by_age_;
  Ages translations_by_age_;
  uint64_t forgotten_ = 0;
};

}  // namespace trawl
