#include "kernel/capture_programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <optional>

#include "filter/ebpf.h"
#include "kernel/btf_file.h"
#include "kernel/capture.skel.h"
#include "kernel/compat_constants.h"
#include "kernel/kernel_calls.h"
#include "kernel/loading.h"
#include "kernel/raw_tracepoints.h"
#include "kernel/reader_wait.h"

namespace trawl {

namespace {

using ebpf::instruction;

void load_map(std::vector<bpf_insn>& program, uint8_t destination, int map_fd) {
  program.push_back(instruction(BPF_LD | BPF_DW | BPF_IMM, destination, BPF_PSEUDO_MAP_FD, 0, map_fd));
  program.push_back(instruction(0, 0, 0, 0, 0));
}

/// R0: the map's first element; null never happens.
void look_up_first(std::vector<bpf_insn>& program, int map_fd) {
  constexpr int16_t kKey = -4;
  program.push_back(instruction(BPF_ST | BPF_MEM | BPF_W, BPF_REG_10, 0, kKey, 0));
  program.push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_2, BPF_REG_10, 0, 0));
  program.push_back(instruction(BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_2, 0, 0, kKey));
  load_map(program, BPF_REG_1, map_fd);
  program.push_back(instruction(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_map_lookup_elem));
}

/// The programs behind ours decide.
void go_on(std::vector<bpf_insn>& program) {
  constexpr int kGoOn = -1;  // TC_ACT_UNSPEC
  program.push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, kGoOn));
  program.push_back(instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0));
}

/// `action`: for packets of ICMP and ICMPv6, as their first header says. R6: the packet.
void for_icmp(std::vector<bpf_insn>& program, uint32_t way, const std::vector<bpf_insn>& action) {
  const int32_t l3 = (way & TRAWL_WAY_RAW) != 0 ? 0 : ETH_HLEN;
  const auto past = static_cast<int16_t>(action.size());
  program.push_back(instruction(BPF_LDX | BPF_MEM | BPF_W, BPF_REG_1, BPF_REG_6, offsetof(__sk_buff, protocol), 0));
  program.push_back(instruction(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_1, 0, 3, htons(ETH_P_IPV6)));
  program.push_back(
      instruction(BPF_JMP | BPF_JNE | BPF_K, BPF_REG_1, 0, static_cast<int16_t>(past + 5), htons(ETH_P_IP)));
  program.push_back(
      instruction(BPF_LD | BPF_ABS | BPF_B, 0, 0, 0, l3 + static_cast<int32_t>(offsetof(iphdr, protocol))));
  program.push_back(instruction(BPF_JMP | BPF_JA, 0, 0, 1, 0));
  program.push_back(
      instruction(BPF_LD | BPF_ABS | BPF_B, 0, 0, 0, l3 + static_cast<int32_t>(offsetof(ip6_hdr, ip6_nxt))));
  program.push_back(instruction(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_0, 0, 1, IPPROTO_ICMP));
  program.push_back(instruction(BPF_JMP | BPF_JNE | BPF_K, BPF_REG_0, 0, past, IPPROTO_ICMPV6));
  program.insert(program.end(), action.begin(), action.end());
}

/// How many there are. Bounded: a key that goes meanwhile leads back to the first.
uint64_t count_dead_marks(const bpf_map* map) {
  trawl_process_key key{};
  uint64_t count = 0;
  int error = bpf_map_get_next_key(bpf_map__fd(map), nullptr, &key);
  for (; error == 0 && count < bpf_map__max_entries(map); count++) {
    error = bpf_map_get_next_key(bpf_map__fd(map), &key, &key);
  }
  return count;
}

/// What is noted of sockets beside their owners is no condition of a capture.
CaptureProgramOptions without_notes(CaptureProgramOptions options) {
  options.echoes = options.raw_sockets = false;
  return options;
}

}  // namespace

void CapturePrograms::Close::operator()(capture_bpf* skeleton) const {
  capture_bpf::destroy(skeleton);
}

