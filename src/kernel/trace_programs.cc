#include "kernel/trace_programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <tuple>

#include "filter/emit.h"
#include "kernel/btf_file.h"
#include "kernel/compat_constants.h"
#include "kernel/iterator.h"
#include "kernel/lockdown.h"
#include "kernel/raw_tracepoints.h"
#include "kernel/reader_wait.h"
#include "kernel/splice.h"
#include "kernel/trace.skel.h"

namespace trawl {

namespace {

static_assert(kTracingWindow == TRAWL_TRACE_WINDOW);

constexpr int kPatience = 3500;  // ms for the kernel to take probes away
constexpr std::string_view kTracepointSection = "trace_point/";

constexpr std::array<std::string_view, TRAWL_TRACE_POINTS> kTracepointNames = {
    "",
    "napi_gro_receive_entry",
    "netif_rx_entry",
    "netif_receive_skb",
    "net_dev_queue",
    "net_dev_start_xmit",
    "net_dev_xmit",
    "qdisc_enqueue",
    "qdisc_dequeue",
    "kfree_skb",
    "consume_skb",
    "skb_copy_datagram_iovec",
    "tcp_probe",
    "tcp_retransmit_skb",
    "tcp_send_reset",
    "tcp_bad_csum",
    "udp_fail_queue_rcv_skb",
    "sock_rcvqueue_full",
    "",
    "",
    "",
};

Error load_error(int error_number) {
  const auto lockdown = read_lockdown();
  const auto refused = lockdown
                           ? refused_by_lockdown(*lockdown, "BPF programs that read its memory (bpf_probe_read_kernel)")
                           : std::nullopt;
  if (refused) return *refused;
  if (error_number == EPERM || error_number == EACCES) {
    return {"you don't have permission to trace: the kernel refused to load a BPF program",
            "run as root, or give the program CAP_BPF and CAP_PERFMON"};
  }
  return fail_errno("load the trace programs", error_number).error();
}

std::unexpected<Error> refusal(const FunctionProbe& probe, const Error& error) {
  if (error.error_number == EILSEQ) return fail(probe.needed + " is inside an instruction");
  return fail(probe.needed + " cannot be probed: " + error.what, "the kernel keeps some code free of probes");
}

/// The tracepoint a program is for; empty: it is for something else.
std::string tracepoint_of(const bpf_program* program) {
  const std::string_view section = bpf_program__section_name(program);
  return section.starts_with(kTracepointSection) ? std::string(section.substr(kTracepointSection.size())) : "";
}

}  // namespace

std::string_view tracepoint_name(uint16_t point) {
  return point < kTracepointNames.size() ? kTracepointNames[point] : "";
}

void TracePrograms::Close::operator()(trace_bpf* skeleton) const {
  trace_bpf::destroy(skeleton);
}

TracePrograms::TracePrograms(TracePrograms&&) noexcept = default;
TracePrograms::~TracePrograms() = default;

/// All that a kernel may have is tried at once; only where that fails is it found out what it does not have.
Result<TracePrograms> TracePrograms::create(const TraceProgramOptions& options,
                                            const std::vector<bpf_insn>& expression) {
  libbpf_set_print(nullptr);
  const FeatureSet switched_off = with_consequences(options.kernel.without);
  auto programs = load(options, switched_off, expression);
  if (programs) return programs;
  const FeatureSet without = with_consequences(switched_off | absent_features());
  return without == switched_off ? std::move(programs) : load(options, without, expression);
}

Result<TracePrograms> TracePrograms::load(const TraceProgramOptions& options, const FeatureSet& without,
                                          const std::vector<bpf_insn>& expression) {
  const bool typed = !without.test(static_cast<size_t>(Feature::kBtf));
  const auto file = find_btf_file({.without = without, .btf_file = options.kernel.btf_file});
  if (!file) return std::unexpected(file.error());
  auto types = KernelBtf::read(*file);
  if (!types) return std::unexpected(types.error());
  std::optional<RawTracepoints> raw_tracepoints;
  if (!typed) raw_tracepoints.emplace();
  Splice splice(expression);
  for (const auto& [section, type, attach_type] : {
           std::tuple{"trace_point+", typed ? BPF_PROG_TYPE_TRACING : BPF_PROG_TYPE_RAW_TRACEPOINT,
                      typed ? BPF_TRACE_RAW_TP : bpf_attach_type{}},
           std::tuple{"trace_probe+", BPF_PROG_TYPE_KPROBE, bpf_attach_type{}},
           std::tuple{"trace_multi+", BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI},
       }) {
    if (auto added = splice.handle(section, type, attach_type); !added) return std::unexpected(added.error());
  }
  LIBBPF_OPTS(bpf_object_open_opts, open, .btf_custom_path = *file == kOwnTypes ? nullptr : file->c_str());
  TracePrograms programs{std::unique_ptr<trace_bpf, Close>(trace_bpf::open(&open)), std::move(*types)};
  if (programs.skeleton_ == nullptr) return std::unexpected(load_error(errno));
  programs.configure(options, without);
  if (auto chosen = programs.choose_tracepoints(typed); !chosen) return std::unexpected(chosen.error());
  if (const int error = trace_bpf::load(programs.skeleton_.get()); error != 0) {
    return std::unexpected(load_error(-error));
  }
  programs.learn_pages();
  if (auto made = programs.make_rings(); !made) return std::unexpected(made.error());
  if (auto started = programs.start_owners(options.processes); !started) return std::unexpected(started.error());
  if (auto attached = programs.attach(); !attached) return std::unexpected(attached.error());
  return programs;
}

void TracePrograms::configure(const TraceProgramOptions& options, const FeatureSet& without) {
  auto& constants = *skeleton_->rodata;
  constants.only_netns = options.netns;
  constants.only_ifindex = options.ifindex;
  constants.only_mark = options.mark;
  constants.only_mark_mask = options.mark_mask;
  constants.with_stacks = options.stacks;
  constants.page_size = static_cast<uint32_t>(::sysconf(_SC_PAGESIZE));
  set_filter_constants(constants, options.processes);
  set_compat_constants(constants, without);
  bpf_map__set_max_entries(skeleton_->maps.steps, options.ring_bytes);
  if (!options.stacks) bpf_map__set_max_entries(skeleton_->maps.stacks, 1);
  choose_probes(without);
  // Without BTF the kernel has no iterators; a walk takes their place, where processes are chosen.
  const bool typed = !without.test(static_cast<size_t>(Feature::kBtf));
  bpf_program__set_autoload(skeleton_->progs.sock_seed, typed);
  bpf_program__set_autoload(skeleton_->progs.filter_seed, typed);
  bpf_program__set_autoload(skeleton_->progs.process_walk, !typed);
}

/// Where this does not succeed, headers in pages are not read, which counters() tells.
void TracePrograms::learn_pages() {
  constexpr int kMostCaches = 256;
  const int program = bpf_program__fd(skeleton_->progs.learn_page_base);
  for (int i = 0; i < kMostCaches && skeleton_->bss->page_base == 0; i++) {
    LIBBPF_OPTS(bpf_test_run_opts, options);
    if (bpf_prog_test_run_opts(program, &options) != 0) return;
  }
}

Result<void> TracePrograms::make_rings() {
  for (const bpf_map* map : {skeleton_->maps.steps, skeleton_->maps.process_events}) {
    auto ring = Ring::create(bpf_map__fd(map), bpf_map__max_entries(map));
    if (!ring) return std::unexpected(ring.error());
    rings_.push_back(std::move(*ring));
  }
  return {};
}

Result<void> TracePrograms::start_owners(const ProcessMarks& processes) {
  const auto& progs = skeleton_->progs;
  auto& links = skeleton_->links;
  if (auto filled = fill_filter_maps(skeleton_->obj, processes); !filled) return filled;
  links.sock_state = attach_tracepoint(progs.sock_state);
  if (bpf_program__autoload(progs.sock_receive)) links.sock_receive = attach_tracepoint(progs.sock_receive);
  links.process_fork = attach_tracepoint(progs.process_fork);
  links.process_exec = attach_tracepoint(progs.process_exec);
  links.process_rename = attach_tracepoint(progs.process_rename);
  links.process_exit = attach_tracepoint(progs.process_exit);
  if (auto marked = mark_living_processes(skeleton_->obj, processes); !marked) return marked;
  // Without it sockets older than the trace have no owner until used.
  if (bpf_program__autoload(progs.sock_seed)) (void)run_iterator(progs.sock_seed);
  return {};
}

void TracePrograms::choose_probes(const FeatureSet& without) {
  const auto& progs = skeleton_->progs;
  const bool probes = libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_KPROBE, nullptr) == 1;
  bpf_program__set_autoload(progs.at_probe, probes);
  // bpf_get_attach_cookie(): Linux 5.15. Whether there is FPROBE, too, is seen when probes are attached.
  bpf_program__set_autoload(
      progs.at_multi, probes && !without.test(static_cast<size_t>(Feature::kKprobeMulti)) &&
                          libbpf_probe_bpf_helper(BPF_PROG_TYPE_KPROBE, BPF_FUNC_get_attach_cookie, nullptr) == 1);
  const bool nft = probes && types_.has_structure("nft_rule_blob");  // 5.17
  for (bpf_program* program : {progs.at_nft_chain, progs.at_nft_immediate, progs.at_nft_lookup, progs.at_nft_target}) {
    bpf_program__set_autoload(program, nft);
  }
}

