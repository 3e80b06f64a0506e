// Socket -> owner. The owner lives with the socket, so it goes when the socket goes, and an accepted connection starts
// with its listener's. It is set where a process makes, binds, connects or uses the socket; interrupts never set it.
#pragma once

#include "lib/task.h"

struct {
  __uint(type, BPF_MAP_TYPE_SK_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
  __type(key, int);
  __type(value, struct trawl_owner);
} owners SEC(".maps");

/// Owners of flows that no socket look-up finds: TCP connections whose socket is closed or has become a TIME_WAIT one,
/// and ICMP echoes by their identifier.
struct flow {
  __u32 netns;        // inode number
  __u16 local_port;   // host byte order; the identifier of an ICMP echo
  __u16 remote_port;  // host byte order; 0 for ICMP
  __u32 protocol;
  __u8 local[16];  // IPv4 addresses in the first 4 bytes
  __u8 remote[16];
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 16384);
  __type(key, struct flow);
  __type(value, struct trawl_owner);
} flows SEC(".maps");

/// Makes the current task the socket's owner, unless it is already. `sk` is anything sk_storage takes.
#define own_by_current(sk, current)                                                                 \
  do {                                                                                              \
    struct trawl_owner* owner_ = bpf_sk_storage_get(&owners, (sk), 0, BPF_SK_STORAGE_GET_F_CREATE); \
    if (owner_ && owner_->tid != (__u32)(current)->pid) owner_of_task(owner_, (current));           \
  } while (0)

SEC("cgroup/sock_create")
int owner_create(struct bpf_sock* sk) {
  struct task_struct* current = bpf_get_current_task_btf();
  if (is_process(current)) own_by_current(sk, current);
  return 1;
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(owner_send, struct sock* sk) {
  struct task_struct* current = bpf_get_current_task_btf();
  if (is_process(current)) own_by_current(sk, current);
  return 0;
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(owner_receive, struct sock* sk) {
  struct task_struct* current = bpf_get_current_task_btf();
  if (is_process(current)) own_by_current(sk, current);
  return 0;
}

/// Whether the packets of an IPv6 socket's connection are IPv4 ones: its peer has an address of ::ffff:0:0/96. The
/// IPv4 addresses say nothing of that: those of an accepted IPv6 connection are filled with a mark.
static __always_inline bool is_ipv4_connection(const struct sock_common* sk) {
  __u32 peer[4] = {};
  bpf_probe_read_kernel(peer, sizeof(peer), &sk->skc_v6_daddr);
  return peer[0] == 0 && peer[1] == 0 && peer[2] == 0xffff0000;
}

static __always_inline void flow_of_sock(struct flow* flow, struct sock* sk) {
  const struct sock_common* common = &sk->__sk_common;
  __builtin_memset(flow, 0, sizeof(*flow));
  flow->netns = BPF_CORE_READ(common, skc_net.net, ns.inum);
  // Not skc_num: a socket that is being closed has given its port back.
  flow->local_port = bpf_ntohs(BPF_CORE_READ((struct inet_sock*)sk, inet_sport));
  flow->remote_port = bpf_ntohs(common->skc_dport);
  flow->protocol = IPPROTO_TCP;
  if (common->skc_family == AF_INET || is_ipv4_connection(common)) {
    __builtin_memcpy(flow->local, (const void*)&(__be32){common->skc_rcv_saddr}, 4);
    __builtin_memcpy(flow->remote, (const void*)&(__be32){common->skc_daddr}, 4);
  } else {
    bpf_probe_read_kernel(flow->local, 16, &common->skc_v6_rcv_saddr);
    bpf_probe_read_kernel(flow->remote, 16, &common->skc_v6_daddr);
  }
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(owner_state, struct sock* sk, int old_state, int new_state) {
  if (new_state == TCP_CLOSE && old_state != TCP_LISTEN) {
    struct trawl_owner* owner = bpf_sk_storage_get(&owners, sk, 0, 0);
    struct flow flow;
    flow_of_sock(&flow, sk);
    if (owner && flow.remote_port != 0) bpf_map_update_elem(&flows, &flow, owner, BPF_ANY);
    return 0;
  }
  struct task_struct* current = bpf_get_current_task_btf();
  if ((new_state == TCP_SYN_SENT || new_state == TCP_LISTEN) && is_process(current)) own_by_current(sk, current);
  return 0;
}

/// Sockets older than the capture: every file of every process.
SEC("iter/task_file")
int owner_seed(struct bpf_iter__task_file* ctx) {
  struct task_struct* task = ctx->task;
  struct file* file = ctx->file;
  if (!task || !file) return 0;
  struct socket* socket = bpf_sock_from_file(file);
  if (!socket || !socket->sk) return 0;
  struct trawl_owner* owner = bpf_sk_storage_get(&owners, socket->sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
  if (owner && owner->tgid == 0) owner_of_task(owner, task);
  return 0;
}
