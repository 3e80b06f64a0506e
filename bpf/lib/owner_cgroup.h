// The owner of sockets for kernels whose tracing programs have no storage of sockets (compat.h): programs of control
// groups have it. They see who connects a socket, and who sends to or receives from an address of its own choice.
#pragma once

#include "lib/owner.h"

#define OWN_SOCKET_AT(section, name, use)            \
  SEC(section) int name(struct bpf_sock_addr* ctx) { \
    if (ctx->sk) use_by_current(ctx->sk, use);       \
    return 1;                                        \
  }

OWN_SOCKET_AT("cgroup/bind4", owner_cgroup_bind4, MAKES)
OWN_SOCKET_AT("cgroup/bind6", owner_cgroup_bind6, MAKES)
OWN_SOCKET_AT("cgroup/connect4", owner_cgroup_connect4, SENDS)
OWN_SOCKET_AT("cgroup/connect6", owner_cgroup_connect6, SENDS)
OWN_SOCKET_AT("cgroup/sendmsg4", owner_cgroup_sendmsg4, SENDS)
OWN_SOCKET_AT("cgroup/sendmsg6", owner_cgroup_sendmsg6, SENDS)
OWN_SOCKET_AT("cgroup/recvmsg4", owner_cgroup_recvmsg4, RECEIVES)
OWN_SOCKET_AT("cgroup/recvmsg6", owner_cgroup_recvmsg6, RECEIVES)

/// Every process, as an owner: user space finds the sockets of those that are older than the capture.
SEC("iter/task")
int owner_cgroup_seed(struct bpf_iter__task* ctx) {
  struct task_struct* task = ctx->task;
  if (!task || task->pid != task->tgid) return 0;
  struct trawl_owner owner = {};
  owner_of_task(&owner, task);
  bpf_seq_write(ctx->meta->seq, &owner, sizeof(owner));
  return 0;
}
