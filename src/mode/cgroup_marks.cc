#include "mode/cgroup_marks.h"

namespace trawl {

void CgroupMarks::refresh(const CgroupMarker& kernel) {
  if (generation_ == containers_.generation()) return;
  generation_ = containers_.generation();
  for (const uint64_t id : told_) (void)kernel.mark(id, 0);
  told_.clear();
}

void CgroupMarks::learn(const CgroupMarker& kernel, const trawl_owner& owner, const Party* party) {
  if (!containers_.known_by_cgroup()) return;
  if (party == nullptr || owner.cgroup_id == 0 || (owner.flags & TRAWL_UNSETTLED) != 0) return;
  if (!told_.insert(owner.cgroup_id).second) return;
  // Without room what comes from this cgroup goes on being decided here.
  (void)kernel.mark(owner.cgroup_id, TRAWL_CGROUP_KNOWN | container_marks(filter_, *party));
}

}  // namespace trawl
