#include "kernel/states_programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "kernel/btf_file.h"
#include "kernel/compat_constants.h"
#include "kernel/iterator.h"
#include "kernel/kernel_btf.h"
#include "kernel/loading.h"
#include "kernel/owner_seed.h"
#include "kernel/process_walk.h"
#include "kernel/raw_tracepoints.h"
#include "kernel/reader_wait.h"
#include "kernel/states.skel.h"

namespace trawl {

void StatesPrograms::Close::operator()(states_bpf* skeleton) const {
  states_bpf::destroy(skeleton);
}

void StatesPrograms::Destroy::operator()(bpf_link* link) const {
  bpf_link__destroy(link);
}

StatesPrograms::StatesPrograms(StatesPrograms&&) noexcept = default;
StatesPrograms& StatesPrograms::operator=(StatesPrograms&&) noexcept = default;
StatesPrograms::~StatesPrograms() = default;

/// All that a kernel may have is tried at once; only where that fails is it found out what it does not have.
Result<StatesPrograms> StatesPrograms::create(const StatesProgramOptions& options) {
  libbpf_set_print(nullptr);
  const FeatureSet switched_off = with_consequences(options.kernel.without);
  auto programs = load(options, switched_off);
  if (programs) return programs;
  const FeatureSet without = with_consequences(switched_off | absent_features());
  return without == switched_off ? std::move(programs) : load(options, without);
}

Result<StatesPrograms> StatesPrograms::load(const StatesProgramOptions& options, const FeatureSet& without) {
  const auto types = find_btf_file({.without = without, .btf_file = options.kernel.btf_file});
  if (!types) return std::unexpected(types.error());
  std::optional<RawTracepoints> raw_tracepoints;
  if (without.test(static_cast<size_t>(Feature::kBtf))) raw_tracepoints.emplace();
  LIBBPF_OPTS(bpf_object_open_opts, open, .btf_custom_path = *types == kOwnTypes ? nullptr : types->c_str());
  StatesPrograms programs{std::unique_ptr<states_bpf, Close>(states_bpf::open(&open))};
  if (programs.skeleton_ == nullptr) return std::unexpected(load_error(errno));
  programs.configure(options, without, *types);
  if (auto reasons = programs.look_up_drop_reasons(options, *types); !reasons) return std::unexpected(reasons.error());
  if (const int error = states_bpf::load(programs.skeleton_.get()); error != 0) {
    return std::unexpected(load_error(-error));
  }
  if (auto started = programs.start(options.processes); !started) return std::unexpected(started.error());
  return programs;
}

void StatesPrograms::configure(const StatesProgramOptions& options, const FeatureSet& without,
                               const std::string& types) {
  auto& constants = *skeleton_->rodata;
  constants.wanted_states = options.states;
  constants.tell_states = (options.events & 1U << TRAWL_TCP_STATE) != 0;
  constants.tell_task = options.task;
  constants.tell_uses = false;
  constants.only_ports = !options.ports.empty();
  std::copy_n(options.ports.begin(), std::min<size_t>(options.ports.size(), TRAWL_TCP_PORTS), constants.wanted_ports);
  constants.only_namespaces = !options.namespaces.empty();
  std::copy_n(options.namespaces.begin(), std::min<size_t>(options.namespaces.size(), TRAWL_TCP_NAMESPACES),
              constants.wanted_namespaces);
  set_filter_constants(constants, options.processes);
  bpf_map__set_max_entries(skeleton_->maps.events, options.ring_bytes);
  set_compat_constants(constants, without);
  owner_hooks_.select(skeleton_->obj, without, KernelTypes(types));
  const bool drops = (options.events & 1U << TRAWL_TCP_DROP) != 0;
  bpf_program__set_autoload(skeleton_->progs.state_drop, drops);
  for (const auto& [program, type] : {std::pair{skeleton_->progs.state_retransmit, TRAWL_TCP_RETRANSMIT},
                                      std::pair{skeleton_->progs.state_reset_sent, TRAWL_TCP_RESET_SENT},
                                      std::pair{skeleton_->progs.state_reset_received, TRAWL_TCP_RESET_RECEIVED}}) {
    bpf_program__set_autoload(program, (options.events & 1U << type) != 0);
  }
}

Result<void> StatesPrograms::look_up_drop_reasons(const StatesProgramOptions& options, const std::string& file) {
  if ((options.events & 1U << TRAWL_TCP_DROP) == 0) return {};
  const auto types = KernelBtf::read(file);
  if (!types) return std::unexpected(types.error());
  const size_t arguments = types->tracepoint_arguments("kfree_skb");
  if (arguments < 3) return fail("this kernel does not tell why it drops packets (Linux 5.17 on does)");
  skeleton_->rodata->has_drop_socket = arguments >= 4;
  drop_reasons_ = types->drop_reasons();
  return {};
}

Result<void> StatesPrograms::start(const ProcessMarks& processes) {
  for (const bpf_map* map : {skeleton_->maps.events, skeleton_->maps.process_events}) {
    auto ring = Ring::create(bpf_map__fd(map), bpf_map__max_entries(map));
    if (!ring) return std::unexpected(ring.error());
    rings_.push_back(std::move(*ring));
  }
  if (auto filled = fill_filter_maps(skeleton_->obj, processes); !filled) return filled;
  owner_hooks_.attach(skeleton_->obj);
  if (auto marked = mark_living_processes(skeleton_->obj, processes); !marked) return marked;
  if (!seed()) missing_.emplace_back("owners of older sockets");
  return attach();
}

/// Whether the owners of sockets that are older than we are could be found.
bool StatesPrograms::seed() {
  const bpf_program* iterator = skeleton_->progs.state_seed;
  if (bpf_program__autoload(iterator)) return run_iterator(iterator);
  const auto processes = walk_processes(skeleton_->obj);
  if (processes) seed_owners({bpf_map__fd(skeleton_->maps.older_sockets), SeedKey::kCookie}, *processes);
  return processes.has_value();
}

/// Those that tell events, as far as they are loaded.
std::vector<const bpf_program*> StatesPrograms::tracepoint_programs() const {
  const auto& progs = skeleton_->progs;
  std::vector<const bpf_program*> programs;
  for (const bpf_program* program : {progs.state_changes, progs.state_retransmit, progs.state_reset_sent,
                                     progs.state_reset_received, progs.state_drop}) {
    if (bpf_program__autoload(program)) programs.push_back(program);
  }
  return programs;
}

Result<void> StatesPrograms::attach() {
  const auto& progs = skeleton_->progs;
  const Fd cgroup = open_cgroup_root();
  if (cgroup.valid()) links_.emplace_back(bpf_program__attach_cgroup(progs.state_details, cgroup.get()));
  if (links_.empty() || links_.back() == nullptr) {
    links_.clear();
    missing_.emplace_back("NEW_SYN_RECV");
  }
  for (const bpf_program* program : tracepoint_programs()) {
    bpf_link* link = attach_tracepoint(program);
    if (link == nullptr) return fail_errno("attach to " + std::string(bpf_program__section_name(program)), errno);
    links_.emplace_back(link);
  }
  return {};
}

CgroupMarker StatesPrograms::cgroup_marker() const {
  return CgroupMarker(skeleton_->obj);
}

/// What a program did not see because its CPU was in it already, when an interrupt came. Kernels count that since 5.12.
uint64_t StatesPrograms::missed_by(const bpf_program* program) {
  bpf_prog_info info{};
  uint32_t size = sizeof(info);
  const bool known = bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) == 0;
  return known ? info.recursion_misses : 0;
}

uint64_t StatesPrograms::events_lost() const {
  uint64_t lost = skeleton_->bss->events_lost;
  for (const bpf_program* program : tracepoint_programs()) lost += missed_by(program);
  return lost;
}

uint64_t StatesPrograms::process_events_lost() const {
  return skeleton_->bss->process_events_lost;
}

void StatesPrograms::wait(std::span<const int> others) {
  std::vector<int> fds = {process_events().fd()};
  fds.insert(fds.end(), others.begin(), others.end());
  wait_for_record(events(), skeleton_->bss->reader_waits, fds, -1);
}

}  // namespace trawl
