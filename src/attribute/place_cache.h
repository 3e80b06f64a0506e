// Where processes are, in cgroups: remembered by cgroup or by process, the oldest forgotten first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "attribute/container_store.h"

namespace trawl {

/// The paths of the cgroups of a process, and the container found by them. Shared by a process and the children that
/// it has in them.
struct Place {
  std::vector<std::string> paths;  // the first that tells of a container counts
  ContainerIdentity identity;
  uint64_t generation = 0;  // of the container store, that identity is of
};

class PlaceCache {
 public:
  /// Null: not known.
  std::shared_ptr<Place> find(uint64_t key) const {
    const auto found = places_.find(key);
    return found == places_.end() ? nullptr : found->second;
  }

  const std::shared_ptr<Place>& put(uint64_t key, std::shared_ptr<Place> place) {
    const auto [at, is_new] = places_.insert_or_assign(key, std::move(place));
    if (!is_new) return at->second;
    order_.push_back(key);
    if (order_.size() > kMostPlaces) {
      places_.erase(order_.front());
      order_.pop_front();
      forgotten_++;
    }
    return at->second;
  }

  /// How many had to go for others.
  uint64_t forgotten() const { return forgotten_; }

 private:
  static constexpr size_t kMostPlaces = 65536;

  std::unordered_map<uint64_t, std::shared_ptr<Place>> places_;
  std::deque<uint64_t> order_;  // keys in the order of their coming
  uint64_t forgotten_ = 0;
};

}  // namespace trawl
