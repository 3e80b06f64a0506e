#include "kernel/capture_programs.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdarg>

#include "kernel/capture.skel.h"
#include "kernel/iterator.h"

namespace trawl {

namespace {

Error load_error(int error_number) {
  if (error_number == EPERM || error_number == EACCES) {
    return {"you don't have permission to capture: the kernel refused to load a BPF program",
            "run as root, or give the program CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON"};
  }
  if (error_number == ESRCH || error_number == ENOENT) {
    return {"this kernel has no BTF (/sys/kernel/btf/vmlinux), which tells where its structures keep their members",
            "use a kernel built with CONFIG_DEBUG_INFO_BTF"};
  }
  return fail_errno("load the capture programs", error_number).error();
}

/// The root of cgroup v2, mounted or not: programs there see every process.
Fd open_cgroup_root() {
  for (const char* path : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"}) {
    const std::string controllers = std::string(path) + "/cgroup.controllers";
    if (::access(controllers.c_str(), F_OK) == 0) return Fd(::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  const Fd context(static_cast<int>(::syscall(SYS_fsopen, "cgroup2", FSOPEN_CLOEXEC)));
  if (!context.valid()) return {};
  if (::syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) return {};
  return Fd(static_cast<int>(::syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, 0)));
}

bool has_tracepoint(const btf* kernel_types, const char* name) {
  return btf__find_by_name_kind(kernel_types, (std::string("btf_trace_") + name).c_str(), BTF_KIND_TYPEDEF) > 0;
}

bpf_insn instruction(uint8_t code, uint8_t destination, uint8_t source, int16_t offset, int32_t immediate) {
  bpf_insn i{};
  i.code = code;
  i.dst_reg = destination & 15;
  i.src_reg = source & 15;
  i.off = offset;
  i.imm = immediate;
  return i;
}

void load_map(std::vector<bpf_insn>& program, uint8_t destination, int map_fd) {
  program.push_back(instruction(BPF_LD | BPF_DW | BPF_IMM, destination, BPF_PSEUDO_MAP_FD, 0, map_fd));
  program.push_back(instruction(0, 0, 0, 0, 0));
}

constexpr int kGoOn = -1;  // TC_ACT_UNSPEC: the programs behind ours decide

}  // namespace

void CapturePrograms::Close::operator()(capture_bpf* skeleton) const {
  capture_bpf::destroy(skeleton);
}

CapturePrograms::CapturePrograms(CapturePrograms&&) noexcept = default;
CapturePrograms& CapturePrograms::operator=(CapturePrograms&&) noexcept = default;
CapturePrograms::~CapturePrograms() = default;

Result<CapturePrograms> CapturePrograms::create(const CaptureProgramOptions& options) {
  libbpf_set_print(nullptr);
  CapturePrograms programs{std::unique_ptr<capture_bpf, Close>(capture_bpf::open())};
  capture_bpf* skeleton = programs.skeleton_.get();
  if (skeleton == nullptr) return std::unexpected(load_error(errno));
  skeleton->rodata->snapshot_length = options.snapshot_length;
  skeleton->rodata->only_netns = options.netns;
  skeleton->rodata->tell_netns = options.watch_namespaces;
  set_filter_constants(*skeleton->rodata, options.processes);
  bpf_map__set_max_entries(skeleton->maps.packets, options.ring_bytes);

  btf* kernel_types = libbpf_find_kernel_btf();
  if (kernel_types != nullptr) {
    for (auto [program, name] : {std::pair{skeleton->progs.owner_send, "sock_send_length"},
                                 std::pair{skeleton->progs.owner_receive, "sock_recv_length"}}) {
      if (has_tracepoint(kernel_types, name)) continue;
      bpf_program__set_autoload(program, false);
      programs.missing_.push_back(std::string("tracepoint ") + name);
    }
    btf__free(kernel_types);
  }
  if (const int error = capture_bpf::load(skeleton); error != 0) return std::unexpected(load_error(-error));
  if (auto started = programs.start(options.processes); !started) return std::unexpected(started.error());
  return programs;
}

Result<void> CapturePrograms::start(const ProcessMarks& processes) {
  for (const bpf_map* map : {skeleton_->maps.packets, skeleton_->maps.process_events}) {
    auto ring = Ring::create(bpf_map__fd(map), bpf_map__max_entries(map));
    if (!ring) return std::unexpected(ring.error());
    rings_.push_back(std::move(*ring));
  }
  if (auto done = set_targets(); !done) return done;
  if (auto done = fill_filter_maps(skeleton_->obj, processes); !done) return done;
  if (auto done = attach_owner_hooks(); !done) return done;
  seed_owners();
  return mark_living_processes(skeleton_->obj, processes);
}

Result<void> CapturePrograms::set_targets() {
  const auto& progs = skeleton_->progs;
  const std::array<const bpf_program*, TRAWL_TARGETS> targets = {progs.ingress, progs.egress, progs.loopback,
                                                                 progs.raw_ingress, progs.raw_egress};
  for (uint32_t i = 0; i < targets.size(); i++) {
    const int fd = bpf_program__fd(targets[i]);
    if (bpf_map_update_elem(bpf_map__fd(skeleton_->maps.targets), &i, &fd, BPF_ANY) != 0) {
      return fail_errno("set up the capture programs", errno);
    }
  }
  return {};
}

Result<void> CapturePrograms::attach_owner_hooks() {
  auto& progs = skeleton_->progs;
  auto& links = skeleton_->links;
  const Fd cgroup = open_cgroup_root();
  links.owner_create = cgroup.valid() ? bpf_program__attach_cgroup(progs.owner_create, cgroup.get()) : nullptr;
  if (links.owner_create == nullptr) missing_.push_back("cgroup/sock_create");
  for (auto [program, link] :
       {std::pair{progs.owner_send, &links.owner_send}, std::pair{progs.owner_receive, &links.owner_receive},
        std::pair{progs.owner_state, &links.owner_state}, std::pair{progs.process_fork, &links.process_fork},
        std::pair{progs.process_exit, &links.process_exit}, std::pair{progs.process_rename, &links.process_rename},
        std::pair{progs.process_exec, &links.process_exec}, std::pair{progs.cgroup_made, &links.cgroup_made},
        std::pair{progs.cgroup_joined, &links.cgroup_joined}}) {
    if (!bpf_program__autoload(program)) continue;
    *link = bpf_program__attach(program);
    if (*link == nullptr) missing_.push_back(bpf_program__section_name(program));
  }
  return {};
}

void CapturePrograms::seed_owners() {
  if (!run_iterator(skeleton_->progs.owner_seed)) missing_.push_back("iter/task_file");
}

std::vector<bpf_insn> CapturePrograms::on_match(trawl_target target) const {
  std::vector<bpf_insn> program;
  program.push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_1, BPF_REG_6, 0, 0));
  load_map(program, BPF_REG_2, bpf_map__fd(skeleton_->maps.targets));
  program.push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_3, 0, 0, target));
  program.push_back(instruction(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_tail_call));
  program.push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, kGoOn));
  program.push_back(instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0));
  return program;
}

