#include "kernel/features.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <string>
#include <vector>

#include "base/fd.h"
#include "filter/ebpf.h"
#include "kernel/btf_file.h"
#include "kernel/kernel_calls.h"
#include "kernel/probe/function_probes.h"
#include "kernel/tcx_link.h"

namespace trawl {

namespace {

constexpr FeatureText kTexts[] = {
    {Feature::kTcx, "tcx", "6.6", "programs at tc hooks as links, which the kernel takes away with the process",
     "clsact filters, which a second process takes away"},
    {Feature::kTaskPointer, "task-pointer", "5.11", "bpf_get_current_task_btf: the current task as a typed pointer",
     "probe reads of the task's members, which cost a little more for each packet on its way out"},
    {Feature::kStorageInTracing, "storage-in-tracing", "5.11", "socket storage in tracing programs",
     "owners are set by cgroup hooks, and those of older sockets from /proc and pidfd_getfd: who only receives from a "
     "TCP socket that another process made keeps its last known "
     "owner"},
    {Feature::kBtf, "btf", "4.18", "BTF: how the kernel's structures lie in memory, told by itself",
     "a file of --kernel-btf or of doctor --fetch-btf: events by raw tracepoints, owners as without "
     "storage-in-tracing; xdp needs none, but for --at the kernel's own"},
    {Feature::kConntrack, "conntrack", "6.0",
     "look-up of tracked connections by programs, in the kernel or a loaded nf_conntrack",
     "connections are known by the packets that have left translated: of one older than the capture, packets before "
     "that have no receiver, or who listens at the address that they came to"},
    {Feature::kXdpBuffers, "xdp-buffers", "5.18", "XDP programs for packets in several buffers",
     "drivers that need several for a large MTU refuse native mode; xdp says so, and takes generic mode"},
    {Feature::kKprobeMulti, "kprobe-multi", "5.18", "one link to probes of many functions",
     "trace probes a choice of functions, one by one"},
};
static_assert(std::size(kTexts) == kFeatures);

using ebpf::instruction;

bpf_insn call(int helper) {
  return instruction(BPF_JMP | BPF_CALL, 0, 0, 0, helper);
}

bpf_insn set(uint8_t destination, int32_t value) {
  return instruction(BPF_ALU64 | BPF_MOV | BPF_K, destination, 0, 0, value);
}

const bpf_insn kExit = instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);

/// A link to a device that does not exist: ENODEV says that all else is right.
Probe probe_tcx() {
  const Fd program = load_attempt(BPF_PROG_TYPE_SCHED_CLS, 0);
  if (!program.valid()) return {.error_number = errno};
  const Fd link(create_tcx_link(program.get(), INT_MAX, TcHook::kIngress));
  return from_errno(link.valid() || errno == ENODEV ? 0 : errno);
}

Probe probe_task_pointer() {
  const Fd program =
      load_attempt(BPF_PROG_TYPE_SCHED_CLS, {call(BPF_FUNC_get_current_task_btf), set(BPF_REG_0, 0), kExit});
  return from_errno(program.valid() ? 0 : errno);
}

/// A program at a tracepoint that hands over a socket, which it looks up in a storage map.
Probe probe_storage_in_tracing() {
  const BtfPointer types(libbpf_find_kernel_btf());
  if (!types) return from_errno(ENOENT);
  const uint32_t tracepoint = kernel_type_id(types.get(), "btf_trace_inet_sock_set_state", BTF_KIND_TYPEDEF);
  if (tracepoint == 0) return from_errno(ENOENT);
  const Fd map = storage_map_attempt(BPF_MAP_TYPE_SK_STORAGE);
  if (!map.valid()) return from_errno(errno);
  LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_TRACE_RAW_TP, .attach_btf_id = tracepoint);
  const Fd program = load_attempt(
      BPF_PROG_TYPE_TRACING,
      {instruction(BPF_LDX | BPF_MEM | BPF_DW, BPF_REG_2, BPF_REG_1, 0, 0),
       instruction(BPF_LD | BPF_DW | BPF_IMM, BPF_REG_1, BPF_PSEUDO_MAP_FD, 0, map.get()), instruction(0, 0, 0, 0, 0),
       set(BPF_REG_3, 0), set(BPF_REG_4, 0), call(BPF_FUNC_sk_storage_get), set(BPF_REG_0, 0), kExit},
      &options);
  return from_errno(program.valid() ? 0 : errno);
}

Probe probe_btf() {
  return from_errno(::access(kOwnTypes, R_OK) == 0 ? 0 : errno);
}

Probe probe_conntrack() {
  const BtfPointer types(libbpf_find_kernel_btf());
  return from_errno(KernelCalls(types.get()).found() ? 0 : ENOENT);
}

Probe probe_xdp_buffers() {
  const Fd program =
      load_attempt(BPF_PROG_TYPE_XDP, {call(BPF_FUNC_xdp_get_buff_len), set(BPF_REG_0, XDP_PASS), kExit});
  return from_errno(program.valid() ? 0 : errno);
}

constexpr Probe (*kProbes[])() = {probe_tcx,       probe_task_pointer, probe_storage_in_tracing, probe_btf,
                                  probe_conntrack, probe_xdp_buffers,  probe_kprobe_multi};
static_assert(std::size(kProbes) == kFeatures);

}  // namespace

std::span<const FeatureText> feature_texts() {
  return kTexts;
}

Probe probe(Feature feature) {
  return kProbes[static_cast<size_t>(feature)]();
}

bool is_usable(Feature feature, const FeatureSet& without) {
  return !without.test(static_cast<size_t>(feature)) && probe(feature).support == Support::kYes;
}

FeatureSet absent_features() {
  FeatureSet absent;
  for (const auto& text : kTexts)
    absent.set(static_cast<size_t>(text.feature), probe(text.feature).support == Support::kNo);
  return absent;
}

FeatureSet with_consequences(FeatureSet without) {
  if (!without.test(static_cast<size_t>(Feature::kBtf))) return without;
  without.set(static_cast<size_t>(Feature::kTaskPointer));
  without.set(static_cast<size_t>(Feature::kStorageInTracing));
  without.set(static_cast<size_t>(Feature::kConntrack));
  return without;
}

Result<void> add_feature(FeatureSet& set, std::string_view name) {
  std::string names;
  for (const auto& text : kTexts) {
    if (text.name == name) {
      set.set(static_cast<size_t>(text.feature));
      return {};
    }
    names += (names.empty() ? "" : ", ") + std::string(text.name);
  }
  return fail("unknown feature '" + std::string(name) + "'", "features are " + names);
}

}  // namespace trawl
