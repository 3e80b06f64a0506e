// Every process there is, for kernels without BTF, which have no iterators: the kernel's own ring of them, some at a
// time, begun and gone on with by user space.
#pragma once

#include "lib/process_filter.h"
#include "lib/task.h"

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, TRAWL_WALK_LENGTH);
  __type(key, __u32);
  __type(value, struct trawl_owner);
} walked SEC(".maps");

static __u64 walk_first;  // addresses of struct task_struct
static __u64 walk_next;

/// Marks and tells one process.
static __always_inline void walk_at(struct task_struct* task, __u32 number) {
  struct trawl_owner* owner = bpf_map_lookup_elem(&walked, &number);
  if (!owner) return;
  owner_of_task(owner, task);
  owner->flags = 0;
  owner->socket = owner->received = 0;
  char name[TRAWL_COMM_LENGTH];
  bpf_probe_read_kernel(name, sizeof(name), task->comm);
  if (filter_processes) mark_process(task, name, inheritance(BPF_CORE_READ(task, real_parent)));
}

/// The argument is 1 to begin, and 0 to go on. Returns how many processes it told, with TRAWL_WALK_ENDED when there are
/// no more. Between two runs a process may go, and its memory may become another's: the walk then goes on from that
/// one. It begins with the process that asks for it, which stays.
SEC("raw_tp")
int process_walk(struct bpf_raw_tracepoint_args* ctx) {
  struct task_struct* task = (struct task_struct*)walk_next;
  if (ctx->args[0]) {
    task = BPF_CORE_READ((struct task_struct*)bpf_get_current_task(), group_leader);
    walk_first = (__u64)task;
  }
  for (__u32 i = 0; i < TRAWL_WALK_LENGTH; i++) {
    walk_at(task, i);
    const __u64 next = (__u64)BPF_CORE_READ(task, tasks.next);
    task = (struct task_struct*)(next - bpf_core_field_offset(struct task_struct, tasks));
    if (next == 0 || (__u64)task == walk_first) return (i + 1) | TRAWL_WALK_ENDED;
  }
  walk_next = (__u64)task;
  return TRAWL_WALK_LENGTH;
}
