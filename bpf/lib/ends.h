// Who sends a packet and who receives it, wherever on this host they are.
#pragma once

#include "lib/translation.h"
#include "wire/neighbour.h"
#include "wire/packet.h"

volatile const __u32 only_netns = 0;  // inode number of the namespace that all devices are in; 0: there are several
volatile bool has_neighbours = false;

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, TRAWL_NEIGHBOURS);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct trawl_neighbour_key);
  __type(value, struct trawl_neighbour);
} neighbours SEC(".maps");

/// Connections whose first packet was captured before it was translated, as it named them.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 4096);
  __type(key, struct flow);
  __type(value, __u8);
} untranslated SEC(".maps");

/// What is known of an end of a packet before its record is written.
struct end {
  struct trawl_owner owner;  // a copy, valid if `known`
  struct flow flow;          // as its socket has it, in the namespace where that is looked for
  __u64 connection;          // that an unsettled owner is to be known by, where it is not the socket's; 0: it is
  __u32 unsettled;           // of TRAWL_UNSETTLED
  bool known;
};

struct ends {
  struct end sender;
  struct end receiver;
  struct headers headers;
  bool ported;      // there are addresses and ports
  bool has_socket;  // of an unknown owner
  __u16 flags;      // enum trawl_packet_flags
  __u32 netns;      // inode number
};

/// Of the packet at hand: a program runs to its end before the next one starts on its CPU. Not on the stack, for what
/// stands there the verifier knows, and would check all that follows once for each kind of packet and of ends.
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct ends);
} ends_of_packet SEC(".maps");

/// How a packet passes.
struct passage {
  bool egress;
  bool loopback;
};

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

/// Whether a packet of this flow ends here. Asked only where a socket without an address of its own matched: a router
/// has such sockets too, and packets to others pass by.
static __always_inline bool is_local(struct __sk_buff* ctx, __u8 family, const struct flow* flow) {
  struct bpf_fib_lookup fib = {.family = family, .l4_protocol = flow->protocol, .ifindex = ctx->ifindex};
  __builtin_memcpy(fib.ipv6_src, flow->remote, 16);
  __builtin_memcpy(fib.ipv6_dst, flow->local, 16);
  const long result = bpf_fib_lookup(ctx, &fib, sizeof(fib), 0);
  return result == BPF_FIB_LKUP_RET_NOT_FWDED || result == BPF_FIB_LKUP_RET_FWD_DISABLED;
}

static __always_inline bool has_own_address(const struct bpf_sock* sk, __u8 family) {
  if (family == AF_INET) return sk->src_ip4 != 0;
  return (sk->src_ip6[0] | sk->src_ip6[1] | sk->src_ip6[2] | sk->src_ip6[3]) != 0;
}

/// Whether the socket is this flow's and nobody else's.
static __always_inline bool is_connected(const struct bpf_sock* sk, const struct flow* flow) {
  return flow->protocol == IPPROTO_TCP ? sk->state != TCP_LISTEN : sk->dst_port != 0;
}

/// `netns_id`: BPF_F_CURRENT_NETNS, or the number of another namespace in the one of the packet's device.
static __always_inline struct bpf_sock* find_socket(struct __sk_buff* ctx, const struct flow* flow, __u8 family,
                                                    __s64 netns_id) {
  struct bpf_sock_tuple tuple = {};
  __u32 size;
  if (family == AF_INET) {
    __builtin_memcpy(&tuple.ipv4.saddr, flow->remote, 4);
    __builtin_memcpy(&tuple.ipv4.daddr, flow->local, 4);
    tuple.ipv4.sport = bpf_htons(flow->remote_port);
    tuple.ipv4.dport = bpf_htons(flow->local_port);
    size = sizeof(tuple.ipv4);
  } else {
    __builtin_memcpy(tuple.ipv6.saddr, flow->remote, 16);
    __builtin_memcpy(tuple.ipv6.daddr, flow->local, 16);
    tuple.ipv6.sport = bpf_htons(flow->remote_port);
    tuple.ipv6.dport = bpf_htons(flow->local_port);
    size = sizeof(tuple.ipv6);
  }
  if (flow->protocol == IPPROTO_TCP) return bpf_sk_lookup_tcp(ctx, &tuple, size, netns_id, 0);
  if (flow->protocol == IPPROTO_UDP) return bpf_sk_lookup_udp(ctx, &tuple, size, netns_id, 0);
  return 0;
}

enum part { HANDSHAKE, DATA, ACKNOWLEDGEMENT };

