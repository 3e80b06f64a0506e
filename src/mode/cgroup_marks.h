// What a filter by containers says of cgroups, told to the kernel side as packets show them, so that it decides by
// itself from then on.
#pragma once

#include <cstdint>
#include <unordered_set>

#include "attribute/containers.h"
#include "attribute/process_filter.h"
#include "kernel/capture_programs.h"
#include "packet/context.h"
#include "wire/packet.h"

namespace trawl {

class CgroupMarks {
 public:
  /// Both are borrowed.
  CgroupMarks(const Containers& containers, const ProcessFilter& filter) : containers_(containers), filter_(filter) {}

  /// Forgets all when more is known of containers.
  void refresh(const CapturePrograms& programs);
  /// Tells of the cgroups of an undecided packet, where cgroups tell containers apart.
  void learn(const CapturePrograms& programs, const trawl_packet& record, const PacketContext& context);

 private:
  void learn(const CapturePrograms& programs, const trawl_owner& owner, const Party* party);

  const Containers& containers_;
  const ProcessFilter& filter_;
  uint64_t generation_ = 0;
  std::unordered_set<uint64_t> told_;  // cgroup ids
};

}  // namespace trawl
