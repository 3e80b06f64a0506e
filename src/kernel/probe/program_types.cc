#include "kernel/probe/program_types.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <array>
#include <cerrno>
#include <string>

namespace trawl {

namespace {

// include/uapi/linux/bpf.h of 6.4
constexpr uint32_t kNetfilter = 32;
constexpr uint32_t kAttachNetfilter = 45;

constexpr ProgramTypeText kTypes[] = {
    {BPF_PROG_TYPE_SOCKET_FILTER, "socket_filter", "3.19", "", 0, "", 0},
    {BPF_PROG_TYPE_KPROBE, "kprobe", "4.1", "trace: functions; uprobes: TLS secrets of Go programs", 0, "", 0},
    {BPF_PROG_TYPE_SCHED_CLS, "sched_cls", "4.1", "capture: packets at tc hooks", 0, "", 0},
    {BPF_PROG_TYPE_SCHED_ACT, "sched_act", "4.1", "", 0, "", 0},
    {BPF_PROG_TYPE_TRACEPOINT, "tracepoint", "4.7", "", 0, "", 0},
    {BPF_PROG_TYPE_XDP, "xdp", "4.8", "xdp", BPF_XDP, "", XDP_PASS},
    {BPF_PROG_TYPE_PERF_EVENT, "perf_event", "4.9", "", 0, "", 0},
    {BPF_PROG_TYPE_CGROUP_SKB, "cgroup_skb", "4.10", "", BPF_CGROUP_INET_INGRESS, "", 1},
    {BPF_PROG_TYPE_CGROUP_SOCK, "cgroup_sock", "4.10", "capture: who makes a socket", BPF_CGROUP_INET_SOCK_CREATE, "",
     1},
    {BPF_PROG_TYPE_LWT_IN, "lwt_in", "4.10", "", 0, "", 0},
    {BPF_PROG_TYPE_LWT_OUT, "lwt_out", "4.10", "", 0, "", 0},
    {BPF_PROG_TYPE_LWT_XMIT, "lwt_xmit", "4.10", "", 0, "", 0},
    {BPF_PROG_TYPE_SOCK_OPS, "sock_ops", "4.13", "states: SYNs that come in", BPF_CGROUP_SOCK_OPS, "", 1},
    {BPF_PROG_TYPE_SK_SKB, "sk_skb", "4.14", "", 0, "", 0},
    {BPF_PROG_TYPE_CGROUP_DEVICE, "cgroup_device", "4.15", "", BPF_CGROUP_DEVICE, "", 1},
    {BPF_PROG_TYPE_SK_MSG, "sk_msg", "4.17", "", BPF_SK_MSG_VERDICT, "", 0},
    {BPF_PROG_TYPE_RAW_TRACEPOINT, "raw_tracepoint", "4.17", "", 0, "", 0},
    {BPF_PROG_TYPE_CGROUP_SOCK_ADDR, "cgroup_sock_addr", "4.17", "capture: who accepts a connection",
     BPF_CGROUP_INET4_CONNECT, "", 1},
    {BPF_PROG_TYPE_LWT_SEG6LOCAL, "lwt_seg6local", "4.18", "", 0, "", 0},
    {BPF_PROG_TYPE_LIRC_MODE2, "lirc_mode2", "4.18", "", BPF_LIRC_MODE2, "", 0},
    {BPF_PROG_TYPE_SK_REUSEPORT, "sk_reuseport", "4.19", "", BPF_SK_REUSEPORT_SELECT, "", 0},
    {BPF_PROG_TYPE_FLOW_DISSECTOR, "flow_dissector", "4.20", "", BPF_FLOW_DISSECTOR, "", 0},
    {BPF_PROG_TYPE_CGROUP_SYSCTL, "cgroup_sysctl", "5.2", "", BPF_CGROUP_SYSCTL, "", 1},
    {BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE, "raw_tracepoint_writable", "5.2", "", 0, "", 0},
    {BPF_PROG_TYPE_CGROUP_SOCKOPT, "cgroup_sockopt", "5.3", "", BPF_CGROUP_GETSOCKOPT, "", 1},
    {BPF_PROG_TYPE_TRACING, "tracing", "5.5", "capture, states, trace: processes, sockets, steps", BPF_TRACE_RAW_TP,
     "btf_trace_sched_process_exit", 0},
    {BPF_PROG_TYPE_STRUCT_OPS, "struct_ops", "5.6", "", 0, "tcp_congestion_ops", 0},
    {BPF_PROG_TYPE_EXT, "ext", "5.6", "", 0, "", 0},
    {BPF_PROG_TYPE_LSM, "lsm", "5.7", "", BPF_LSM_MAC, "bpf_lsm_file_open", 0},
    {BPF_PROG_TYPE_SK_LOOKUP, "sk_lookup", "5.9", "", BPF_SK_LOOKUP, "", 1},
    {BPF_PROG_TYPE_SYSCALL, "syscall", "5.14", "", 0, "", 0},
    {kNetfilter, "netfilter", "6.4", "", kAttachNetfilter, "", 1},
};

/// Types are functions, tracepoints and structures; a name belongs to one kind.
uint32_t find_type(const btf* types, const std::string& name) {
  for (const uint32_t kind : std::initializer_list<uint32_t>{BTF_KIND_FUNC, BTF_KIND_TYPEDEF, BTF_KIND_STRUCT}) {
    if (const uint32_t id = kernel_type_id(types, name, kind); id != 0) return id;
  }
  return 0;
}

/// A program that replaces a function of another program has to name that one; a kernel that has the type says so in
/// the verifier's log, and EINVAL, where none is named.
Probe probe_extension() {
  std::array<char, 4096> log{};
  LIBBPF_OPTS(bpf_prog_load_opts, options, .attach_btf_id = 1, .log_level = 1, .log_size = log.size(),
              .log_buf = log.data());
  const Fd program = load_attempt(BPF_PROG_TYPE_EXT, 0, &options);
  const int error = program.valid() ? 0 : errno;
  const bool known = std::string_view(log.data()).find("Cannot replace kernel functions") != std::string_view::npos;
  return from_errno(error == EINVAL && known ? 0 : error);
}

}  // namespace

std::span<const ProgramTypeText> program_types() {
  return kTypes;
}

Probe probe(const ProgramTypeText& type) {
  if (type.number == BPF_PROG_TYPE_EXT) return probe_extension();
  LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = static_cast<bpf_attach_type>(type.attach_type));
  if (type.number == BPF_PROG_TYPE_SYSCALL) options.prog_flags = BPF_F_SLEEPABLE;
  if (!type.kernel_type.empty()) {
    const BtfPointer types(libbpf_find_kernel_btf());
    options.attach_btf_id = find_type(types.get(), std::string(type.kernel_type));
    if (options.attach_btf_id == 0) return from_errno(ENOENT);
  }
  return from_descriptor(load_attempt(static_cast<bpf_prog_type>(type.number), type.verdict, &options));
}

}  // namespace trawl