CapturePrograms::CapturePrograms(CapturePrograms&&) noexcept = default;
CapturePrograms& CapturePrograms::operator=(CapturePrograms&&) noexcept = default;
CapturePrograms::~CapturePrograms() = default;

/// All that a kernel may have is tried at once; only where that fails is it found out what it does not have.
Result<CapturePrograms> CapturePrograms::create(const CaptureProgramOptions& options) {
  libbpf_set_print(nullptr);
  const FeatureSet switched_off = with_consequences(options.kernel.without);
  auto programs = load(options, switched_off);
  if (programs) return programs;
  const FeatureSet without = with_consequences(switched_off | absent_features());
  if (without != switched_off) programs = load(options, without);
  // Functions of the kernel may change from one version to the next: a capture does not depend on them.
  FeatureSet plain = without;
  plain.set(static_cast<size_t>(Feature::kConntrack));
  if (!programs && plain != without) programs = load(options, plain);
  return programs || !(options.echoes || options.raw_sockets) ? std::move(programs)
                                                              : load(without_notes(options), plain);
}

Result<CapturePrograms> CapturePrograms::load(const CaptureProgramOptions& options, const FeatureSet& without) {
  const auto types = find_btf_file({.without = without, .btf_file = options.kernel.btf_file});
  if (!types) return std::unexpected(types.error());
  const KernelTypes kernel_types(*types);
  std::optional<RawTracepoints> raw_tracepoints;
  if (without.test(static_cast<size_t>(Feature::kBtf))) raw_tracepoints.emplace();
  KernelCalls kernel_calls(kernel_types.get());
  if (!without.test(static_cast<size_t>(Feature::kConntrack))) kernel_calls.bind_while_loading();
  LIBBPF_OPTS(bpf_object_open_opts, open, .btf_custom_path = *types == kOwnTypes ? nullptr : types->c_str());
  CapturePrograms programs{std::unique_ptr<capture_bpf, Close>(capture_bpf::open(&open))};
  capture_bpf* skeleton = programs.skeleton_.get();
  if (skeleton == nullptr) return std::unexpected(load_error(errno));
  programs.echoes_ = options.echoes;
  skeleton->rodata->snapshot_length = options.snapshot_length;
  skeleton->rodata->only_netns = options.netns;
  skeleton->rodata->tell_netns = options.watch_namespaces;
  skeleton->rodata->hurry_execs = options.hurry_execs;
  set_filter_constants(*skeleton->rodata, options.processes);
  bpf_map__set_max_entries(skeleton->maps.packets, options.ring_bytes);

  bpf_program__set_autoload(skeleton->progs.owner_echo, options.echoes);
  for (bpf_program* program : {skeleton->progs.owner_raw_made, skeleton->progs.owner_raw_closed,
                               skeleton->progs.owner_raw_receive, skeleton->progs.owner_raw_seed}) {
    bpf_program__set_autoload(program, options.raw_sockets);
  }
  set_compat_constants(*skeleton->rodata, without);
  programs.owner_hooks_.select(skeleton->obj, without, kernel_types);
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
  if (auto done = set_next_program(); !done) return done;
  if (auto done = fill_filter_maps(skeleton_->obj, processes); !done) return done;
  owner_hooks_.attach(skeleton_->obj);
  return mark_living_processes(skeleton_->obj, processes);
}

Result<void> CapturePrograms::set_next_program() {
  const uint32_t zero = 0;
  const int fd = bpf_program__fd(skeleton_->progs.capture);
  if (bpf_map_update_elem(bpf_map__fd(skeleton_->maps.next_program), &zero, &fd, BPF_ANY) == 0) return {};
  return fail_errno("set up the capture programs", errno);
}

