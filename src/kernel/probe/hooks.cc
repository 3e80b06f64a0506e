#include "kernel/probe/hooks.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <link.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstdlib>
#include <functional>
#include <thread>

#include "base/file.h"
#include "filter/ebpf.h"
#include "kernel/loading.h"
#include "kernel/probe/function_probes.h"
#include "kernel/tc_clsact.h"
#include "kernel/xdp_attach.h"

namespace trawl {

namespace {

constexpr uint32_t kLoopback = 1;  // every namespace's first device
constexpr const char* kTracepoint = "sched_process_exit";

/// Runs `attempt` in a network namespace of its own, gone when it is done.
Probe in_new_netns(const std::function<Probe()>& attempt) {
  Probe result;
  std::thread([&] { result = ::unshare(CLONE_NEWNET) == 0 ? attempt() : Probe{.error_number = errno}; }).join();
  return result;
}

Probe from_result(const Result<void>& result) {
  return from_errno(result ? 0 : result.error().error_number);
}

Probe try_clsact(const HookSite&) {
  const Fd program = load_attempt(BPF_PROG_TYPE_SCHED_CLS, 0);
  if (!program.valid()) return from_errno(errno);
  return in_new_netns([&]() -> Probe {
    auto netlink = Netlink::open();
    if (!netlink) return from_errno(netlink.error().error_number);
    return from_result(add_clsact_filter(*netlink, "trial", program.get(), kLoopback, TcHook::kEgress));
  });
}

Probe try_xdp(const HookSite&) {
  LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_XDP);
  const Fd program = load_attempt(BPF_PROG_TYPE_XDP, XDP_PASS, &options);
  if (!program.valid()) return from_errno(errno);
  return in_new_netns([&]() -> Probe {
    const auto attached = XdpAttachment::create(program.get(), kLoopback, XdpMode::kGeneric);
    return from_errno(attached ? 0 : attached.error().error_number);
  });
}

Probe try_tracing(const HookSite& site, bpf_attach_type attach_type, const std::string& name, uint32_t kind) {
  if (!site.types) return from_errno(ENOENT);
  LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = attach_type,
              .attach_btf_id = kernel_type_id(site.types.get(), name, kind));
  if (options.attach_btf_id == 0) return from_errno(ENOENT);
  const Fd program = load_attempt(BPF_PROG_TYPE_TRACING, 0, &options);
  if (!program.valid()) return from_errno(errno);
  if (attach_type == BPF_TRACE_ITER) {
    return from_descriptor(Fd(bpf_link_create(program.get(), 0, BPF_TRACE_ITER, nullptr)));
  }
  return from_descriptor(Fd(bpf_raw_tracepoint_open(nullptr, program.get())));
}

Probe try_typed_tracepoint(const HookSite& site) {
  return try_tracing(site, BPF_TRACE_RAW_TP, std::string("btf_trace_") + kTracepoint, BTF_KIND_TYPEDEF);
}

Probe try_fentry(const HookSite& site) {
  return try_tracing(site, BPF_TRACE_FENTRY, kTrialFunction, BTF_KIND_FUNC);
}

Probe try_iterator(const HookSite& site) {
  return try_tracing(site, BPF_TRACE_ITER, "bpf_iter_task_file", BTF_KIND_FUNC);
}

Probe try_raw_tracepoint(const HookSite&) {
  const Fd program = load_attempt(BPF_PROG_TYPE_RAW_TRACEPOINT, 0);
  if (!program.valid()) return from_errno(errno);
  return from_descriptor(Fd(bpf_raw_tracepoint_open(kTracepoint, program.get())));
}

/// A probe of perf events: `kind` is kprobe or uprobe, `where` a function or a file, `offset` counts from there.
Probe try_perf_probe(const std::string& kind, const char* where, uint64_t offset) {
  const auto number = read_file("/sys/bus/event_source/devices/" + kind + "/type");
  if (!number) return from_errno(number.error().error_number);
  perf_event_attr attr{};
  attr.type = static_cast<uint32_t>(std::strtoul(number->c_str(), nullptr, 10));
  attr.size = sizeof(attr);
  attr.config1 = reinterpret_cast<uintptr_t>(where);
  attr.config2 = offset;
  const Fd program = load_attempt(BPF_PROG_TYPE_KPROBE, 0);
  if (!program.valid()) return from_errno(errno);
  const Fd event(static_cast<int>(::syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC)));
  if (!event.valid() && errno == EACCES) return {.error_number = EACCES};  // CAP_SYS_ADMIN is missing
  if (!event.valid()) return from_errno(errno);
  return from_errno(::ioctl(event.get(), PERF_EVENT_IOC_SET_BPF, program.get()) == 0 ? 0 : errno);
}

