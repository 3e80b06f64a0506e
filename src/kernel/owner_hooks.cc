#include "kernel/owner_hooks.h"

#include <bpf/libbpf.h>

#include <cstring>
#include <string_view>

#include "base/fd.h"
#include "kernel/iterator.h"
#include "kernel/loading.h"
#include "kernel/owner_seed.h"

namespace trawl {

namespace {

constexpr std::string_view kTracepoint = "tp_btf/";

bool is_ours(const bpf_program* program) {
  const std::string_view name = bpf_program__name(program);
  return name.starts_with("owner_") || name.starts_with("process_") || name.starts_with("cgroup_");
}

/// Owners are set either by tracing programs or by those of owner_cgroup.h; other programs of control groups
/// are of use in both cases.
bool is_unwanted(const bpf_program* program, bool by_cgroup) {
  const std::string_view name = bpf_program__name(program);
  if (name.starts_with("owner_cgroup_")) return !by_cgroup;
  const std::string_view section = bpf_program__section_name(program);
  return by_cgroup && name.starts_with("owner_") && !section.starts_with("cgroup/");
}

}  // namespace

void OwnerHooks::Destroy::operator()(bpf_link* link) const {
  bpf_link__destroy(link);
}

void OwnerHooks::select(bpf_object* object, const FeatureSet& without) {
  const bool by_cgroup = without.test(static_cast<size_t>(Feature::kStorageInTracing));
  const Tracepoints tracepoints;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    std::string_view section = bpf_program__section_name(program);
    if (is_unwanted(program, by_cgroup)) bpf_program__set_autoload(program, false);
    if (!is_ours(program) || !bpf_program__autoload(program) || !section.starts_with(kTracepoint)) continue;
    section.remove_prefix(kTracepoint.size());
    if (tracepoints.has(std::string(section))) continue;
    bpf_program__set_autoload(program, false);
    missing_.push_back("tracepoint " + std::string(section));
  }
}

void OwnerHooks::run(const bpf_object* object, const bpf_program* iterator) {
  const auto output = iterator_output(iterator);
  if (!output) missing_.emplace_back(bpf_program__section_name(iterator));
  if (!output || output->empty()) return;
  std::vector<trawl_owner> processes(output->size() / sizeof(trawl_owner));
  std::memcpy(processes.data(), output->data(), processes.size() * sizeof(trawl_owner));
  seed_owners(bpf_object__find_map_fd_by_name(object, "owners"), processes);
}

void OwnerHooks::attach(bpf_object* object) {
  const Fd cgroup = open_cgroup_root();
  std::vector<const bpf_program*> iterators;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    if (!is_ours(program) || !bpf_program__autoload(program)) continue;
    const std::string_view section = bpf_program__section_name(program);
    if (section.starts_with("iter/")) {
      iterators.push_back(program);
      continue;
    }
    bpf_link* link = nullptr;
    if (!section.starts_with("cgroup/")) {
      link = bpf_program__attach(program);
    } else if (cgroup.valid()) {
      link = bpf_program__attach_cgroup(program, cgroup.get());
    }
    if (link != nullptr) {
      links_.emplace_back(link);
    } else {
      missing_.emplace_back(section);
    }
  }
  // Last, so that no socket is made between the look at all there are and the first hook.
  for (const bpf_program* iterator : iterators) {
    run(object, iterator);
  }
}

}  // namespace trawl
