#include "attribute/socket_uses.h"

#include <algorithm>
#include <cstddef>

namespace trawl {

namespace {

constexpr uint64_t kMemory = 2'000'000'000;  // ns: longer than any packet waits
constexpr size_t kMostUses = 65536;

/// Whether this use says who accepts the connection, or reads the data, of a packet whose end had these flags then.
bool settles(const trawl_owner& user, uint32_t flags) {
  if ((flags & TRAWL_OF_LISTENER) != 0) return true;
  return (flags & TRAWL_UNUSED) != 0 && (user.flags & TRAWL_ACCEPTS) == 0;
}

}  // namespace

void SocketUses::add(const trawl_process_event& event) {
  uses_[event.process.socket].push_back({event.time, event.process});
  by_age_.emplace_back(event.time, event.process.socket);
  const uint64_t oldest_time = event.time - std::min<uint64_t>(event.time, kMemory);
  while (by_age_.size() > 1 && (by_age_.front().first < oldest_time || by_age_.size() > kMostUses)) {
    const auto oldest = uses_.find(by_age_.front().second);
    by_age_.pop_front();
    oldest->second.erase(oldest->second.begin());
    if (oldest->second.empty()) uses_.erase(oldest);
  }
}

const SocketUses::Use* SocketUses::use_of_sender(const trawl_packet& packet) const {
  const auto found = uses_.find(packet.sender.socket);
  if (found == uses_.end()) return nullptr;
  for (const Use& use : found->second) {
    if (use.time >= packet.time && settles(use.owner, packet.sender.flags)) return &use;
  }
  return nullptr;
}

const SocketUses::Use* SocketUses::use_of_receiver(const trawl_packet& packet) const {
  const auto found = uses_.find(packet.receiver.socket);
  if (found == uses_.end()) return nullptr;
  const bool fresh = (packet.receiver.flags & (TRAWL_OF_LISTENER | TRAWL_UNUSED)) != 0;
  for (const Use& use : found->second) {
    if (use.time < packet.time) continue;
    if (settles(use.owner, packet.receiver.flags)) return &use;
    // What came after the last that the former owner received is what the new one received.
    const bool read_it = (use.owner.flags & TRAWL_RECEIVES) != 0 && use.owner.received < packet.time;
    if (!fresh && read_it) return &use;
  }
  return nullptr;
}

const trawl_owner& SocketUses::sender(const trawl_packet& packet) const {
  const Use* use = use_of_sender(packet);
  return use != nullptr ? use->owner : packet.sender;
}

const trawl_owner& SocketUses::receiver(const trawl_packet& packet) const {
  const Use* use = use_of_receiver(packet);
  return use != nullptr ? use->owner : packet.receiver;
}

uint64_t SocketUses::known_at(const trawl_packet& packet) const {
  uint64_t time = packet.time;
  for (const Use* use : {use_of_sender(packet), use_of_receiver(packet)}) {
    if (use != nullptr) time = std::max(time, use->time);
  }
  return time;
}

}  // namespace trawl
