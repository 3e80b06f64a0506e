#include "kernel/process_walk.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>
#include <cstdint>

namespace trawl {

namespace {

constexpr uint32_t kMostRuns = (1U << 22) / TRAWL_WALK_LENGTH;  // PID_MAX_LIMIT: there are no more processes

/// Returns what the program returns, or an error.
Result<uint32_t> run(int program, bool begin) {
  uint64_t argument = begin ? 1 : 0;
  LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &argument, .ctx_size_in = sizeof(argument));
  if (bpf_prog_test_run_opts(program, &options) != 0) return fail_errno("list the processes", errno);
  return options.retval;
}

}  // namespace

Result<std::vector<trawl_owner>> walk_processes(const bpf_object* programs) {
  std::vector<trawl_owner> processes;
  const int map = bpf_object__find_map_fd_by_name(programs, "walked");
  const int program = bpf_program__fd(bpf_object__find_program_by_name(programs, "process_walk"));
  uint32_t told = 0;
  for (uint32_t i = 0; i < kMostRuns && (told & TRAWL_WALK_ENDED) == 0; i++) {
    const auto ran = run(program, i == 0);
    if (!ran) return std::unexpected(ran.error());
    told = *ran;
    for (uint32_t number = 0; number < (told & ~TRAWL_WALK_ENDED); number++) {
      trawl_owner owner{};
      if (bpf_map_lookup_elem(map, &number, &owner) == 0 && owner.tgid != 0) processes.push_back(owner);
    }
  }
  return processes;
}

}  // namespace trawl
