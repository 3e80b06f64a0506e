// Socket -> owner. The owner lives with the socket, so it goes when the socket goes, and an accepted connection starts
// with its listener's. It is set where a process makes, binds, connects or uses the socket; interrupts never set it.
#pragma once

#include "lib/socket_address.h"
#include "lib/use.h"

struct {
  __uint(type, BPF_MAP_TYPE_SK_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
  __type(key, int);
  __type(value, struct trawl_owner);
} owners SEC(".maps");

/// How often the kernel had no memory for a socket's owner.
__u64 owners_refused = 0;

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

/// One slot of a table where the newest flow takes the place of an older one: an LRU hash costs ten times as much,
/// twice for each connection.
struct flow_owner {
  __u64 number;  // of the flow
  __u64 sum;     // over number and owner: a slot that another CPU is writing does not match it
  __u64 time;    // when it was remembered, CLOCK_MONOTONIC, ns
  struct trawl_owner owner;
};

#define FLOW_SLOTS 32768  // a power of two

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, FLOW_SLOTS);
  __type(key, __u32);
  __type(value, struct flow_owner);
} flows SEC(".maps");

/// Flows whose place was taken while their last packets might still come.
__u64 flows_displaced = 0;
#define LAST_PACKETS_NS 60000000000  // TCP_TIMEWAIT_LEN of include/net/tcp.h

/// One number for a connection, the same from its packets and from its socket.
static __always_inline __u64 number_of_flow(const struct flow* flow) {
  __u64 number = 0;
  const __u32* part = (const __u32*)flow;
  for (__u32 i = 0; i < sizeof(*flow) / sizeof(*part); i++) {
    number = (number ^ part[i]) * 0x9e3779b97f4a7c15;
    number ^= number >> 29;
  }
  return number;
}

static __always_inline __u64 sum_of(__u64 number, const struct trawl_owner* owner) {
  __u64 sum = number;
  const __u64* part = (const __u64*)owner;
  for (__u32 i = 0; i < sizeof(*owner) / sizeof(*part); i++) sum = (sum ^ part[i]) * 0x9e3779b97f4a7c15;
  return sum;
}

static __always_inline struct flow_owner* slot_of_flow(__u64 number) {
  const __u32 slot = (__u32)number & (FLOW_SLOTS - 1);
  return bpf_map_lookup_elem(&flows, &slot);
}

static __always_inline void remember_flow(const struct flow* flow, const struct trawl_owner* owner) {
  const __u64 number = number_of_flow(flow);
  const __u64 now = bpf_ktime_get_ns();
  struct flow_owner* slot = slot_of_flow(number);
  if (!slot) return;
  const bool taken = slot->time != 0 && slot->number != number;
  if (taken && slot->time + LAST_PACKETS_NS > now) __sync_fetch_and_add(&flows_displaced, 1);
  slot->number = number;
  slot->time = now;
  slot->owner = *owner;
  slot->sum = sum_of(number, owner);
}

/// Copies the flow's owner. False: it is not known, and what was copied is of no use.
static __always_inline bool recall_flow(const struct flow* flow, struct trawl_owner* owner) {
  const __u64 number = number_of_flow(flow);
  const struct flow_owner* slot = slot_of_flow(number);
  if (!slot || slot->number != number) return false;
  *owner = slot->owner;
  return slot->sum == sum_of(number, owner);
}

