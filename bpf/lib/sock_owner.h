// Socket -> owner by the socket's address, for programs that have no storage in the socket: probes. Whoever uses a
// socket owns it; sockets older than the trace are seeded from the files of all processes.
#pragma once

#include "lib/task.h"

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 65536);
  __type(key, __u64);
  __type(value, struct trawl_owner);
} sock_owners SEC(".maps");

static __always_inline void set_sock_owner(struct sock* sk, struct task_struct* task) {
  const __u64 key = (__u64)sk;
  struct trawl_owner owner = {};
  owner_of_task(&owner, task);
  bpf_map_update_elem(&sock_owners, &key, &owner, BPF_ANY);
}

/// As owner_of_task() for the current task, for programs that have no typed pointers: probes.
static __always_inline void owner_of_current(struct trawl_owner* owner) {
  struct task_struct* task = (struct task_struct*)bpf_get_current_task();
  const __u64 pid_tgid = bpf_get_current_pid_tgid();
  owner->tgid = pid_tgid >> 32;
  owner->tid = (__u32)pid_tgid;
  owner->uid = BPF_CORE_READ(task, cred, euid.val);
  owner->flags = 0;
  owner->socket = owner->received = 0;
  owner->start_time = BPF_CORE_READ(task, group_leader, start_boottime);
  owner->cgroup_id = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);
  bpf_get_current_comm(owner->comm, sizeof(owner->comm));
}

static __always_inline struct trawl_owner* find_sock_owner(struct sock* sk) {
  const __u64 key = (__u64)sk;
  return bpf_map_lookup_elem(&sock_owners, &key);
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(sock_state, struct sock* sk, int old_state, int new_state) {
  struct task_struct* current = current_task();
  if ((new_state == TCP_SYN_SENT || new_state == TCP_LISTEN) && is_process(current)) set_sock_owner(sk, current);
  return 0;
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(sock_receive, struct sock* sk) {
  struct task_struct* current = current_task();
  if (is_process(current)) set_sock_owner(sk, current);
  return 0;
}

SEC("iter/task_file")
int sock_seed(struct bpf_iter__task_file* ctx) {
  struct task_struct* task = ctx->task;
  struct file* file = ctx->file;
  if (!task || !file) return 0;
  struct sock* sk = socket_of_file(file);
  if (sk && !find_sock_owner(sk)) set_sock_owner(sk, task);
  return 0;
}
