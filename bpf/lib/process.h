// What happens to processes, told in order, so that the dead stay known.
#pragma once

#include "lib/process_filter.h"
#include "lib/task.h"
#include "wire/process.h"

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 20);
} process_events SEC(".maps");

volatile const bool tell_netns = false;
volatile const bool hurry_execs = false;  // a program that begins wakes the reader
__u64 process_events_lost = 0;

/// Namespaces that were told of.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, __u32);
  __type(value, __u8);
} told_namespaces SEC(".maps");

/// Events wait for the reader, who looks at them with every batch of packets; only a ring half full wakes it, and a
/// namespace that is new, whose devices have packets soon.
static __always_inline __u64 event_wakeup(__u32 netns) {
  const __u8 one = 1;
  if (netns != 0 && bpf_map_update_elem(&told_namespaces, &netns, &one, BPF_NOEXIST) == 0) return BPF_RB_FORCE_WAKEUP;
  return bpf_ringbuf_query(&process_events, BPF_RB_AVAIL_DATA) > (1 << 19) ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
}

static __always_inline void start_event(struct trawl_process_event* e, enum trawl_process_event_type type,
                                        struct task_struct* task) {
  e->time = bpf_ktime_get_ns();
  e->type = type;
  e->parent_tgid = BPF_CORE_READ(task, real_parent, tgid);
  e->connection = 0;
  e->parent_start_time = BPF_CORE_READ(task, real_parent, group_leader, start_boottime);
  owner_of_task(&e->process, task);
  e->process.flags = 0;
  e->process.socket = e->process.received = 0;
  e->path_length = e->arguments_length = e->arguments_total = 0;
  e->netns = tell_netns ? BPF_CORE_READ(task, nsproxy, net_ns, ns.inum) : 0;
}

static __always_inline void tell(enum trawl_process_event_type type, struct task_struct* task, const char* new_name) {
  struct trawl_process_event* e = bpf_ringbuf_reserve(&process_events, sizeof(*e), 0);
  if (!e) {
    __sync_fetch_and_add(&process_events_lost, 1);
    return;
  }
  start_event(e, type, task);
  if (new_name) bpf_probe_read_kernel_str(e->process.comm, sizeof(e->process.comm), new_name);
  bpf_ringbuf_submit(e, event_wakeup(e->netns));
}

/// A process uses a socket that was another's, or one that packets wait for. `last_received`: by the one before.
/// `flags`: TRAWL_RECEIVES, TRAWL_ACCEPTS or 0.
static __always_inline void tell_use(struct task_struct* task, __u64 socket, __u64 last_received, __u32 flags) {
  struct trawl_process_event* e = bpf_ringbuf_reserve(&process_events, sizeof(*e), 0);
  if (!e) {
    __sync_fetch_and_add(&process_events_lost, 1);
    return;
  }
  start_event(e, TRAWL_USE, task);
  e->process.socket = socket;
  e->process.received = last_received;
  e->process.flags = marks_of_owner(&e->process) << TRAWL_MARKS_SHIFT | flags;
  bpf_ringbuf_submit(e, event_wakeup(0));
}

// These, and those of cgroups, are loaded as raw tracepoints where the kernel has no BTF (kernel/raw_tracepoints.h):
// they follow no pointer but by probe reads.

SEC("tp_btf/sched_process_fork")
int BPF_PROG(process_fork, struct task_struct* parent, struct task_struct* child) {
  if (BPF_CORE_READ(child, pid) != BPF_CORE_READ(child, tgid)) return 0;  // a thread
  filter_fork(parent, child);
  tell(TRAWL_FORK, child, 0);
  return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(process_exit, struct task_struct* task) {
  // The first thread may go before the others.
  if (BPF_CORE_READ(task, signal, live.counter) != 0) return 0;
  filter_exit(task);
  tell(TRAWL_EXIT, task, 0);
  return 0;
}

SEC("tp_btf/task_rename")
int BPF_PROG(process_rename, struct task_struct* task, const char* name) {
  filter_rename(task, name);
  tell(TRAWL_RENAME, task, name);
  return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(process_exec, struct task_struct* task, int old_pid, struct linux_binprm* program) {
  struct trawl_process_event* e =
      bpf_ringbuf_reserve(&process_events, sizeof(*e) + TRAWL_PATH_LENGTH + TRAWL_ARGUMENTS_LENGTH, 0);
  if (!e) {
    __sync_fetch_and_add(&process_events_lost, 1);
    return 0;
  }
  start_event(e, TRAWL_EXEC, task);
  e->process.flags = marks_of_owner(&e->process) << TRAWL_MARKS_SHIFT;
  long length = bpf_probe_read_kernel_str(e->text, TRAWL_PATH_LENGTH, BPF_CORE_READ(program, filename));
  if (length < 0 || length > TRAWL_PATH_LENGTH) length = 0;
  e->path_length = (__u32)length;
  const __u64 start = BPF_CORE_READ(task, mm, arg_start);
  const __u64 size = BPF_CORE_READ(task, mm, arg_end) - start;
  const __u32 read = size < TRAWL_ARGUMENTS_LENGTH ? (__u32)size : TRAWL_ARGUMENTS_LENGTH;
  // Whether all of the arguments are in memory is known only by trying.
  if (bpf_probe_read_user(e->text + TRAWL_PATH_LENGTH, read & (2 * TRAWL_ARGUMENTS_LENGTH - 1), (const void*)start) ==
      0) {
    e->arguments_length = read;
  }
  e->arguments_total = (__u32)size;
  bpf_ringbuf_submit(e, hurry_execs ? BPF_RB_FORCE_WAKEUP : event_wakeup(e->netns));
  return 0;
}
