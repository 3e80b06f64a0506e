// The task that runs now: who it is, and whether the code that runs is its own doing.
#pragma once

#include "lib/kernel.h"
#include "wire/owner.h"

/// Whether `task` acts for a process: user threads and io_uring's workers do, kernel threads do not.
static __always_inline bool is_process(const struct task_struct* task) {
  return (task->flags & (PF_KTHREAD | PF_IO_WORKER)) != PF_KTHREAD;
}

#define THREAD_SIZE 16384  // x86-64, arm64 with 4 KiB pages; more only under KASAN, where fewer packets name a task

/// Whether what happens now is done by the current task for itself, and not by an interrupt that borrowed it.
/// x86-64 serves interrupts and softirqs on a stack of their own, so it is enough to look where our frame lies (tc
/// programs have theirs on the kernel's stack). arm64 keeps the preemption counter in the task.
static __always_inline bool in_process(struct task_struct* current) {
  if (!is_process(current)) return false;
#if defined(__TARGET_ARCH_x86)
  // The difference of two pointers is a number to the verifier, and get_current_task() gives one of them as a number.
  __u64 frame_from_task;
  asm volatile("%0 = r10; %0 -= %1" : "=&r"(frame_from_task) : "r"(current));
  const __u64 stack_pointer = frame_from_task + bpf_get_current_task();
  return stack_pointer - (__u64)current->stack < THREAD_SIZE;
#else
  // include/linux/preempt.h: bit 8 while a softirq is served, 16-19 in a hard interrupt, 20-23 in an NMI.
  return (current->thread_info.preempt_count & 0x00ff0100) == 0;
#endif
}

/// Members behind pointers are read with probe reads, although the verifier would allow plain ones: for each of those
/// it searches all of the kernel's types by name, which makes loading take 10 times as long (250 ms on 6.18).
static __always_inline void owner_of_task(struct trawl_owner* owner, struct task_struct* task) {
  owner->tgid = task->tgid;
  owner->tid = task->pid;
  owner->uid = BPF_CORE_READ(task, cred, euid.val);
  owner->flags = 0;
  owner->start_time = BPF_CORE_READ(task, group_leader, start_boottime);
  owner->cgroup_id = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);
  bpf_probe_read_kernel(owner->comm, sizeof(owner->comm), task->comm);
}