std::vector<bpf_insn> CapturePrograms::on_reject() const {
  constexpr int16_t kKey = -4;
  constexpr int16_t kCounter = TRAWL_REJECTED * sizeof(uint64_t);
  std::vector<bpf_insn> program;
  program.push_back(instruction(BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, kKey, 0));
  program.push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_2, BPF_REG_10, 0, 0));
  program.push_back(instruction(BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_2, 0, 0, kKey));
  load_map(program, BPF_REG_1, bpf_map__fd(skeleton_->maps.counters));
  program.push_back(instruction(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem));
  program.push_back(instruction(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_0, 0, 3, 0));
  program.push_back(instruction(BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_1, BPF_REG_0, kCounter, 0));
  program.push_back(instruction(BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_1, 0, 0, 1));
  program.push_back(instruction(BPF_STX | BPF_MEM | BPF_DW, BPF_REG_0, BPF_REG_1, kCounter, 0));
  program.push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, kGoOn));
  program.push_back(instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0));
  return program;
}

Result<Fd> CapturePrograms::load_filter(std::span<const bpf_insn> program) const {
  const int fd =
      bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "trawl_filter", "Dual BSD/GPL", program.data(), program.size(), nullptr);
  if (fd >= 0) return Fd(fd);
  return fail_errno("load the filter program (" + std::to_string(program.size()) + " instructions)", errno,
                    "a shorter expression may fit");
}

Result<void> CapturePrograms::mark_cgroup(uint64_t cgroup_id, uint8_t marks) const {
  return trawl::mark_cgroup(skeleton_->obj, cgroup_id, marks);
}

trawl_counters CapturePrograms::counters() const {
  const auto cpus = static_cast<size_t>(libbpf_num_possible_cpus());
  std::vector<trawl_counters> per_cpu(cpus);
  trawl_counters total{};
  const uint32_t zero = 0;
  if (bpf_map_lookup_elem(bpf_map__fd(skeleton_->maps.counters), &zero, per_cpu.data()) != 0) return total;
  for (const auto& cpu : per_cpu) {
    for (size_t i = 0; i < TRAWL_COUNTERS; i++) total.packets[i] += cpu.packets[i];
  }
  return total;
}

uint64_t CapturePrograms::process_events_lost() const {
  return skeleton_->bss->process_events_lost;
}

void CapturePrograms::wait(std::span<const int> others, int timeout_ms) {
  volatile uint32_t& waits = skeleton_->bss->reader_waits;
  waits = 1;
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  std::vector<pollfd> fds = {{packets().fd(), POLLIN, 0}, {process_events().fd(), POLLIN, 0}};
  for (const int fd : others) fds.push_back({fd, POLLIN, 0});
  if (packets().empty()) ::poll(fds.data(), fds.size(), timeout_ms);
  waits = 0;
}

}  // namespace trawl