Probe try_kprobe(const HookSite&) {
  return try_perf_probe("kprobe", kTrialFunction, 0);
}

/// Where in this program's own file a function of it lies.
uint64_t own_offset(uintptr_t function) {
  struct Search {
    uintptr_t address;
    uint64_t offset;
  } search{function, 0};
  ::dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* data) {
        auto* wanted = static_cast<Search*>(data);
        for (size_t i = 0; i < info->dlpi_phnum; i++) {
          const ElfW(Phdr)& part = info->dlpi_phdr[i];
          const uintptr_t start = info->dlpi_addr + part.p_vaddr;
          if (part.p_type != PT_LOAD || wanted->address < start || wanted->address >= start + part.p_memsz) continue;
          wanted->offset = wanted->address - start + part.p_offset;
          return 1;
        }
        return 0;
      },
      &search);
  return search.offset;
}

Probe try_uprobe(const HookSite&) {
  return try_perf_probe("uprobe", "/proc/self/exe", own_offset(reinterpret_cast<uintptr_t>(&try_kprobe)));
}

Probe try_kprobe_multi(const HookSite&) {
  return probe_kprobe_multi();
}

Probe try_probe_cookie(const HookSite&) {
  return from_descriptor(load_attempt(BPF_PROG_TYPE_KPROBE, {ebpf::call(BPF_FUNC_get_attach_cookie),
                                                             ebpf::alu64(BPF_MOV, ebpf::kR0, 0), ebpf::exit()}));
}

Probe try_cgroup(const HookSite& site) {
  return from_errno(site.cgroup_root.valid() ? 0 : ENOENT);
}

/// Every program there lets pass what it is asked about.
Probe try_at_cgroup(const HookSite& site, bpf_prog_type type, bpf_attach_type attach_type) {
  if (!site.cgroup_root.valid()) return from_errno(ENOENT);
  LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = attach_type);
  const Fd program = load_attempt(type, 1, &options);
  if (!program.valid()) return from_errno(errno);
  return from_descriptor(Fd(bpf_link_create(program.get(), site.cgroup_root.get(), attach_type, nullptr)));
}

Probe try_sock_create(const HookSite& site) {
  return try_at_cgroup(site, BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE);
}

Probe try_getpeername(const HookSite& site) {
  return try_at_cgroup(site, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_GETPEERNAME);
}

Probe try_sock_ops(const HookSite& site) {
  return try_at_cgroup(site, BPF_PROG_TYPE_SOCK_OPS, BPF_CGROUP_SOCK_OPS);
}

constexpr HookText kHooks[] = {
    {"tc clsact", "4.5", "capture, where there is no tcx", "tcx", try_clsact},
    {"xdp generic", "4.12", "xdp on every interface", "", try_xdp},
    {"tp_btf", "5.5", "capture, states and trace: processes, sockets and steps", "", try_typed_tracepoint},
    {"raw_tp", "4.17", "", "", try_raw_tracepoint},
    {"fentry", "5.5", "xdp --at: what another program decides", "xdp --chain shows what it gets", try_fentry},
    {"kprobe", "4.1", "trace: functions and lines", "tracepoints tell the steps", try_kprobe},
    {"kprobe.multi", "5.18", "trace: all functions at once", "a choice of functions, by kprobes", try_kprobe_multi},
    {"probe cookies", "5.15", "trace: all functions at once", "a choice of functions, by kprobes", try_probe_cookie},
    {"uprobe", "4.3", "capture: TLS secrets of Go programs", "secrets of programs with SSLKEYLOGFILE only", try_uprobe},
    {"cgroup v2", "4.5", "capture: who makes sockets; containers", "owners are known from a socket's first use",
     try_cgroup},
    {"cgroup/sock_create", "4.10", "capture: who makes sockets", "owners are known from a socket's first use",
     try_sock_create},
    {"cgroup/getpeername", "5.8", "capture: who accepts connections", "known from the first byte read or written",
     try_getpeername},
    {"sock_ops", "4.13", "states: SYNs that come in (NEW_SYN_RECV)", "that state is not shown", try_sock_ops},
    {"iter/task_file", "5.8", "owners of sockets older than trawl", "known from their next use", try_iterator},
};

}  // namespace

HookSite::HookSite() : types(libbpf_find_kernel_btf()), cgroup_root(open_cgroup_root()) {}

std::span<const HookText> hooks() {
  return kHooks;
}

}  // namespace trawl
