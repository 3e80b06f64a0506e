#include "kernel/process_filter_maps.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>

#include "kernel/iterator.h"
#include "kernel/process_walk.h"

namespace trawl {

namespace {

constexpr int kGenerations = 8;

Result<void> update(const bpf_object* programs, const char* map, const void* key, const void* value) {
  if (bpf_map_update_elem(bpf_object__find_map_fd_by_name(programs, map), key, value, BPF_ANY) == 0) return {};
  return fail_errno("set up the filter of processes", errno, errno == E2BIG ? "fewer values may fit" : "");
}

}  // namespace

Result<void> fill_filter_maps(const bpf_object* programs, const ProcessMarks& marks) {
  if (!marks.active) return {};
  for (const auto& [pid, mark] : marks.pids) {
    if (auto done = update(programs, "listed_pids", &pid, &mark); !done) return done;
  }
  for (const auto& [user, mark] : marks.users) {
    if (auto done = update(programs, "listed_users", &user, &mark); !done) return done;
  }
  for (const auto& [set, patterns] :
       {std::pair{TRAWL_WANTED_NAMES, &marks.wanted_names}, std::pair{TRAWL_UNWANTED_NAMES, &marks.unwanted_names}}) {
    const uint32_t key = set;
    if (auto done = update(programs, "listed_names", &key, patterns); !done) return done;
  }
  return {};
}

Result<void> mark_living_processes(const bpf_object* programs, const ProcessMarks& marks) {
  if (!marks.active) return {};
  // A child is marked when its parent is, and the iterator goes by numbers, which are used again: each round reaches
  // one more generation of those that came before their parents.
  const bpf_program* iterator = bpf_object__find_program_by_name(programs, "filter_seed");
  for (int round = 0; round < (marks.follow_forks ? kGenerations : 1); round++) {
    if (!bpf_program__autoload(iterator)) {
      if (const auto walked = walk_processes(programs); !walked) return std::unexpected(walked.error());
    } else if (!run_iterator(iterator)) {
      return fail("this kernel cannot list its processes to a BPF program", "iter/task needs Linux 5.8");
    }
  }
  return {};
}

Result<void> CgroupMarker::mark(uint64_t cgroup_id, uint8_t marks) const {
  if (marks != 0) return update(programs_, "listed_cgroups", &cgroup_id, &marks);
  bpf_map_delete_elem(bpf_object__find_map_fd_by_name(programs_, "listed_cgroups"), &cgroup_id);
  return {};
}

}  // namespace trawl
