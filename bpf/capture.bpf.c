// Packets of network devices with both their ends' owners. A generated filter program runs first, at the hook, and
// goes on to one of the programs here when the expression matches.
#include "lib/cgroup.h"
#include "lib/headers.h"
#include "lib/owner_cgroup.h"
#include "lib/process.h"
#include "lib/process_walk.h"
#include "lib/reader.h"
#include "wire/packet.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define GO_ON -1  // TC_ACT_UNSPEC, TCX_NEXT: the programs behind ours decide

volatile const __u32 snapshot_length = 262144;
volatile const __u32 only_netns = 0;  // inode number of the namespace that all devices are in; 0: there are several

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 24);
} packets SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct trawl_counters);
} counters SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 4096);
  __type(key, struct trawl_device);
  __type(value, __u64);
} lost_at SEC(".maps");

/// The header of the packet that this CPU is at.
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct trawl_packet);
} header SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, TRAWL_TARGETS);
  __type(key, __u32);
  __type(value, __u32);
} targets SEC(".maps");

static __always_inline void count(enum trawl_counter counter) {
  const __u32 zero = 0;
  struct trawl_counters* c = bpf_map_lookup_elem(&counters, &zero);
  if (c) c->packets[counter]++;
}

static __always_inline void count_lost_at(__u32 netns, __u32 ifindex) {
  const struct trawl_device device = {.netns = netns, .ifindex = ifindex};
  const __u64 none = 0;
  bpf_map_update_elem(&lost_at, &device, &none, BPF_NOEXIST);
  __u64* lost = bpf_map_lookup_elem(&lost_at, &device);
  if (lost) __sync_fetch_and_add(lost, 1);
}

/// The context of a tc program is the packet's sk_buff.
static __always_inline __u32 netns_of(struct __sk_buff* ctx) {
  if (only_netns != 0) return only_netns;
  return BPF_CORE_READ((struct sk_buff*)ctx, dev, nd_net.net, ns.inum);
}

static __always_inline void flow_of_packet(struct flow* flow, __u32 netns, const struct headers* h,
                                           bool local_is_source) {
  flow->netns = netns;
  flow->protocol = h->protocol;
  flow->local_port = local_is_source ? h->source_port : h->destination_port;
  flow->remote_port = h->echo ? 0 : local_is_source ? h->destination_port : h->source_port;
  __builtin_memcpy(flow->local, local_is_source ? h->source : h->destination, 16);
  __builtin_memcpy(flow->remote, local_is_source ? h->destination : h->source, 16);
}

/// Whether a packet to this address ends here. Asked only where a socket without an address of its own matched: a
/// router has such sockets too, and packets to others pass by.
static __always_inline bool is_local(struct __sk_buff* ctx, const struct headers* h) {
  struct bpf_fib_lookup fib = {.family = h->family, .l4_protocol = h->protocol, .ifindex = ctx->ifindex};
  __builtin_memcpy(fib.ipv6_src, h->source, 16);
  __builtin_memcpy(fib.ipv6_dst, h->destination, 16);
  const long result = bpf_fib_lookup(ctx, &fib, sizeof(fib), 0);
  return result == BPF_FIB_LKUP_RET_NOT_FWDED || result == BPF_FIB_LKUP_RET_FWD_DISABLED;
}

static __always_inline bool has_own_address(const struct bpf_sock* sk, const struct headers* h) {
  if (h->family == AF_INET) return sk->src_ip4 != 0;
  return (sk->src_ip6[0] | sk->src_ip6[1] | sk->src_ip6[2] | sk->src_ip6[3]) != 0;
}

/// What is known of an end of a packet before its record is written.
struct end {
  struct trawl_owner* owner;  // in the socket's storage or in a map; null: not known
  __u64 connection;           // that an unsettled owner is to be known by, where it is not the socket's; 0: it is
  __u32 unsettled;            // of TRAWL_UNSETTLED
};

