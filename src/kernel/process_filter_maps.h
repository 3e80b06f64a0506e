// The maps behind bpf/lib/process_filter.h, which every set of programs that is chosen by process has.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/error.h"
#include "wire/process_filter.h"

struct bpf_object;

namespace trawl {

/// What the kernel side looks for: numbers -> enum trawl_process_mark.
struct ProcessMarks {
  bool active = false;        // false: everything is wanted, and nothing else counts
  bool containers = false;    // some marks depend on containers: see CgroupMarker
  bool follow_forks = false;  // children have their parents' marks
  uint8_t wanted_kinds = 0;   // all of these must be found
  std::map<uint32_t, uint8_t> pids;
  std::map<uint32_t, uint8_t> users;
  trawl_name_patterns wanted_names{};
  trawl_name_patterns unwanted_names{};
};

/// Before the skeleton is loaded. `Constants`: its rodata.
template <class Constants>
void set_filter_constants(Constants& constants, const ProcessMarks& marks) {
  constants.filter_processes = marks.active;
  constants.filter_containers = marks.containers;
  constants.follow_forks = marks.follow_forks;
  constants.wanted_kinds = marks.wanted_kinds;
}

/// After it is loaded, and before programs of it are attached.
Result<void> fill_filter_maps(const bpf_object* programs, const ProcessMarks& marks);

/// When process events are attached: gives the processes there are their marks.
Result<void> mark_living_processes(const bpf_object* programs, const ProcessMarks& marks);

/// Tells the programs, while they run, what is known of cgroups.
class CgroupMarker {
 public:
  /// Borrowed: valid as long as the programs.
  explicit CgroupMarker(const bpf_object* programs) : programs_(programs) {}

  /// How the processes of a cgroup are marked from now on, with TRAWL_CGROUP_KNOWN among the marks; 0 forgets it.
  /// `cgroup_id`: inode number of its cgroup v2 directory. Errors: there is no room for more.
  Result<void> mark(uint64_t cgroup_id, uint8_t marks) const;

 private:
  const bpf_object* programs_;
};

}  // namespace trawl