/// `typed`: the kernel looks them up in its own types, and not by their names.
Result<void> TracePrograms::choose_tracepoints(bool typed) {
  auto* rodata = skeleton_->rodata;
  rodata->has_drop_reason = types_.tracepoint_arguments("kfree_skb") >= 3;
  rodata->has_drop_socket = types_.tracepoint_arguments("kfree_skb") >= 4;
  rodata->has_consume_caller = types_.tracepoint_arguments("consume_skb") >= 2;
  rodata->has_udp_fail_skb = types_.tracepoint_arguments("udp_fail_queue_rcv_skb") >= 3;
  bpf_program__set_autoload(skeleton_->progs.sock_receive, types_.tracepoint_arguments("sock_recv_length") != 0);
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, skeleton_->obj) {
    const std::string name = tracepoint_of(program);
    if (name.empty()) continue;
    if (types_.tracepoint_arguments(name) == 0) {
      bpf_program__set_autoload(program, false);
      continue;
    }
    const int error = typed ? bpf_program__set_attach_target(program, 0, name.c_str()) : 0;
    if (error != 0) return fail_errno("find the tracepoint " + name, -error);
    tracepoints_.push_back(name);
  }
  return {};
}

Result<void> TracePrograms::attach() {
  for (int i = 0; i < skeleton_->skeleton->prog_cnt; i++) {
    const bpf_prog_skeleton& entry = skeleton_->skeleton->progs[i];
    const std::string name = tracepoint_of(*entry.prog);
    if (name.empty() || !bpf_program__autoload(*entry.prog)) continue;
    *entry.link = bpf_program__type(*entry.prog) == BPF_PROG_TYPE_RAW_TRACEPOINT
                      ? bpf_program__attach_raw_tracepoint(*entry.prog, name.c_str())
                      : bpf_program__attach_trace(*entry.prog);
    if (*entry.link == nullptr) return fail_errno("attach to the tracepoint " + name, errno);
  }
  return {};
}

