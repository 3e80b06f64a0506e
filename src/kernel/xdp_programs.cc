#include "kernel/xdp_programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sys/random.h>

#include <cerrno>

#include "filter/ebpf.h"
#include "kernel/loading.h"
#include "kernel/xdp.skel.h"

namespace trawl {

namespace {

using enum ebpf::Register;

constexpr uint32_t kHasFrags = 1U << 5;  // BPF_F_XDP_HAS_FRAGS (Linux 5.18)

void load_map(std::vector<bpf_insn>& program, ebpf::Register destination, int map_fd) {
  program.push_back(ebpf::instruction(BPF_LD | BPF_DW | BPF_IMM, destination, BPF_PSEUDO_MAP_FD, 0, map_fd));
  program.push_back({});
}

/// Goes on to the program at `target`; where there is none the packet passes.
void go_on(std::vector<bpf_insn>& program, int targets_fd, trawl_xdp_target target) {
  program.push_back(ebpf::move64(kR1, kR6));
  load_map(program, kR2, targets_fd);
  program.push_back(ebpf::move32(kR3, target));
  program.push_back(ebpf::call(BPF_FUNC_tail_call));
  program.push_back(ebpf::move32(kR0, XDP_PASS));
  program.push_back(ebpf::exit());
}

uint32_t random_number() {
  uint32_t number = 0;
  (void)!::getrandom(&number, sizeof(number), 0);
  return number;
}

}  // namespace

void XdpPrograms::Close::operator()(xdp_bpf* skeleton) const {
  xdp_bpf::destroy(skeleton);
}

XdpPrograms::XdpPrograms(XdpPrograms&&) noexcept = default;
XdpPrograms& XdpPrograms::operator=(XdpPrograms&&) noexcept = default;
XdpPrograms::~XdpPrograms() = default;

Result<XdpPrograms> XdpPrograms::create(const XdpProgramOptions& options) {
  libbpf_set_print(nullptr);
  // Found out by loading: all a kernel may have, then without what came with 5.18, then for a next program that does
  // not take several buffers.
  if (options.without.test(static_cast<size_t>(Feature::kXdpBuffers))) return load(options, false, false);
  auto loaded = load(options, true, true);
  if (!loaded && loaded.error().error_number == EINVAL) loaded = load(options, true, false);
  if (!loaded && loaded.error().error_number == EINVAL) loaded = load(options, false, false);
  return loaded;
}

Result<XdpPrograms> XdpPrograms::load(const XdpProgramOptions& options, bool has_load_bytes, bool frags) {
  XdpPrograms programs{std::unique_ptr<xdp_bpf, Close>(xdp_bpf::open())};
  xdp_bpf* skeleton = programs.skeleton_.get();
  if (skeleton == nullptr) return std::unexpected(load_error(errno));
  programs.has_load_bytes_ = has_load_bytes;
  programs.frags_ = frags;
  set_record_options(*skeleton, options.records);
  skeleton->rodata->has_load_bytes = has_load_bytes;
  skeleton->rodata->one_flow_in = options.one_flow_in;
  skeleton->rodata->flow_seed = random_number();
  programs.take_several_buffers();
  if (const int error = xdp_bpf::load(skeleton); error != 0) {
    Error why = load_error(-error);
    why.error_number = -error;
    return std::unexpected(why);
  }
  if (const int error = programs.set_targets(options); error != 0) {
    return fail_errno("go on to the attached program", error,
                      "the kernel allows no tail call to it: it is of another kind, or extended by others");
  }
  auto records = XdpRecords::create(skeleton->maps.packets, skeleton->maps.counters, &skeleton->bss->reader_waits);
  if (!records) return std::unexpected(records.error());
  programs.records_ = std::make_unique<XdpRecords>(std::move(*records));
  return programs;
}

void XdpPrograms::take_several_buffers() {
  if (!frags_) return;
  for (bpf_program* program : {skeleton_->progs.xdp_capture, skeleton_->progs.xdp_rate}) {
    bpf_program__set_flags(program, bpf_program__flags(program) | kHasFrags);
  }
}

/// Returns an errno value.
int XdpPrograms::set_targets(const XdpProgramOptions& options) {
  const auto& progs = skeleton_->progs;
  const int map = bpf_map__fd(skeleton_->maps.targets);
  const int first = bpf_program__fd(options.rate ? progs.xdp_rate : progs.xdp_capture);
  for (const auto& [target, fd] :
       {std::pair{TRAWL_XDP_TARGET_MATCH, first}, std::pair{TRAWL_XDP_TARGET_NEXT, options.next_program}}) {
    const uint32_t key = target;
    if (fd >= 0 && bpf_map_update_elem(map, &key, &fd, BPF_ANY) != 0) return errno;
  }
  return 0;
}

std::vector<bpf_insn> XdpPrograms::on_match() const {
  std::vector<bpf_insn> program;
  go_on(program, bpf_map__fd(skeleton_->maps.targets), TRAWL_XDP_TARGET_MATCH);
  return program;
}

std::vector<bpf_insn> XdpPrograms::on_reject() const {
  constexpr int16_t kKey = -4;
  constexpr int16_t kCounter = TRAWL_XDP_REJECTED * sizeof(uint64_t);
  std::vector<bpf_insn> program;
  program.push_back(ebpf::instruction(BPF_ST | BPF_MEM | BPF_W, kFrame, 0, kKey, 0));
  program.push_back(ebpf::move64(kR2, kFrame));
  program.push_back(ebpf::alu64(BPF_ADD, kR2, kKey));
  load_map(program, kR1, bpf_map__fd(skeleton_->maps.counters));
  program.push_back(ebpf::call(BPF_FUNC_map_lookup_elem));
  program.push_back(ebpf::instruction(BPF_JMP | BPF_JEQ | BPF_K, kR0, 0, 3, 0));
  program.push_back(ebpf::load(BPF_DW, kR1, kR0, kCounter));
  program.push_back(ebpf::alu64(BPF_ADD, kR1, 1));
  program.push_back(ebpf::store(BPF_DW, kR0, kCounter, kR1));
  go_on(program, bpf_map__fd(skeleton_->maps.targets), TRAWL_XDP_TARGET_NEXT);
  return program;
}

Result<Fd> XdpPrograms::load_filter(std::span<const bpf_insn> program) const {
  bpf_prog_load_opts options{};
  options.sz = sizeof(options);
  options.prog_flags = frags_ ? kHasFrags : 0;
  options.expected_attach_type = BPF_XDP;
  const int fd =
      bpf_prog_load(BPF_PROG_TYPE_XDP, "trawl_xdp", "Dual BSD/GPL", program.data(), program.size(), &options);
  if (fd >= 0) return Fd(fd);
  return fail_errno("load the filter program (" + std::to_string(program.size()) + " instructions)", errno,
                    "a shorter expression may fit");
}

}  // namespace trawl
