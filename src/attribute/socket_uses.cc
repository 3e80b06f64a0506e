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

/// Hands what is too old, or too much, to `forget`. Returns how many were not too old.
uint64_t forget_old(std::deque<std::pair<uint64_t, uint64_t>>& by_age, uint64_t now, const auto& forget) {
  const uint64_t oldest_time = now - std::min<uint64_t>(now, kMemory);
  uint64_t too_many = 0;
  while (by_age.size() > 1 && (by_age.front().first < oldest_time || by_age.size() > kMostUses)) {
    const auto [time, number] = by_age.front();
    by_age.pop_front();
    too_many += time >= oldest_time ? 1 : 0;
    forget(time, number);
  }
  return too_many;
}

}  // namespace

void SocketUses::add(const trawl_process_event& event) {
  if (event.type == TRAWL_TRANSLATION) {
    translations_.insert_or_assign(event.connection, Use{event.time, event.process});
    translations_by_age_.emplace_back(event.time, event.connection);
    forgotten_ += forget_old(translations_by_age_, event.time, [this](uint64_t time, uint64_t number) {
      const auto oldest = translations_.find(number);
      if (oldest != translations_.end() && oldest->second.time == time) translations_.erase(oldest);
    });
    return;
  }
  uses_[event.process.socket].push_back({event.time, event.process});
  uses_by_age_.emplace_back(event.time, event.process.socket);
  forgotten_ += forget_old(uses_by_age_, event.time, [this](uint64_t, uint64_t socket) { forget_use(socket); });
}

void SocketUses::forget_use(uint64_t socket) {
  const auto oldest = uses_.find(socket);
  oldest->second.erase(oldest->second.begin());
  if (oldest->second.empty()) uses_.erase(oldest);
}

const SocketUses::Use* SocketUses::translation_of(const trawl_owner& owner) const {
  if ((owner.flags & TRAWL_OF_LISTENER) == 0) return nullptr;
  const auto found = translations_.find(owner.socket);
  return found == translations_.end() ? nullptr : &found->second;
}

/// Who has what the connection was translated to, if it was.
const trawl_owner& SocketUses::translated(const trawl_owner& owner) const {
  const Use* translation = translation_of(owner);
  return translation != nullptr ? translation->owner : owner;
}

const SocketUses::Use* SocketUses::use_of_sender(const trawl_owner& owner, uint64_t time) const {
  const auto found = uses_.find(owner.socket);
  if (found == uses_.end()) return nullptr;
  for (const Use& use : found->second) {
    if (use.time >= time && settles(use.owner, owner.flags)) return &use;
  }
  return nullptr;
}

const SocketUses::Use* SocketUses::use_of_receiver(const trawl_owner& owner, uint64_t time) const {
  const auto found = uses_.find(owner.socket);
  if (found == uses_.end()) return nullptr;
  const bool fresh = (owner.flags & (TRAWL_OF_LISTENER | TRAWL_UNUSED)) != 0;
  for (const Use& use : found->second) {
    if (use.time < time) continue;
    if (settles(use.owner, owner.flags)) return &use;
    // What came after the last that the former owner received is what the new one received.
    const bool read_it = (use.owner.flags & TRAWL_RECEIVES) != 0 && use.owner.received < time;
    if (!fresh && read_it) return &use;
  }
  return nullptr;
}

const trawl_owner& SocketUses::sender(const trawl_packet& packet) const {
  const Use* use = use_of_sender(packet.sender, packet.time);
  return use != nullptr ? use->owner : packet.sender;
}

const trawl_owner& SocketUses::receiver(const trawl_packet& packet) const {
  const trawl_owner& owner = translated(packet.receiver);
  const Use* use = use_of_receiver(owner, packet.time);
  return use != nullptr ? use->owner : owner;
}

uint64_t SocketUses::sender_at(const trawl_packet& packet) const {
  const Use* use = use_of_sender(packet.sender, packet.time);
  return use != nullptr ? use->time : packet.time;
}

uint64_t SocketUses::receiver_at(const trawl_packet& packet) const {
  const Use* use = use_of_receiver(translated(packet.receiver), packet.time);
  return use != nullptr ? use->time : packet.time;
}

uint64_t SocketUses::known_at(const trawl_packet& packet) const {
  const Use* translation = translation_of(packet.receiver);
  return std::max({sender_at(packet), receiver_at(packet), translation != nullptr ? translation->time : 0});
}

}  // namespace trawl