Result<Kprobes*> TracePrograms::kprobes(const KernelSymbols& symbols) {
  if (!kprobes_) {
    const auto text = symbols.addresses("_stext");
    if (text.size() != 1) return fail("the kernel does not tell where its code begins");
    auto made = Kprobes::create(text.front());
    if (!made) return std::unexpected(made.error());
    kprobes_.emplace(std::move(*made));
  }
  return &*kprobes_;
}

bool TracePrograms::tells_netfilter() const {
  return bpf_program__autoload(skeleton_->progs.at_nft_chain);
}

void TracePrograms::attach_netfilter(const KernelSymbols& symbols) {
  const auto& progs = skeleton_->progs;
  const auto probes = kprobes(symbols);
  if (!probes) return;
  for (const auto& [program, function] :
       {std::pair{progs.at_nft_chain, "nft_do_chain"}, std::pair{progs.at_nft_immediate, "nft_immediate_eval"},
        std::pair{progs.at_nft_lookup, "nft_lookup_eval"}, std::pair{progs.at_nft_target, "nft_reject_inet_eval"},
        std::pair{progs.at_nft_target, "nft_reject_ipv4_eval"}, std::pair{progs.at_nft_target, "nft_reject_ipv6_eval"},
        std::pair{progs.at_nft_target, "nft_target_eval_xt"}}) {
    // What is not there has no rules.
    for (const uint64_t address : symbols.addresses(function)) {
      (void)(*probes)->add(bpf_program__fd(program), address);
    }
  }
  (void)(*probes)->enable();
}