/// Whether somebody else may yet turn out to be the owner: who accepts the connection, or who reads the data.
static __always_inline void find_unsettled(struct end* end, struct trawl_owner* owner, enum part part) {
  const __u32 flags = owner->flags;
  const bool fresh = flags & (TRAWL_OF_LISTENER | TRAWL_UNUSED);
  if (part == HANDSHAKE) {
    end->unsettled = flags & TRAWL_OF_LISTENER;
  } else {
    end->unsettled = fresh ? TRAWL_UNUSED : part == DATA ? flags & TRAWL_SHARED : 0;
  }
  if (end->unsettled && !(flags & TRAWL_AWAITED)) owner->flags |= TRAWL_AWAITED;
}

static __always_inline void set_owner(struct end* end, const struct trawl_owner* owner) {
  end->owner = *owner;
  end->known = true;
}

/// The owner of a socket that was found.
static __always_inline void take_owner(struct bpf_sock* sk, enum part part, struct ends* ends, struct end* end) {
  struct trawl_owner* owner = bpf_sk_storage_get(&owners, sk, 0, 0);
  if (!owner) {
    ends->has_socket = true;
    return;
  }
  set_owner(end, owner);
  find_unsettled(end, owner, part);
  if (end->flow.protocol == IPPROTO_TCP && sk->state == TCP_LISTEN) end->connection = number_of_flow(&end->flow);
}

/// Owners that no socket look-up finds.
static __always_inline void find_in_flows(struct end* end) {
  if (end->known || end->flow.protocol == IPPROTO_UDP) return;
  const struct trawl_owner* owner = bpf_map_lookup_elem(&flows, &end->flow);
  if (owner) set_owner(end, owner);
}

static __always_inline void find_sender_here(struct __sk_buff* ctx, struct ends* ends) {
  struct end* end = &ends->sender;
  struct bpf_sock* sk = find_socket(ctx, &end->flow, ends->headers.family, BPF_F_CURRENT_NETNS);
  if (sk) {
    take_owner(sk, HANDSHAKE, ends, end);
    bpf_sk_release(sk);
  }
  find_in_flows(end);
}

static __always_inline bool is_first(struct __sk_buff* ctx, const struct headers* h) {
  __u8 flags;
  if (h->protocol == IPPROTO_UDP) return true;
  return bpf_skb_load_bytes(ctx, h->l4 + 13, &flags, 1) == 0 && (flags & TCP_FLAG_SYN) && !(flags & TCP_FLAG_ACK);
}

/// A connection's first packet, which may yet be translated: its receiver is known when a later one has been.
static __always_inline void await_translation(struct end* receiver) {
  const __u8 one = 1;
  bpf_map_update_elem(&untranslated, &receiver->flow, &one, BPF_ANY);
  receiver->connection = number_of_flow(&receiver->flow);
  receiver->unsettled = TRAWL_OF_LISTENER;
}

/// Whether what comes for a socket's port and address is for the socket. One that is not the flow's alone says nothing
/// where the packet goes on to somebody else.
static __always_inline bool is_for(struct __sk_buff* ctx, const struct bpf_sock* sk, const struct ends* ends,
                                   bool arrives) {
  const struct flow* flow = &ends->receiver.flow;
  if (is_connected(sk, flow) || !arrives) return true;
  if (ctx->pkt_type != PACKET_HOST) return ctx->pkt_type != PACKET_OTHERHOST;
  return has_own_address(sk, ends->headers.family) || is_local(ctx, ends->headers.family, flow);
}

/// The receiver in the packet's namespace.
static __always_inline enum tracked find_receiver_here(struct __sk_buff* ctx, enum tracked tracked, bool arrives,
                                                       struct ends* ends) {
  struct end* end = &ends->receiver;
  const struct headers* h = &ends->headers;
  struct bpf_sock* sk = find_socket(ctx, &end->flow, h->family, BPF_F_CURRENT_NETNS);
  bool known = true;
  if (arrives && tracked == NOT_TRACKED && !h->echo && !(sk && is_connected(sk, &end->flow)) &&
      may_be_translated(ctx, h)) {
    tracked = translate_arriving(ctx, h, &ends->sender.flow, &end->flow, &known);
    if (tracked != NOT_TRACKED) {
      if (sk) bpf_sk_release(sk);
      sk = find_socket(ctx, &end->flow, h->family, BPF_F_CURRENT_NETNS);
    }
  }
  if (sk) {
    if (is_for(ctx, sk, ends, arrives)) {
      take_owner(sk, h->data ? DATA : HANDSHAKE, ends, end);
    } else {
      ends->flags |= TRAWL_FORWARDED;
    }
    bpf_sk_release(sk);
  }
  find_in_flows(end);
  const bool listener = end->unsettled & TRAWL_OF_LISTENER;
  if (!known && (listener || !end->known) && is_first(ctx, h)) await_translation(end);
  return tracked;
}