std::vector<bpf_insn> CapturePrograms::on_match(uint32_t way) const {
  std::vector<bpf_insn> program;
  look_up_first(program, bpf_map__fd(skeleton_->maps.at_hand));
  program.push_back(instruction(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_0, 0, 6, 0));
  program.push_back(instruction(BPF_ST | BPF_MEM | BPF_W, BPF_REG_0, 0, 0, static_cast<int32_t>(way)));
  program.push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_1, BPF_REG_6, 0, 0));
  load_map(program, BPF_REG_2, bpf_map__fd(skeleton_->maps.next_program));
  program.push_back(instruction(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_3, 0, 0, 0));
  program.push_back(instruction(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_tail_call));
  go_on(program);
  return program;
}

std::vector<bpf_insn> CapturePrograms::on_reject(uint32_t way) const {
  constexpr int16_t kCounter = TRAWL_REJECTED * sizeof(uint64_t);
  std::vector<bpf_insn> program;
  if (echoes_ && (way & TRAWL_WAY_OUT) != 0) for_icmp(program, way, on_match(way | TRAWL_WAY_REJECTED));
  look_up_first(program, bpf_map__fd(skeleton_->maps.counters));
  program.push_back(instruction(BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_0, 0, 3, 0));
  program.push_back(instruction(BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_1, BPF_REG_0, kCounter, 0));
  program.push_back(instruction(BPF_ALU64 | BPF_ADD | BPF_K, BPF_REG_1, 0, 0, 1));
  program.push_back(instruction(BPF_STX | BPF_MEM | BPF_DW, BPF_REG_0, BPF_REG_1, kCounter, 0));
  go_on(program);
  return program;
}

Result<Fd> CapturePrograms::load_filter(std::span<const bpf_insn> program) const {
  const int fd =
      bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "trawl_filter", "Dual BSD/GPL", program.data(), program.size(), nullptr);
  if (fd >= 0) return Fd(fd);
  return fail_errno("load the filter program (" + std::to_string(program.size()) + " instructions)", errno,
                    "a shorter expression may fit");
}

CgroupMarker CapturePrograms::cgroup_marker() const {
  return CgroupMarker(skeleton_->obj);
}

bool CapturePrograms::add_neighbour(const Neighbour& neighbour) const {
  const trawl_neighbour there{.id = neighbour.id, .netns = 0};
  return bpf_map_update_elem(bpf_map__fd(skeleton_->maps.neighbours), &neighbour.key, &there, BPF_ANY) == 0;
}

void CapturePrograms::forget_neighbour(const trawl_neighbour_key& key) const {
  bpf_map_delete_elem(bpf_map__fd(skeleton_->maps.neighbours), &key);
}

void CapturePrograms::use_neighbours(bool any) {
  skeleton_->bss->has_neighbours = any;
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

uint64_t CapturePrograms::lost_at(uint32_t netns, uint32_t ifindex) const {
  const trawl_device device{.netns = netns, .ifindex = ifindex};
  uint64_t lost = 0;
  bpf_map_lookup_elem(bpf_map__fd(skeleton_->maps.lost_at), &device, &lost);
  return lost;
}

CaptureBounds CapturePrograms::bounds() const {
  const auto& counted = *skeleton_->bss;
  const uint64_t kept = counted.dead_marked == 0 ? 0 : count_dead_marks(skeleton_->maps.marked_dead);
  return {.process_events_lost = counted.process_events_lost,
          .owners_refused = counted.owners_refused,
          .flows_displaced = counted.flows_displaced,
          .untranslated_displaced = counted.untranslated_displaced,
          .raw_receivers_refused = counted.raw_receivers_refused,
          .marks_refused = counted.marks_refused,
          .dead_marks_displaced = counted.dead_marked - std::min<uint64_t>(counted.dead_marked, kept)};
}

void CapturePrograms::wait(std::span<const int> others, int timeout_ms) {
  std::vector<int> fds = {process_events().fd()};
  fds.insert(fds.end(), others.begin(), others.end());
  wait_for_record(packets(), skeleton_->bss->reader_waits, fds, timeout_ms);
}

}  // namespace trawl
