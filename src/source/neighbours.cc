#include "source/neighbours.h"

namespace trawl {

void Neighbours::start(std::span<const NetworkNamespace> places) {
  if (auto watch = watch_neighbours()) watch_ = std::move(*watch);
  look_again(places);
}

void Neighbours::look_again(std::span<const NetworkNamespace> places) {
  Known now;
  for (const auto& place : places) {
    const auto inside = NetnsScope::enter(place);
    if (!inside) continue;
    const auto found = list_neighbours(place.inode);
    if (!found) continue;
    for (const auto& neighbour : *found) {
      now.try_emplace(std::string(reinterpret_cast<const char*>(&neighbour.key), sizeof(neighbour.key)), neighbour);
    }
  }
  tell(now);
}

void Neighbours::tell(const Known& now) {
  for (const auto& [bytes, neighbour] : known_) {
    if (!now.contains(bytes)) programs_.forget_neighbour(neighbour.key);
  }
  for (const auto& [bytes, neighbour] : now) {
    const auto before = known_.find(bytes);
    if (before != known_.end() && before->second.id == neighbour.id) continue;
    if (!programs_.add_neighbour(neighbour)) refused_++;
  }
  programs_.use_neighbours(!now.empty());
  known_ = now;
}

}  // namespace trawl
