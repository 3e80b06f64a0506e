#include "kernel/probe/map_types.h"

#include <unistd.h>

#include <cerrno>

namespace trawl {

namespace {

using enum MapNeed;

constexpr uint32_t kArena = 33;  // include/uapi/linux/bpf.h of 6.9
constexpr uint32_t kStorageKey = sizeof(bpf_cgroup_storage_key);
constexpr uint32_t kPrefixKey = sizeof(uint32_t) + 4;  // of a trie: the prefix's length, an IPv4 address

constexpr MapTypeText kTypes[] = {
    {BPF_MAP_TYPE_HASH, "HASH", "3.19", "values by a key of any kind",
     "marks of processes, what filters name, addresses of other namespaces, who reads raw sockets", "", 4, 4, 1, 0,
     kNothing},
    {BPF_MAP_TYPE_ARRAY, "ARRAY", "3.19", "values by index; a program's variables are one",
     "variables of all programs, the automaton of process names, owners of closed connections, what states knows of a "
     "connection",
     "", 4, 4, 1, 0, kNothing},
    {BPF_MAP_TYPE_PROG_ARRAY, "PROG_ARRAY", "4.2", "programs to go on to by a tail call",
     "the way from the filter of a capture or of xdp to the program that captures", "", 4, 4, 1, 0, kNothing},
    {BPF_MAP_TYPE_PERF_EVENT_ARRAY, "PERF_EVENT_ARRAY", "4.3", "perf events, among them a ring of records for each CPU",
     "", "RINGBUF keeps the order across CPUs and shares its room among them", 4, 4, 1, 0, kNothing},
    {BPF_MAP_TYPE_PERCPU_HASH, "PERCPU_HASH", "4.6", "HASH with a value for each CPU", "",
     "what trawl keeps by key is written seldom, or must be the same for all CPUs", 4, 4, 1, 0, kNothing},
    {BPF_MAP_TYPE_PERCPU_ARRAY, "PERCPU_ARRAY", "4.6", "ARRAY with values for each CPU",
     "counters, the packet that a CPU is at, the state of rate limits", "", 4, 4, 1, 0, kNothing},
    {BPF_MAP_TYPE_STACK_TRACE, "STACK_TRACE", "4.6", "stacks by a number made of them", "stacks of trace --stack", "",
     4, 8, 1, 0, kNothing},
    {BPF_MAP_TYPE_CGROUP_ARRAY, "CGROUP_ARRAY", "4.8", "control groups, to ask whether a packet or task is below one",
     "", "a capture follows groups that it does not know yet; their numbers are keys of a HASH", 4, 4, 1, 0, kNothing},
    {BPF_MAP_TYPE_LRU_HASH, "LRU_HASH", "4.10", "HASH that drops what was not used for longest",
     "marks of dead processes, the packets that a trace follows, flows that xdp --rate has told of", "", 4, 4, 1, 0,
     kNothing},
    {BPF_MAP_TYPE_LRU_PERCPU_HASH, "LRU_PERCPU_HASH", "4.10", "LRU_HASH with a value for each CPU", "",
     "a packet's end may come on another CPU than its beginning", 4, 4, 1, 0, kNothing},
    {BPF_MAP_TYPE_LPM_TRIE, "LPM_TRIE", "4.11", "values by the longest prefix that matches, as routes are found", "",
     "networks in expressions are compiled to comparisons", kPrefixKey, 4, 1, BPF_F_NO_PREALLOC, kNothing},
    {BPF_MAP_TYPE_ARRAY_OF_MAPS, "ARRAY_OF_MAPS", "4.12", "maps by index", "", "all maps are known at load time", 4, 4,
     1, 0, kInnerMap},
    {BPF_MAP_TYPE_HASH_OF_MAPS, "HASH_OF_MAPS", "4.12", "maps by key", "", "all maps are known at load time", 4, 4, 1,
     0, kInnerMap},
    {BPF_MAP_TYPE_DEVMAP, "DEVMAP", "4.14", "devices to redirect XDP packets to", "", "trawl sends packets nowhere", 4,
     4, 1, 0, kNothing},
    {BPF_MAP_TYPE_SOCKMAP, "SOCKMAP", "4.14", "sockets by index, to redirect their data", "",
     "trawl sends data nowhere", 4, 4, 1, 0, kNothing},
    {BPF_MAP_TYPE_CPUMAP, "CPUMAP", "4.15", "CPUs to redirect XDP packets to", "", "packets stay on their CPU", 4, 4, 1,
     0, kNothing},
    {BPF_MAP_TYPE_XSKMAP, "XSKMAP", "4.18", "AF_XDP sockets, which take packets from the stack", "",
     "a capture copies packets and lets them go on", 4, 4, 1, 0, kNothing},
    {BPF_MAP_TYPE_SOCKHASH, "SOCKHASH", "4.18", "sockets by key, to redirect their data", "",
     "trawl sends data nowhere", 4, 4, 1, 0, kNothing},
    {BPF_MAP_TYPE_CGROUP_STORAGE, "CGROUP_STORAGE", "4.19", "a value for each program at each control group", "",
     "what trawl knows belongs to sockets and processes", kStorageKey, 8, 0, 0, kNothing},
    {BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, "REUSEPORT_SOCKARRAY", "4.19",
     "sockets that share a port, to choose one of them", "", "trawl does not choose who gets a connection", 4, 4, 1, 0,
     kNothing},
    {BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, "PERCPU_CGROUP_STORAGE", "4.20", "CGROUP_STORAGE with a value for each CPU",
     "", "what trawl knows belongs to sockets and processes", kStorageKey, 8, 0, 0, kNothing},
    {BPF_MAP_TYPE_QUEUE, "QUEUE", "4.20", "values, the oldest first", "", "RINGBUF takes records of any size", 0, 4, 1,
     0, kNothing},
    {BPF_MAP_TYPE_STACK, "STACK", "4.20", "values, the newest first", "", "nothing is taken newest first", 0, 4, 1, 0,
     kNothing},
    {BPF_MAP_TYPE_SK_STORAGE, "SK_STORAGE", "5.2", "a value in each socket, gone with it", "the owner of each socket",
     "", 4, 4, 0, BPF_F_NO_PREALLOC, kStorageTypes},
    {BPF_MAP_TYPE_DEVMAP_HASH, "DEVMAP_HASH", "5.4", "DEVMAP by key", "", "trawl sends packets nowhere", 4, 4, 1, 0,
     kNothing},
    {BPF_MAP_TYPE_STRUCT_OPS, "STRUCT_OPS", "5.6", "functions of a kernel structure, such as a congestion control", "",
     "trawl replaces nothing in the kernel", 4, 0, 1, 0, kKernelStruct},
    {BPF_MAP_TYPE_RINGBUF, "RINGBUF", "5.8", "one ring of records for all CPUs",
     "packets, process events, changes of states, steps of a trace", "", 0, 0, 0, 0, kPages},
    {BPF_MAP_TYPE_INODE_STORAGE, "INODE_STORAGE", "5.10", "a value in each inode", "", "trawl follows no files", 4, 4,
     0, BPF_F_NO_PREALLOC, kStorageTypes},
    {BPF_MAP_TYPE_TASK_STORAGE, "TASK_STORAGE", "5.11", "a value in each task", "",
     "marks of processes are told to user space by number, and outlive the process", 4, 4, 0, BPF_F_NO_PREALLOC,
     kStorageTypes},
    {BPF_MAP_TYPE_BLOOM_FILTER, "BLOOM_FILTER", "5.16", "whether a value may have been put in", "",
     "filters must not err", 0, 4, 1, 0, kNothing},
    {BPF_MAP_TYPE_USER_RINGBUF, "USER_RINGBUF", "6.1", "a ring of records from user space", "",
     "programs are told what to do by their variables", 0, 0, 0, 0, kPages},
    {kArena, "ARENA", "6.9", "memory that programs and user space share by pointers", "",
     "nothing that passes between them has pointers", 0, 0, 1, BPF_F_MMAPABLE, kNothing},
};

Fd make(const MapTypeText& type) {
  if (type.need == kStorageTypes) return storage_map_attempt(static_cast<bpf_map_type>(type.number));
  LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = type.flags);
  Fd inner;
  if (type.need == kInnerMap) {
    inner = Fd(bpf_map_create(BPF_MAP_TYPE_ARRAY, "trawl_probe", 4, 4, 1, nullptr));
    if (!inner.valid()) return {};
    options.inner_map_fd = static_cast<uint32_t>(inner.get());
  }
  const uint32_t entries = type.need == kPages ? static_cast<uint32_t>(::sysconf(_SC_PAGESIZE)) : type.entries;
  return Fd(
      bpf_map_create(static_cast<bpf_map_type>(type.number), "trawl_probe", type.key, type.value, entries, &options));
}

/// Which structures a kernel lets programs replace differs; one that knows the type says ENOTSUPP to all others, where
/// one that does not says EINVAL.
Probe probe_kernel_struct(const MapTypeText& type) {
  constexpr int kNotSupported = 524;  // ENOTSUPP of include/linux/errno.h, which user space has no name for
  LIBBPF_OPTS(bpf_map_create_opts, options, .btf_vmlinux_value_type_id = 1);
  const Fd map(bpf_map_create(static_cast<bpf_map_type>(type.number), "trawl_probe", type.key, type.value, type.entries,
                              &options));
  return from_errno(map.valid() || errno == kNotSupported ? 0 : errno);
}

}  // namespace

std::span<const MapTypeText> map_types() {
  return kTypes;
}

Probe probe(const MapTypeText& type) {
  if (type.need == kKernelStruct) return probe_kernel_struct(type);
  return from_descriptor(make(type));
}

}  // namespace trawl