static __always_inline __u32 netns_of_socket(struct bpf_sock* sk) {
  if (!has_task_pointer) return 0;  // nor typed pointers to sockets, without BTF
  const struct sock* tcp = (const void*)bpf_skc_to_tcp_sock(sk);
  return tcp ? BPF_CORE_READ(tcp, __sk_common.skc_net.net, ns.inum) : 0;
}

/// An end whose address another network namespace of this host has.
static __noinline void find_elsewhere(struct __sk_buff* ctx, struct ends* ends, struct end* end, bool data) {
  const __u8 family = ends->headers.family;
  struct trawl_neighbour_key key = {.netns = end->flow.netns, .family = family};
  if (ends->headers.echo) find_in_flows(end);  // seen here before
  __builtin_memcpy(key.address, end->flow.local, 16);
  struct trawl_neighbour* there = bpf_map_lookup_elem(&neighbours, &key);
  if (!there) return;
  struct bpf_sock* sk = find_socket(ctx, &end->flow, family, there->id);
  end->flow.netns = there->netns;
  if (sk) {
    if (end->flow.protocol == IPPROTO_TCP && there->netns == 0) there->netns = end->flow.netns = netns_of_socket(sk);
    take_owner(sk, data ? DATA : HANDSHAKE, ends, end);
    bpf_sk_release(sk);
  }
  find_in_flows(end);
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
  struct trawl_owner* owner = bpf_sk_storage_get(&owners, sk, 0, by_current ? BPF_SK_STORAGE_GET_F_CREATE : 0);
  if (!owner) return;
  const bool fresh = owner->flags & (TRAWL_OF_LISTENER | TRAWL_UNUSED);
  if (by_current && !(fresh && only_acknowledges(ctx, l3, sk))) {
    use_socket(owner, current, SENDS);
  } else {
    find_unsettled(sender, owner, ACKNOWLEDGEMENT);
  }
  set_owner(sender, owner);
}

static __always_inline void write_end(struct trawl_owner* to, const struct end* end, __u8 marks) {
  if (end->known) {
    *to = end->owner;
  } else {
    __builtin_memset(to, 0, sizeof(*to));
  }
  if (end->connection) to->socket = end->connection;
  to->flags = end->unsettled | marks << TRAWL_MARKS_SHIFT;
}

/// A translated packet says whose the connection is that began as an untranslated one: perhaps nobody's of this host.
static __always_inline void tell_translation(const struct ends* ends, const struct end* originator,
                                             const struct end* responder) {
  struct flow first = {.netns = ends->netns,
                       .protocol = originator->flow.protocol,
                       .local_port = originator->flow.remote_port,
                       .remote_port = originator->flow.local_port};
  __builtin_memcpy(first.local, originator->flow.remote, 16);
  __builtin_memcpy(first.remote, originator->flow.local, 16);
  if (bpf_map_delete_elem(&untranslated, &first) != 0) return;
  struct trawl_process_event* e = bpf_ringbuf_reserve(&process_events, sizeof(*e), 0);
  if (!e) {
    __sync_fetch_and_add(&process_events_lost, 1);
    return;
  }
  __builtin_memset(e, 0, sizeof(*e));
  e->time = bpf_ktime_get_ns();
  e->type = TRAWL_TRANSLATION;
  e->connection = number_of_flow(&first);
  write_end(&e->process, responder, responder->known ? marks_of_owner(&responder->owner) : 0);
  bpf_ringbuf_submit(e, event_wakeup(0));
}

/// As the packet at hand has the flow, for those that come later.
static __always_inline void remember(const struct ends* ends, const struct end* end, bool sender) {
  struct flow flow = {};
  flow_of_packet(&flow, ends->netns, &ends->headers, sender);
  bpf_map_update_elem(&flows, &flow, &end->owner, BPF_ANY);
}

/// Whether a packet on its way out was made without a socket, or by one of the kernel's own.
static __always_inline bool is_made_by_kernel(struct __sk_buff* ctx) {
  const struct sock* sk = BPF_CORE_READ((struct sk_buff*)ctx, sk);
  if (!sk) return true;
  const __u8 state = BPF_CORE_READ(sk, __sk_common.skc_state);
  if (state == TCP_TIME_WAIT || state == TCP_NEW_SYN_RECV) return true;
  return BPF_CORE_READ_BITFIELD_PROBED(sk, sk_kern_sock) != 0;
}