struct ends {
  struct end sender;
  struct end receiver;
  bool has_socket;  // of an unknown owner
  __u16 flags;      // enum trawl_packet_flags
  __u32 netns;      // inode number
};

static __always_inline struct bpf_sock* find_socket(struct __sk_buff* ctx, const struct headers* h,
                                                    bool local_is_source) {
  struct bpf_sock_tuple tuple = {};
  const __u8* remote = local_is_source ? h->destination : h->source;
  const __u8* local = local_is_source ? h->source : h->destination;
  const __u16 remote_port = bpf_htons(local_is_source ? h->destination_port : h->source_port);
  const __u16 local_port = bpf_htons(local_is_source ? h->source_port : h->destination_port);
  __u32 size;
  if (h->family == AF_INET) {
    __builtin_memcpy(&tuple.ipv4.saddr, remote, 4);
    __builtin_memcpy(&tuple.ipv4.daddr, local, 4);
    tuple.ipv4.sport = remote_port;
    tuple.ipv4.dport = local_port;
    size = sizeof(tuple.ipv4);
  } else {
    __builtin_memcpy(tuple.ipv6.saddr, remote, 16);
    __builtin_memcpy(tuple.ipv6.daddr, local, 16);
    tuple.ipv6.sport = remote_port;
    tuple.ipv6.dport = local_port;
    size = sizeof(tuple.ipv6);
  }
  if (h->protocol == IPPROTO_TCP) return bpf_sk_lookup_tcp(ctx, &tuple, size, BPF_F_CURRENT_NETNS, 0);
  if (h->protocol == IPPROTO_UDP) return bpf_sk_lookup_udp(ctx, &tuple, size, BPF_F_CURRENT_NETNS, 0);
  return 0;
}

enum part { HANDSHAKE, DATA, ACKNOWLEDGEMENT };

/// Whether somebody else may yet turn out to be the owner: who accepts the connection, or who reads the data.
static __always_inline void find_unsettled(struct end* end, enum part part) {
  const __u32 flags = end->owner->flags;
  const bool fresh = flags & (TRAWL_OF_LISTENER | TRAWL_UNUSED);
  if (part == HANDSHAKE) {
    end->unsettled = flags & TRAWL_OF_LISTENER;
  } else {
    end->unsettled = fresh ? TRAWL_UNUSED : part == DATA ? flags & TRAWL_SHARED : 0;
  }
  if (end->unsettled && !(flags & TRAWL_AWAITED)) end->owner->flags |= TRAWL_AWAITED;
}

/// The owner of the socket at one end: the packet's source if `local_is_source`, else its destination.
static __always_inline void find_end(struct __sk_buff* ctx, const struct headers* h, bool local_is_source,
                                     bool check_local, struct ends* ends) {
  struct end* end = local_is_source ? &ends->sender : &ends->receiver;
  struct flow flow = {};
  struct bpf_sock* sk = find_socket(ctx, h, local_is_source);
  if (sk) {
    if (check_local && !has_own_address(sk, h) && !is_local(ctx, h)) {
      ends->flags |= TRAWL_FORWARDED;
      bpf_sk_release(sk);
      return;
    }
    const bool listens = h->protocol == IPPROTO_TCP && sk->state == TCP_LISTEN;
    end->owner = bpf_sk_storage_get(&owners, sk, 0, 0);
    ends->has_socket |= !end->owner;
    if (end->owner) {
      find_unsettled(end, !local_is_source && h->data ? DATA : HANDSHAKE);
      if (listens) {
        flow_of_packet(&flow, ends->netns, h, local_is_source);
        end->connection = number_of_flow(&flow);
      }
    }
    bpf_sk_release(sk);
  }
  if (end->owner || h->protocol == IPPROTO_UDP) return;
  flow_of_packet(&flow, ends->netns, h, local_is_source);
  end->owner = bpf_map_lookup_elem(&flows, &flow);
}

