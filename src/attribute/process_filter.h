// Whose packets are wanted: what the command line asks for, in a form for the kernel side and for packets of a file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernel/process_filter_maps.h"
#include "packet/context.h"

namespace trawl {

/// Values of one kind are alternatives; kinds that have none do not count. Text is a glob.
struct ProcessTerms {
  std::vector<uint32_t> pids;
  std::vector<std::string> names;
  std::vector<uint32_t> users;
  std::vector<std::string> container_ids;  // or their beginning
  std::vector<std::string> container_names;
  std::vector<std::string> pod_names;  // NAME or NAME.NAMESPACE

  bool empty() const;
};

struct ProcessFilter {
  ProcessTerms wanted;    // all kinds must match
  ProcessTerms unwanted;  // nothing may match
  bool follow_forks = false;

  bool empty() const { return wanted.empty() && unwanted.empty(); }
};

/// The part that the kernel side knows by itself. Errors: those of the patterns for names.
Result<ProcessMarks> process_marks(const ProcessFilter& filter);

/// The marks that a party has for its container and pod.
uint8_t container_marks(const ProcessFilter& filter, const Party& party);

/// Whether marks of the kernel side, with those for containers added, make an end one that was asked for.
bool has_wanted_kinds(const ProcessFilter& filter, uint8_t marks);

/// Whether a packet of a file is wanted: one of its parties is as asked for, and none is excluded.
bool is_wanted(const ProcessFilter& filter, const PacketContext* context);

}  // namespace trawl
