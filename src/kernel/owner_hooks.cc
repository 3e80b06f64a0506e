#include "kernel/owner_hooks.h"

#include <bpf/libbpf.h>

#include <cstring>
#include <string_view>

#include "base/fd.h"
#include "kernel/iterator.h"
#include "kernel/owner_seed.h"
#include "kernel/process_walk.h"
#include "kernel/raw_tracepoints.h"

namespace trawl {

namespace {

constexpr std::string_view kTracepoint = "tp_btf/";
constexpr std::string_view kIterator = "iter/";
constexpr std::string_view kWalk = "raw_tp";  // instead of iterators: process_walk.h

bool is_ours(const bpf_program* program) {
  const std::string_view name = bpf_program__name(program);
  return name.starts_with("owner_") || name.starts_with("process_") || name.starts_with("cgroup_");
}

bool is_of_cgroup(std::string_view section) {
  return section.starts_with("cgroup/") || section.starts_with("cgroup_skb/");
}

/// Owners are set either by tracing programs or by those of owner_cgroup.h; other programs of control groups, and those
/// that need no storage of sockets, are of use in both cases.
bool is_unwanted(const bpf_program* program, bool by_cgroup) {
  const std::string_view name = bpf_program__name(program);
  if (name.starts_with("owner_cgroup_")) return !by_cgroup;
  if (name.starts_with("owner_raw_")) return false;
  const std::string_view section = bpf_program__section_name(program);
  return by_cgroup && name.starts_with("owner_") && !is_of_cgroup(section);
}

}  // namespace

void OwnerHooks::Destroy::operator()(bpf_link* link) const {
  bpf_link__destroy(link);
}

void OwnerHooks::select(bpf_object* object, const FeatureSet& without, const KernelTypes& types) {
  const bool by_cgroup = without.test(static_cast<size_t>(Feature::kStorageInTracing));
  const bool has_iterators = !without.test(static_cast<size_t>(Feature::kBtf));
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    std::string_view section = bpf_program__section_name(program);
    const bool is_iterator = section.starts_with(kIterator);
    const bool stays_out = is_iterator ? !has_iterators : has_iterators && section == kWalk;
    if (stays_out || is_unwanted(program, by_cgroup)) bpf_program__set_autoload(program, false);
    if (!is_ours(program) || !bpf_program__autoload(program) || !section.starts_with(kTracepoint)) continue;
    section.remove_prefix(kTracepoint.size());
    if (types.has_tracepoint(section)) continue;
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
  seed_owners({bpf_object__find_map_fd_by_name(object, "owners"), SeedKey::kSocket}, processes);
}

void OwnerHooks::walk(const bpf_object* object) {
  const bpf_map* owners = bpf_object__find_map_by_name(object, "owners");
  if (owners == nullptr) return;  // the mode keeps them elsewhere
  const auto processes = walk_processes(object);
  if (processes) {
    seed_owners({bpf_map__fd(owners), SeedKey::kSocket}, *processes);
  } else {
    missing_.emplace_back("owners of older sockets");
  }
}

/// `cgroup`: the root's descriptor; -1: there is none. Null: it cannot be attached.
bpf_link* OwnerHooks::attach_one(const bpf_program* program, int cgroup) {
  const std::string_view section = bpf_program__section_name(program);
  if (is_of_cgroup(section)) return cgroup >= 0 ? bpf_program__attach_cgroup(program, cgroup) : nullptr;
  return attach_tracepoint(program);
}

void OwnerHooks::attach(bpf_object* object) {
  const Fd cgroup = open_cgroup_root();
  std::vector<const bpf_program*> last;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    if (!is_ours(program) || !bpf_program__autoload(program)) continue;
    const std::string_view section = bpf_program__section_name(program);
    if (section.starts_with(kIterator) || section == kWalk) {
      last.push_back(program);
      continue;
    }
    if (bpf_link* link = attach_one(program, cgroup.get()); link != nullptr) {
      links_.emplace_back(link);
    } else {
      missing_.emplace_back(section);
    }
  }
  // Last, so that no socket is made between the look at all there are and the first hook.
  for (const bpf_program* program_of_all : last) {
    if (bpf_program__section_name(program_of_all) == kWalk) {
      walk(object);
    } else {
      run(object, program_of_all);
    }
  }
}

}  // namespace trawl
