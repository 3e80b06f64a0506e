// Who receives what comes for raw sockets. No helper finds those by a packet, so all sockets of one protocol in one
// namespace count as one that several may use.
#pragma once

#include "lib/headers.h"
#include "lib/owner.h"

/// What raw sockets are told apart by.
struct raw_protocol {
  __u32 netns;  // inode number
  __u16 family;
  __u16 protocol;  // of the Internet header
};

struct raw_receiver {
  struct trawl_owner owner;  // who used one of the sockets last
  __u32 sockets;             // that are open, as far as is known
  __u32 reserved;
};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4096);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct raw_protocol);
  __type(value, struct raw_receiver);
} raw_receivers SEC(".maps");

/// How often there was no room for a protocol.
__u64 raw_receivers_refused = 0;

/// Whether what comes with a protocol may be for a raw socket and for no other. ICMP's receivers are those of echoes,
/// and IPPROTO_RAW only sends.
static __always_inline bool is_raw_protocol(__u16 protocol) {
  return protocol != IPPROTO_TCP && protocol != IPPROTO_UDP && protocol != IPPROTO_ICMP && protocol != IPPROTO_ICMPV6 &&
         protocol < IPPROTO_RAW;
}

/// Whether it is a raw socket of such a protocol, and which.
static __always_inline bool read_raw_protocol(const struct sock* sk, struct raw_protocol* protocol) {
  protocol->family = BPF_CORE_READ(sk, __sk_common.skc_family);
  protocol->protocol = BPF_CORE_READ(sk, sk_protocol);
  if (BPF_CORE_READ(sk, sk_type) != SOCK_RAW || !is_raw_protocol(protocol->protocol)) return false;
  if (protocol->family != AF_INET && protocol->family != AF_INET6) return false;
  protocol->netns = BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum);
  return true;
}

/// One more socket. Whoever has it may be the next to receive.
static __always_inline void add_raw_socket(const struct raw_protocol* protocol, struct task_struct* task) {
  struct raw_receiver* known = bpf_map_lookup_elem(&raw_receivers, protocol);
  if (known) {
    __sync_fetch_and_add(&known->sockets, 1);
    known->owner.flags |= TRAWL_SHARED | TRAWL_UNUSED;
    return;
  }
  struct raw_receiver first = {.sockets = 1};
  owner_of_task(&first.owner, task);
  first.owner.flags = TRAWL_UNUSED;
  first.owner.socket = new_socket_number();
  if (bpf_map_update_elem(&raw_receivers, protocol, &first, BPF_NOEXIST) != 0) {
    __sync_fetch_and_add(&raw_receivers_refused, 1);
  }
}

SEC("cgroup/sock_create")
int owner_raw_made(struct bpf_sock* ctx) {
  struct raw_protocol protocol;
  struct task_struct* current = current_task();
  if (ctx->type != SOCK_RAW || !is_process(current)) return 1;
  if (read_raw_protocol((const struct sock*)ctx, &protocol)) add_raw_socket(&protocol, current);
  return 1;
}

SEC("cgroup/sock_release")
int owner_raw_closed(struct bpf_sock* ctx) {
  struct raw_protocol protocol;
  if (ctx->type != SOCK_RAW || !read_raw_protocol((const struct sock*)ctx, &protocol)) return 1;
  struct raw_receiver* known = bpf_map_lookup_elem(&raw_receivers, &protocol);
  if (!known) return 1;
  if (known->sockets <= 1) {
    bpf_map_delete_elem(&raw_receivers, &protocol);
    return 1;
  }
  __sync_fetch_and_sub(&known->sockets, 1);
  known->owner.flags |= TRAWL_UNUSED;
  const bool by_owner = known->owner.tgid == (__u32)task_member(current_task(), tgid);
  if (by_owner) known->owner.tgid = 0;  // the others' owners are not known
  return 1;
}

SEC("tp_btf/sock_recv_length")
int BPF_PROG(owner_raw_receive, struct sock* sk) {
  struct raw_protocol protocol;
  struct task_struct* current = current_task();
  if (handed_member(sk, sk_type) != SOCK_RAW || !is_process(current) || !read_raw_protocol(sk, &protocol)) return 0;
  struct raw_receiver* known = bpf_map_lookup_elem(&raw_receivers, &protocol);
  if (known) use_socket(&known->owner, current, RECEIVES);
  return 0;
}

/// Sockets older than the capture. One that several processes have is one socket for each of them.
SEC("iter/task_file")
int owner_raw_seed(struct bpf_iter__task_file* ctx) {
  struct raw_protocol protocol;
  struct task_struct* task = ctx->task;
  struct file* file = ctx->file;
  if (!task || !file) return 0;
  const struct sock* sk = socket_of_file(file);
  if (sk && read_raw_protocol(sk, &protocol)) add_raw_socket(&protocol, task);
  return 0;
}

/// The receiver of a packet, of a raw protocol, for this namespace; null: no raw socket is open for it.
static __always_inline struct trawl_owner* find_raw_receiver(__u32 netns, const struct headers* h) {
  const struct raw_protocol protocol = {.netns = netns, .family = h->family, .protocol = h->protocol};
  struct raw_receiver* known = bpf_map_lookup_elem(&raw_receivers, &protocol);
  return known ? &known->owner : 0;
}