/// The current task uses a socket: anything that sk_storage takes.
static __always_inline void use_by_current(void* sk, enum use use) {
  struct task_struct* current = current_task();
  if (!is_process(current)) return;
  struct trawl_owner* owner = bpf_sk_storage_get(&owners, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
  if (owner) {
    use_socket(owner, current, use);
  } else {
    __sync_fetch_and_add(&owners_refused, 1);
  }
}

SEC("cgroup/sock_create")
int owner_create(struct bpf_sock* sk) {
  use_by_current(sk, MAKES);
  return 1;
}

/// A connection's number, from what programs of control groups may read of its socket. Its namespace is taken to be the
/// current process's.
static __always_inline __u64 number_of_connection(const struct bpf_sock* sk) {
  struct task_struct* current = current_task();
  struct flow flow = {.netns = BPF_CORE_READ(current, nsproxy, net_ns, ns.inum),
                      .local_port = sk->src_port,
                      .remote_port = bpf_ntohs(sk->dst_port),
                      .protocol = IPPROTO_TCP};
  const __u32 own[4] = {sk->src_ip6[0], sk->src_ip6[1], sk->src_ip6[2], sk->src_ip6[3]};
  const __u32 peer[4] = {sk->dst_ip6[0], sk->dst_ip6[1], sk->dst_ip6[2], sk->dst_ip6[3]};
  if (sk->family == AF_INET) {
    __builtin_memcpy(flow.local, (const __u32[]){sk->src_ip4}, 4);
    __builtin_memcpy(flow.remote, (const __u32[]){sk->dst_ip4}, 4);
  } else if (is_ipv4_address(peer)) {
    __builtin_memcpy(flow.local, &own[3], 4);
    __builtin_memcpy(flow.remote, &peer[3], 4);
  } else {
    __builtin_memcpy(flow.local, own, 16);
    __builtin_memcpy(flow.remote, peer, 16);
  }
  return number_of_flow(&flow);
}

/// Where no tracing program has seen the connection come about, its storage has the listener's number as yet, and
/// packets wait for the connection's.
static __always_inline void accept_by_current(struct bpf_sock* sk) {
  struct trawl_owner* owner = has_storage_in_tracing ? 0 : bpf_sk_storage_get(&owners, sk, 0, 0);
  if (owner && owner->flags & TRAWL_OF_LISTENER) owner->socket = number_of_connection(sk);
  use_by_current(sk, ACCEPTS);
}

/// accept() asks for the peer's name where its caller wants to know it, and that is the earliest that is to be had
/// without kprobes.
SEC("cgroup/getpeername4")
int owner_accept4(struct bpf_sock_addr* ctx) {
  if (ctx->sk) accept_by_current(ctx->sk);
  return 1;
}

SEC("cgroup/getpeername6")
int owner_accept6(struct bpf_sock_addr* ctx) {
  if (ctx->sk) accept_by_current(ctx->sk);
  return 1;
}

SEC("tp_btf/sock_send_length")
int BPF_PROG(owner_send, struct sock* sk) {
  use_by_current(sk, SENDS);
  return 0;
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(owner_receive, struct sock* sk) {
  use_by_current(sk, RECEIVES);
  return 0;
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

/// What a socket's owner does there by a change of state, and what becomes of the owner.
static __always_inline void owner_in_state(struct trawl_owner* owner, struct sock* sk, int old_state, int new_state) {
  struct task_struct* current = current_task();
  struct flow flow;
  if (new_state == TCP_ESTABLISHED && old_state == TCP_SYN_RECV) {
    flow_of_sock(&flow, sk);
    owner->socket = number_of_flow(&flow);
  } else if (new_state == TCP_CLOSE && old_state != TCP_LISTEN) {
    flow_of_sock(&flow, sk);
    if (flow.remote_port != 0) remember_flow(&flow, owner);
  } else if (new_state == TCP_SYN_SENT && is_process(current)) {
    use_socket(owner, current, SENDS);
  } else if (new_state == TCP_LISTEN && is_process(current)) {
    use_socket(owner, current, SENDS);
    owner->flags = TRAWL_OF_LISTENER;
  }
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(owner_state, struct sock* sk, int old_state, int new_state) {
  const bool begins = new_state == TCP_SYN_SENT || new_state == TCP_LISTEN;
  const bool accepted = new_state == TCP_ESTABLISHED && old_state == TCP_SYN_RECV;
  if (!begins && !accepted && new_state != TCP_CLOSE) return 0;
  struct trawl_owner* owner = bpf_sk_storage_get(&owners, sk, 0, begins ? BPF_SK_STORAGE_GET_F_CREATE : 0);
  if (owner) {
    owner_in_state(owner, sk, old_state, new_state);
  } else if (begins) {
    __sync_fetch_and_add(&owners_refused, 1);
  }
  return 0;
}

/// The process whose files are looked at, read once for all of them.
static struct trawl_owner seeding;

/// Whether packets come by a socket. One without a port has none yet, and gets its owner with the first.
static __always_inline bool may_have_packets(const struct sock* sk) {
  const unsigned short family = sk->__sk_common.skc_family;
  // A datagram socket gets its port by sending, which is not told of before Linux 6.3.
  if (family == AF_INET || family == AF_INET6) return sk->__sk_common.skc_num != 0 || sk->sk_protocol == IPPROTO_UDP;
  return family != AF_UNIX && family != AF_NETLINK;
}

/// Sockets older than the capture: every file of every process, process by process.
SEC("iter/task_file")
int owner_seed(struct bpf_iter__task_file* ctx) {
  struct task_struct* task = ctx->task;
  struct file* file = ctx->file;
  if (!task || !file) return 0;
  struct socket* socket = bpf_sock_from_file(file);
  if (!socket || !socket->sk || !may_have_packets(socket->sk)) return 0;
  struct trawl_owner* owner = bpf_sk_storage_get(&owners, socket->sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
  if (!owner) {
    __sync_fetch_and_add(&owners_refused, 1);
    return 0;
  }
  if (owner->tgid == 0) {
    if (seeding.tid != (__u32)task->pid) owner_of_task(&seeding, task);
    *owner = seeding;
    owner->socket = new_socket_number();
    if (BPF_CORE_READ(socket, sk, __sk_common.skc_state) == TCP_LISTEN) owner->flags = TRAWL_OF_LISTENER;
  } else if (owner->tgid != (__u32)task->tgid && !(owner->flags & TRAWL_OF_LISTENER)) {
    owner->flags |= TRAWL_SHARED;
  }
  return 0;
}
