#include "mode/trace_owners.h"

#include "source/record_queue.h"

namespace trawl {

/// Process events and steps come by two ways; here they are put back into one order.
void TraceOwners::annotate(LiveTrace& source, std::vector<TraceStep>& steps) {
  attributor_.next_batch();
  const auto processes = source.process_events();
  size_t next = 0;
  for (size_t i = 0; i < steps.size(); i++) {
    while (next < processes.size() && time_of(processes[next]) <= source.time(i)) {
      attributor_.process_event(processes[next++].bytes);
    }
    annotate(steps[i], source.owner(i));
  }
  while (next < processes.size()) attributor_.process_event(processes[next++].bytes);
}

void TraceOwners::annotate(TraceStep& step, const trawl_owner& owner) {
  const Party* party = attributor_.party(owner);
  step.wanted = is_wanted(owner, party);
  if (party == nullptr) return;
  step.owner.comm = party->process.comm;
  if (party->container)
    step.owner.container = party->container->name.empty() ? party->container->id : party->container->name;
  if (party->pod) step.owner.pod = party->pod->name + '.' + party->pod->name_space;
}

Wanted TraceOwners::is_wanted(const trawl_owner& owner, const Party* party) const {
  if (filter_.empty()) return Wanted::kYes;
  auto marks = static_cast<uint8_t>(owner.flags >> TRAWL_MARKS_SHIFT);
  if (party != nullptr) marks |= container_marks(filter_, *party);
  if ((marks & TRAWL_UNWANTED) != 0) return Wanted::kNever;
  // Where only some are excluded, all others are wanted, those that nobody knows, too.
  return has_wanted_kinds(filter_, marks) ? Wanted::kYes : Wanted::kUnknown;
}

}  // namespace trawl