/// Whether a segment only acknowledges. The kernel sends such by itself, also while a process has the socket locked.
static __always_inline bool only_acknowledges(struct __sk_buff* ctx, __u32 l3, const struct bpf_sock* sk) {
  struct headers h;
  return sk->protocol == IPPROTO_TCP && read_headers(ctx, l3, &h) && !h.data;
}

/// The owner of the socket that made the packet. On the way out it is often the current task's own doing, and then
/// the task is the owner, whoever made the socket.
static __always_inline void find_sender(struct __sk_buff* ctx, __u32 l3, struct bpf_sock* sk, bool egress,
                                        struct end* sender) {
  struct task_struct* current = current_task();
  const bool by_current = egress && in_process(current);
  sender->owner = bpf_sk_storage_get(&owners, sk, 0, by_current ? BPF_SK_STORAGE_GET_F_CREATE : 0);
  if (!sender->owner) return;
  const bool fresh = sender->owner->flags & (TRAWL_OF_LISTENER | TRAWL_UNUSED);
  if (by_current && !(fresh && only_acknowledges(ctx, l3, sk))) {
    use_socket(sender->owner, current, SENDS);
  } else {
    find_unsettled(sender, ACKNOWLEDGEMENT);
  }
}

static __always_inline void remember_echo(const struct headers* h, const struct ends* ends) {
  struct flow flow = {};
  flow_of_packet(&flow, ends->netns, h, true);
  bpf_map_update_elem(&flows, &flow, ends->sender.owner, BPF_ANY);
}

/// Whether a packet on its way out was made without a socket, or by one of the kernel's own.
static __always_inline bool is_made_by_kernel(struct __sk_buff* ctx) {
  const struct sock* sk = BPF_CORE_READ((struct sk_buff*)ctx, sk);
  if (!sk) return true;
  const __u8 state = BPF_CORE_READ(sk, __sk_common.skc_state);
  if (state == TCP_TIME_WAIT || state == TCP_NEW_SYN_RECV) return true;
  return BPF_CORE_READ_BITFIELD_PROBED(sk, sk_kern_sock) != 0;
}

/// The verifier does not want what the compiler makes of two such comparisons: an "or" of pointers.
static __always_inline bool is_known(const struct end* end) {
  const void* owner = end->owner;
  asm volatile("" : "+r"(owner));
  return owner != 0;
}

/// Why nobody is known at either end.
static __always_inline __u16 reason(struct __sk_buff* ctx, const struct headers* h, bool ported, bool egress,
                                    bool loopback, bool has_socket) {
  if (egress && !loopback && ctx->ingress_ifindex != 0) return TRAWL_FORWARDED;
  if (egress) return is_made_by_kernel(ctx) ? TRAWL_KERNEL : 0;
  if (ctx->pkt_type == PACKET_OTHERHOST) return TRAWL_OTHER_HOST;
  if (h->family != 0 && ctx->pkt_type == PACKET_HOST && !is_local(ctx, h)) return TRAWL_FORWARDED;
  if (!ported || h->echo) return TRAWL_KERNEL;
  return has_socket ? 0 : TRAWL_NO_SOCKET;
}

/// Whether the packet ends a TCP connection, of which no hook tells.
static __always_inline bool is_closing(struct __sk_buff* ctx, const struct headers* h) {
  __u8 flags;
  if (h->protocol != IPPROTO_TCP || bpf_skb_load_bytes(ctx, h->l4 + 13, &flags, 1) != 0) return false;
  return (flags & (TCP_FLAG_FIN | TCP_FLAG_RST)) != 0;
}

static __always_inline void remember_closing(const struct headers* h, const struct ends* ends) {
  struct flow flow = {};
  if (ends->sender.owner) {
    flow_of_packet(&flow, ends->netns, h, true);
    bpf_map_update_elem(&flows, &flow, ends->sender.owner, BPF_ANY);
  }
  if (ends->receiver.owner) {
    flow_of_packet(&flow, ends->netns, h, false);
    bpf_map_update_elem(&flows, &flow, ends->receiver.owner, BPF_ANY);
  }
}

