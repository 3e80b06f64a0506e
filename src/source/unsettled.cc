#include "source/unsettled.h"

#include <cstddef>

namespace trawl {

namespace {
constexpr size_t kManyUses = 16384;
}

void Unsettled::use(const trawl_process_event& event) {
  if (event.type == TRAWL_TRANSLATION) translations_[event.connection] = {event.time, event.process};
  if (event.type != TRAWL_USE) return;
  Uses& uses = used_[event.process.socket];
  uses.any = event.time;
  if ((event.process.flags & TRAWL_ACCEPTS) == 0) uses.beyond_accept = event.time;
}

bool Unsettled::waits(const trawl_owner& owner, uint64_t time) const {
  if ((owner.flags & TRAWL_UNSETTLED) == 0) return false;
  const auto translation = translations_.find(owner.socket);
  if (translation != translations_.end() && translation->second.owner.socket != owner.socket) {
    return waits(translation->second.owner, time);
  }
  const auto found = used_.find(owner.socket);
  if (found == used_.end()) return true;
  const Uses& uses = found->second;
  return ((owner.flags & TRAWL_OF_LISTENER) != 0 ? uses.any : uses.beyond_accept) < time;
}

bool Unsettled::waits(const trawl_packet& packet, uint64_t now) const {
  if (packet.time + patience_ < now) return false;
  return waits(packet.sender, packet.time) || waits(packet.receiver, packet.time);
}

void Unsettled::forget(uint64_t now) {
  if (used_.size() + translations_.size() < kManyUses) return;
  std::erase_if(used_, [&](const auto& entry) { return entry.second.any + patience_ < now; });
  std::erase_if(translations_, [&](const auto& entry) { return entry.second.time + patience_ < now; });
}

}  // namespace trawl