Result<void> TracePrograms::attach_many(std::span<const FunctionProbe> probes) {
  if (!bpf_program__autoload(skeleton_->progs.at_multi)) return fail("this kernel has no probes of many functions");
  const bool located = !probes.empty() && probes.front().address != 0;
  std::vector<const char*> names;
  std::vector<unsigned long> addresses;
  std::vector<__u64> cookies;
  for (const FunctionProbe& probe : probes) {
    names.push_back(probe.name.c_str());
    addresses.push_back(probe.address);
    cookies.push_back(probe.cookie);
  }
  bpf_kprobe_multi_opts options{};
  options.sz = sizeof(options);
  options.addrs = located ? addresses.data() : nullptr;
  options.syms = located ? nullptr : names.data();
  options.cookies = cookies.data();
  options.cnt = probes.size();
  skeleton_->links.at_multi = bpf_program__attach_kprobe_multi_opts(skeleton_->progs.at_multi, nullptr, &options);
  if (skeleton_->links.at_multi == nullptr) return fail_errno("probe many functions at once", errno);
  functions_ += probes.size();
  skeleton_->bss->exact_ends = 1;
  return {};
}

Result<void> TracePrograms::attach_each(std::span<const FunctionProbe> probes, const KernelSymbols& symbols) {
  if (!bpf_program__autoload(skeleton_->progs.at_probe)) return fail("this kernel has no probes for BPF programs");
  const auto kprobes = this->kprobes(symbols);
  if (!kprobes) return std::unexpected(kprobes.error());
  if (functions_ + probes.size() > TRAWL_MOST_PROBES) {
    return fail("more than " + std::to_string(TRAWL_MOST_PROBES) + " instructions to probe", "name fewer functions");
  }
  const int program = bpf_program__fd(skeleton_->progs.at_probe);
  for (const FunctionProbe& probe : probes) {
    const auto added = (*kprobes)->add(program, probe.address);
    if (added) {
      const int error =
          bpf_map_update_elem(bpf_map__fd(skeleton_->maps.probes), &probe.address, &probe.cookie, BPF_ANY);
      if (error != 0) return fail_errno("tell the kernel of a probe", -error);
      functions_++;
    } else if (!probe.needed.empty()) {
      return refusal(probe, added.error());
    } else if (added.error().error_number != EILSEQ) {  // that one is no instruction's address
      refused_++;
    }
  }
  if (auto enabled = (*kprobes)->enable(); !enabled) return enabled;
  skeleton_->bss->exact_ends = 1;
  return {};
}

void TracePrograms::start() {
  skeleton_->bss->running = 1;
}

bool TracePrograms::stop() {
  skeleton_->bss->running = 0;
  trace_bpf::detach(skeleton_.get());
  const bool removed = !kprobes_ || kprobes_->remove(kPatience);
  kprobes_.reset();
  return removed;
}

std::vector<uint64_t> TracePrograms::stack(int32_t key) const {
  std::vector<uint64_t> addresses(TRAWL_STACK_DEPTH);
  if (key < 0 || bpf_map_lookup_elem(bpf_map__fd(skeleton_->maps.stacks), &key, addresses.data()) != 0) return {};
  addresses.erase(std::ranges::find(addresses, uint64_t{0}), addresses.end());
  return addresses;
}

trawl_trace_counters TracePrograms::counters() const {
  std::vector<trawl_trace_counters> per_cpu(static_cast<size_t>(libbpf_num_possible_cpus()));
  trawl_trace_counters total{};
  const uint32_t zero = 0;
  if (bpf_map_lookup_elem(bpf_map__fd(skeleton_->maps.counters), &zero, per_cpu.data()) != 0) return total;
  for (const auto& cpu : per_cpu) {
    total.steps += cpu.steps;
    total.lost += cpu.lost;
    total.unread += cpu.unread;
  }
  return total;
}

uint64_t TracePrograms::process_events_lost() const {
  return skeleton_->bss->process_events_lost;
}

void TracePrograms::wait(int other, int timeout_ms) {
  const int others[] = {process_events().fd(), other};
  wait_for_record(steps(), skeleton_->bss->reader_waits, others, timeout_ms);
}

}  // namespace trawl
