// What a filter by containers says of cgroups, told to the kernel side as packets and events show them, so that it
// decides by itself from then on.
#pragma once

#include <cstdint>
#include <unordered_set>

#include "attribute/containers.h"
#include "attribute/process_filter.h"
#include "kernel/process_filter_maps.h"
#include "packet/context.h"
#include "wire/owner.h"

namespace trawl {

class CgroupMarks {
 public:
  /// Both are borrowed.
  CgroupMarks(const Containers& containers, const ProcessFilter& filter) : containers_(containers), filter_(filter) {}

  /// Forgets all when more is known of containers.
  void refresh(const CgroupMarker& kernel);
  /// Tells of the cgroup of an owner that the kernel side could not decide on, where cgroups tell containers apart.
  /// `party`: who that is; null: not known.
  void learn(const CgroupMarker& kernel, const trawl_owner& owner, const Party* party);

 private:
  const Containers& containers_;
  const ProcessFilter& filter_;
  uint64_t generation_ = 0;
  std::unordered_set<uint64_t> told_;  // cgroup ids
};

}  // namespace trawl
