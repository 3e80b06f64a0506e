#include "mode/cgroup_marks.h"

namespace trawl {

void CgroupMarks::refresh(const CapturePrograms& programs) {
  if (generation_ == containers_.generation()) return;
  generation_ = containers_.generation();
  for (const uint64_t id : told_) (void)programs.mark_cgroup(id, 0);
  told_.clear();
}

void CgroupMarks::learn(const CapturePrograms& programs, const trawl_owner& owner, const Party* party) {
  if (party == nullptr || owner.cgroup_id == 0 || (owner.flags & TRAWL_UNSETTLED) != 0) return;
  if (!told_.insert(owner.cgroup_id).second) return;
  // Without room the packets of this cgroup go on being decided here.
  (void)programs.mark_cgroup(owner.cgroup_id, TRAWL_CGROUP_KNOWN | container_marks(filter_, *party));
}

void CgroupMarks::learn(const CapturePrograms& programs, const trawl_packet& record, const PacketContext& context) {
  if (!containers_.known_by_cgroup()) return;
  learn(programs, record.sender, context.sender);
  learn(programs, record.receiver, context.receiver);
}

}  // namespace trawl