static __always_inline void find_ends(struct __sk_buff* ctx, __u32 l3, bool egress, bool loopback, struct ends* ends) {
  struct bpf_sock* sk = ctx->sk;
  if (sk) sk = bpf_sk_fullsock(sk);
  if (sk) {
    const __u32 protocol = sk->protocol;
    find_sender(ctx, l3, sk, egress, &ends->sender);
    // On the way out nobody else is to be found: the headers need not be read.
    const bool complete = protocol == IPPROTO_UDP || (protocol == IPPROTO_TCP && has_storage_in_tracing);
    if (ends->sender.owner && egress && !loopback && complete) return;
  }
  struct headers h;
  const bool ported = read_headers(ctx, l3, &h);
  if (ported) {
    if (ends->sender.owner && h.echo && h.source_port != 0) remember_echo(&h, ends);
    if (egress && !ends->sender.owner && (loopback || ctx->ingress_ifindex == 0)) find_end(ctx, &h, true, false, ends);
    if (loopback || (!egress && ctx->pkt_type != PACKET_OTHERHOST)) {
      find_end(ctx, &h, false, !loopback && ctx->pkt_type == PACKET_HOST, ends);
    }
  }
  if (!is_known(&ends->sender) && !is_known(&ends->receiver) && ends->flags == 0) {
    ends->flags = reason(ctx, &h, ported, egress, loopback, ends->has_socket);
  }
  if (!has_storage_in_tracing && ported && is_closing(ctx, &h)) remember_closing(&h, ends);
}

/// What a filter of processes says: marks of both ends, and whether that is all there is.
struct verdict {
  __u8 sender;
  __u8 receiver;
  bool decided;
};

/// Whether the packet is captured: one end is as asked for and neither is excluded, or that cannot be said yet.
static __always_inline bool judge(const struct ends* ends, struct verdict* verdict) {
  verdict->sender = verdict->receiver = 0;
  verdict->decided = true;
  if (!filter_processes) return true;
  verdict->sender = marks_of_owner(ends->sender.owner);
  verdict->receiver = marks_of_owner(ends->receiver.owner);
  verdict->decided = !ends->sender.unsettled && !ends->receiver.unsettled &&
                     !is_in_unknown_container(ends->sender.owner, verdict->sender) &&
                     !is_in_unknown_container(ends->receiver.owner, verdict->receiver);
  if (!verdict->decided) return true;
  const bool wanted = has_wanted_kinds(verdict->sender) || has_wanted_kinds(verdict->receiver);
  return wanted && !((verdict->sender | verdict->receiver) & TRAWL_UNWANTED);
}

static __always_inline void write_end(struct trawl_owner* to, const struct end* end, __u8 marks) {
  if (!end->owner) {
    __builtin_memset(to, 0, sizeof(*to));
    return;
  }
  *to = *end->owner;
  if (end->connection) to->socket = end->connection;
  to->flags = end->unsettled | marks << TRAWL_MARKS_SHIFT;
}

static __always_inline void write_header(struct __sk_buff* ctx, struct trawl_packet* record, const struct ends* ends,
                                         const struct verdict* verdict, __u64 now, __u32 captured, bool egress,
                                         bool loopback) {
  record->time = now;
  record->length = ctx->len;
  record->captured = captured;
  record->ifindex = ctx->ifindex;
  const bool tagged = ctx->vlan_present;
  record->vlan_tci = tagged ? (__u16)ctx->vlan_tci : 0;
  record->vlan_protocol = tagged ? bpf_ntohs((__u16)ctx->vlan_proto) : 0;
  record->direction = egress && !loopback ? TRAWL_OUT : TRAWL_IN;
  record->packet_type = loopback ? PACKET_HOST : egress ? PACKET_OUTGOING : (__u8)ctx->pkt_type;
  record->flags = ends->flags | (verdict->decided ? 0 : TRAWL_UNDECIDED);
  record->queue = ctx->queue_mapping;
  record->netns = ends->netns;
  record->reserved = 0;
  write_end(&record->sender, &ends->sender, verdict->sender);
  write_end(&record->receiver, &ends->receiver, verdict->receiver);
}

