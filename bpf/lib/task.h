// The task that runs now: who it is, and whether the code that runs is its own doing.
#pragma once

#include "lib/compat.h"
#include "wire/owner.h"

/// Whether `task` acts for a process: user threads and io_uring's workers do, kernel threads do not.
static __always_inline bool is_process(struct task_struct* task) {
  return (task_member(task, flags) & (PF_KTHREAD | PF_IO_WORKER)) != PF_KTHREAD;
}

#if defined(__TARGET_ARCH_x86)

#define THREAD_SIZE 16384  // more only under KASAN, where fewer packets name a task

struct pt_regs___x86 {
  unsigned long orig_ax;
} __attribute__((preserve_access_index));

/// Whether this task came into the kernel by an interrupt: a system call leaves its number, all else -1.
static __always_inline bool came_by_interrupt(struct task_struct* current) {
  const struct pt_regs___x86* regs;
  if (has_task_pointer && bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs)) {
    regs = (const void*)bpf_task_pt_regs(current);
    return (long)regs->orig_ax == -1;
  }
  regs = (const void*)((__u64)task_member(current, stack) + THREAD_SIZE - bpf_core_type_size(struct pt_regs___x86));
  return (long)BPF_CORE_READ(regs, orig_ax) == -1;
}

/// Whether what happens now is done by the current task for itself, and not by an interrupt that borrowed it. An
/// interrupt of the kernel is served on a stack of its own, and the softirqs behind it are, too; so it is enough to
/// look where our frame lies (tc programs have theirs on the kernel's stack). An interrupt of user code finds the
/// task's stack empty and stays on it.
/// `frame`: an address in it.
static __always_inline bool in_process_at(struct task_struct* current, __u64 frame) {
  if (!is_process(current)) return false;
  return frame - (__u64)task_member(current, stack) < THREAD_SIZE && !came_by_interrupt(current);
}

/// `scratch`: see frame_address().
static __always_inline bool in_process(struct task_struct* current, volatile __u64* scratch) {
  return in_process_at(current, frame_address(scratch));
}

#else

// include/linux/preempt.h: bit 8 while a softirq is served, 16-19 in a hard interrupt, 20-23 in an NMI.
#define PREEMPT_INTERRUPTS 0x00ff0100

/// The same; arm64 keeps the preemption counter in the task.
static __always_inline bool in_process_at(struct task_struct* current, __u64 frame) {
  return is_process(current) && (task_member(current, thread_info.preempt_count) & PREEMPT_INTERRUPTS) == 0;
}

static __always_inline bool in_process(struct task_struct* current, volatile __u64* scratch) {
  return in_process_at(current, 0);
}

#endif

/// Fills in what a task is; the rest is the socket's.
/// Members behind pointers are read with probe reads, although the verifier would allow plain ones: for each of those
/// it searches all of the kernel's types by name, which makes loading take 10 times as long (250 ms on 6.18).
static __always_inline void owner_of_task(struct trawl_owner* owner, struct task_struct* task) {
  owner->tgid = task_member(task, tgid);
  owner->tid = task_member(task, pid);
  owner->uid = BPF_CORE_READ(task, cred, euid.val);
  owner->start_time =
      owner->tid == owner->tgid ? task_member(task, start_boottime) : BPF_CORE_READ(task, group_leader, start_boottime);
  owner->cgroup_id = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);
  bpf_probe_read_kernel(owner->comm, sizeof(owner->comm), &task->comm);
}