/// Why nobody is known at either end.
static __always_inline __u16 reason(struct __sk_buff* ctx, const struct ends* ends, struct passage passage) {
  const struct headers* h = &ends->headers;
  if (passage.egress && !passage.loopback && ctx->ingress_ifindex != 0) return TRAWL_FORWARDED;
  if (passage.egress) return is_made_by_kernel(ctx) ? TRAWL_KERNEL : 0;
  if (ctx->pkt_type == PACKET_OTHERHOST) return TRAWL_OTHER_HOST;
  struct flow flow = {};
  flow_of_packet(&flow, 0, h, false);
  if (h->family != 0 && ctx->pkt_type == PACKET_HOST && !is_local(ctx, h->family, &flow)) return TRAWL_FORWARDED;
  if (!ends->ported || h->echo) return TRAWL_KERNEL;
  return ends->has_socket ? 0 : TRAWL_NO_SOCKET;
}

/// Whether the packet ends a TCP connection, of which no hook tells.
static __always_inline bool is_closing(struct __sk_buff* ctx, const struct headers* h) {
  __u8 flags;
  if (h->protocol != IPPROTO_TCP || bpf_skb_load_bytes(ctx, h->l4 + 13, &flags, 1) != 0) return false;
  return (flags & (TCP_FLAG_FIN | TCP_FLAG_RST)) != 0;
}

/// Both ends by the packet's addresses, as far as they are not known yet.
static __always_inline void find_by_address(struct __sk_buff* ctx, struct passage passage, struct ends* ends) {
  const struct headers* h = &ends->headers;
  struct end* sender = &ends->sender;
  struct end* receiver = &ends->receiver;
  flow_of_packet(&sender->flow, ends->netns, h, true);
  flow_of_packet(&receiver->flow, ends->netns, h, false);
  enum tracked tracked = translate_tracked(ctx, h, &sender->flow, &receiver->flow);
  const bool made_here = passage.egress && (passage.loopback || ctx->ingress_ifindex == 0);
  if (made_here && !sender->known) find_sender_here(ctx, ends);
  if (passage.loopback || (!passage.egress && (has_neighbours || ctx->pkt_type != PACKET_OTHERHOST))) {
    tracked = find_receiver_here(ctx, tracked, !passage.loopback, ends);
  }
  if (has_neighbours) {
    if (!sender->known) find_elsewhere(ctx, ends, sender, false);
    if (!receiver->known) find_elsewhere(ctx, ends, receiver, h->data);
  }
  if (tracked == BY_ORIGINATOR) tell_translation(ends, sender, receiver);
  if (tracked == BY_RESPONDER) tell_translation(ends, receiver, sender);
  if (sender->known && h->echo && h->source_port != 0) remember(ends, sender, true);
  if (!has_storage_in_tracing && is_closing(ctx, h)) {
    if (sender->known) remember(ends, sender, true);
    if (receiver->known) remember(ends, receiver, false);
  }
}

/// The ends of the packet at hand; null never happens.
static __always_inline struct ends* find_ends(struct __sk_buff* ctx, __u32 l3, struct passage passage) {
  const __u32 zero = 0;
  struct ends* ends = bpf_map_lookup_elem(&ends_of_packet, &zero);
  if (!ends) return 0;
  ends->sender.known = ends->receiver.known = ends->ported = ends->has_socket = false;
  ends->sender.unsettled = ends->receiver.unsettled = 0;
  ends->sender.connection = ends->receiver.connection = 0;
  ends->flags = 0;
  ends->netns = netns_of(ctx);
  struct bpf_sock* sk = ctx->sk;
  if (sk) sk = bpf_sk_fullsock(sk);
  if (sk) {
    const __u32 protocol = sk->protocol;
    find_sender(ctx, l3, sk, passage.egress, &ends->sender);
    // On the way out nobody else is to be found where nobody else is: the headers need not be read.
    const bool complete = protocol == IPPROTO_UDP || (protocol == IPPROTO_TCP && has_storage_in_tracing);
    if (ends->sender.known && passage.egress && !passage.loopback && complete && !has_neighbours) return ends;
  }
  ends->ported = read_headers(ctx, l3, &ends->headers);
  if (ends->ported) find_by_address(ctx, passage, ends);
  if (!ends->sender.known && !ends->receiver.known && ends->flags == 0) ends->flags = reason(ctx, ends, passage);
  return ends;
}