// Room for the bytes is reserved in a few sizes: the verifier wants a constant. What is left over costs address space
// in the ring, but nobody writes or reads it. The size is bounded as the number of the last byte: older verifiers
// (6.1) learn no lower bound from `size != 0`.
// The header is written once, in a map, and copied: what the verifier knows of the two ends does not go into a map, so
// it follows one way through the sizes. Else it follows each of the ways to find the ends, too many for that of 5.10.
#define EMIT_IF_FITS(bytes)                                                                    \
  if (captured <= (bytes)) {                                                                   \
    struct trawl_packet* record = bpf_ringbuf_reserve(&packets, sizeof(*record) + (bytes), 0); \
    if (!record) return TRAWL_LOST;                                                            \
    *record = *written;                                                                        \
    __u64 last = captured - 1;                                                                 \
    asm volatile("" : "+r"(last));                                                             \
    if (last >= (bytes) || bpf_skb_load_bytes(ctx, 0, record + 1, last + 1)) {                 \
      bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);                                           \
      return TRAWL_LOST;                                                                       \
    }                                                                                          \
    bpf_ringbuf_submit(record, wakeup());                                                      \
    return TRAWL_CAPTURED;                                                                     \
  }

static __always_inline enum trawl_counter emit(struct __sk_buff* ctx, const struct ends* ends,
                                               const struct verdict* verdict, __u64 now, bool egress, bool loopback) {
  const __u32 captured = ctx->len < snapshot_length ? ctx->len : snapshot_length;
  const __u32 zero = 0;
  struct trawl_packet* written = bpf_map_lookup_elem(&header, &zero);
  if (!written) return TRAWL_LOST;
  write_header(ctx, written, ends, verdict, now, captured, egress, loopback);
  EMIT_IF_FITS(64)
  EMIT_IF_FITS(128)
  EMIT_IF_FITS(256)
  EMIT_IF_FITS(512)
  EMIT_IF_FITS(1024)
  EMIT_IF_FITS(1536)
  EMIT_IF_FITS(4096)
  EMIT_IF_FITS(10240)
  EMIT_IF_FITS(32768)
  EMIT_IF_FITS(69632)
  EMIT_IF_FITS(262144)
  return TRAWL_LOST;
}

static __always_inline int capture(struct __sk_buff* ctx, __u32 l3, bool egress, bool loopback) {
  const __u64 now = bpf_ktime_get_ns();
  struct ends ends = {.netns = netns_of(ctx)};
  find_ends(ctx, l3, egress, loopback, &ends);
  struct verdict verdict;
  if (!judge(&ends, &verdict)) {
    count(TRAWL_OTHER_PROCESS);
    return GO_ON;
  }
  const enum trawl_counter outcome = emit(ctx, &ends, &verdict, now, egress, loopback);
  count(outcome);
  if (outcome == TRAWL_LOST) count_lost_at(ends.netns, ctx->ifindex);
  return GO_ON;
}

SEC("tc")
int ingress(struct __sk_buff* ctx) {
  return capture(ctx, 14, false, false);
}

SEC("tc")
int egress(struct __sk_buff* ctx) {
  return capture(ctx, 14, true, false);
}

SEC("tc")
int loopback(struct __sk_buff* ctx) {
  return capture(ctx, 14, true, true);
}

SEC("tc")
int raw_ingress(struct __sk_buff* ctx) {
  return capture(ctx, 0, false, false);
}

SEC("tc")
int raw_egress(struct __sk_buff* ctx) {
  return capture(ctx, 0, true, false);
}
