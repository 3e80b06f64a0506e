// Who the packets of a trace belong to, and whether that is somebody who was asked for.
#pragma once

#include <string>
#include <vector>

#include "attribute/attributor.h"
#include "attribute/containers.h"
#include "attribute/process_filter.h"
#include "source/live_trace.h"
#include "trace/step.h"

namespace trawl {

class TraceOwners {
 public:
  /// `filter` is borrowed.
  TraceOwners(const RuntimeAddresses& runtimes, const ProcessFilter& filter)
      : filter_(filter), containers_(runtimes), attributor_(containers_) {}

  /// Once the source tells what happens to processes, and before annotate().
  void start() { attributor_.start(); }

  /// Completes the owners of the source's last batch.
  void annotate(LiveTrace& source, std::vector<TraceStep>& steps);
  /// What is wrong with container runtimes, since the last call.
  std::vector<std::string> take_warnings() { return containers_.take_warnings(); }

 private:
  void annotate(TraceStep& step, const trawl_owner& owner);
  Wanted is_wanted(const trawl_owner& owner, const Party* party) const;

  const ProcessFilter& filter_;
  Containers containers_;
  Attributor attributor_;
};

}  // namespace trawl
