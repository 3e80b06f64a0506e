// Who sends a packet and who receives it, wherever on this host they are.
#pragma once

#include "lib/netns_id.h"
#include "lib/raw_receiver.h"
#include "lib/translation.h"
#include "wire/neighbour.h"
#include "wire/packet.h"

#define ETHERNET_HEADER 14

volatile const __u32 only_netns = 0;  // inode number of the namespace that all devices are in; 0: there are several
volatile bool has_neighbours = false;

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, TRAWL_NEIGHBOURS);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct trawl_neighbour_key);
  __type(value, struct trawl_neighbour);
} neighbours SEC(".maps");

/// A connection whose first packet was captured before it was translated.
struct untranslated {
  __u64 number;  // of the flow, as that packet named it; 0: none
  __u64 time;    // CLOCK_MONOTONIC, ns
};

#define UNTRANSLATED_SLOTS 8192            // a power of two
#define TRANSLATION_PATIENCE_NS 250000000  // how long packets wait for what is told then

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, UNTRANSLATED_SLOTS);
  __type(key, __u32);
  __type(value, struct untranslated);
} untranslated SEC(".maps");

/// Those whose place was taken while their packet might still wait.
__u64 untranslated_displaced = 0;

static __always_inline struct untranslated* untranslated_slot(__u64 number) {
  const __u32 slot = (__u32)number & (UNTRANSLATED_SLOTS - 1);
  return bpf_map_lookup_elem(&untranslated, &slot);
}

/// What is known of an end of a packet before its record is written.
struct end {
  struct trawl_owner owner;  // a copy, valid if `known`; as the record has it after finish_owner()
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
  __u64 scratch;    // for frame_address()
};

/// The packet that this CPU is at: a program runs to its end before the next one starts there. Not on the stack, for
/// what stands there the verifier knows, and would check all that follows once for each kind of packet and of ends.
struct at_hand {
  __u32 way;  // enum trawl_way, from the filter program
  struct ends ends;
  struct trawl_packet header;  // all but the owners
};

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct at_hand);
} at_hand SEC(".maps");

/// Null never happens.
static __always_inline struct at_hand* packet_at_hand(void) {
  const __u32 zero = 0;
  return bpf_map_lookup_elem(&at_hand, &zero);
}

/// How a packet passes.
struct passage {
  bool egress;
  bool loopback;
  __u32 l3;  // where the network layer starts
};

static __always_inline struct passage passage_of(__u32 way) {
  return (struct passage){.egress = way & TRAWL_WAY_OUT,
                          .loopback = way & TRAWL_WAY_LOOPBACK,
                          .l3 = way & TRAWL_WAY_RAW ? 0 : ETHERNET_HEADER};
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

/// What the routing does with a packet of this flow: BPF_FIB_LKUP_RET_….
static __always_inline long route_of(struct __sk_buff* ctx, __u8 family, const struct flow* flow) {
  struct bpf_fib_lookup fib = {.family = family, .l4_protocol = flow->protocol, .ifindex = ctx->ifindex};
  __builtin_memcpy(fib.ipv6_src, flow->remote, 16);
  __builtin_memcpy(fib.ipv6_dst, flow->local, 16);
  return bpf_fib_lookup(ctx, &fib, sizeof(fib), 0);
}

/// Whether a packet of this flow ends here. Asked only where a socket without an address of its own matched: a router
/// has such sockets too, and packets to others pass by.
static __always_inline bool is_local(struct __sk_buff* ctx, __u8 family, const struct flow* flow) {
  const long result = route_of(ctx, family, flow);
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

/// What owner_state remembers, from packets: that a socket listens, which those that it accepts inherit, and the number
/// of a connection that nobody has accepted yet.
static __always_inline void stand_in_for_states(const struct bpf_sock* sk, struct trawl_owner* owner,
                                                const struct end* end) {
  if (end->flow.protocol != IPPROTO_TCP) return;
  if (sk->state == TCP_LISTEN) {
    if (!(owner->flags & TRAWL_OF_LISTENER)) owner->flags = TRAWL_OF_LISTENER;
  } else if (owner->flags & TRAWL_OF_LISTENER) {
    owner->socket = number_of_flow(&end->flow);
  }
}

/// The owner of a socket that was found.
static __always_inline void take_owner(struct bpf_sock* sk, enum part part, struct ends* ends, struct end* end) {
  struct trawl_owner* owner = bpf_sk_storage_get(&owners, sk, 0, 0);
  if (!owner) {
    ends->has_socket = true;
    return;
  }
  if (!has_storage_in_tracing) stand_in_for_states(sk, owner, end);
  set_owner(end, owner);
  find_unsettled(end, owner, part);
  if (end->flow.protocol == IPPROTO_TCP && sk->state == TCP_LISTEN) end->connection = number_of_flow(&end->flow);
}

/// Owners that no socket look-up finds.
static __always_inline void find_in_flows(struct end* end) {
  if (end->known || end->flow.protocol == IPPROTO_UDP) return;
  end->known = recall_flow(&end->flow, &end->owner);
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
  return read_bytes(ctx, h->l4 + 13, &flags, 1) && (flags & TCP_FLAG_SYN) && !(flags & TCP_FLAG_ACK);
}

/// A connection's first packet, which may yet be translated: its receiver is known when a later one has been.
static __always_inline void await_translation(struct end* receiver) {
  const __u64 number = number_of_flow(&receiver->flow);
  const __u64 now = bpf_ktime_get_ns();
  struct untranslated* slot = untranslated_slot(number);
  if (!slot) return;
  const bool taken = slot->number != 0 && slot->number != number;
  if (taken && slot->time + TRANSLATION_PATIENCE_NS > now) __sync_fetch_and_add(&untranslated_displaced, 1);
  slot->number = number;
  slot->time = now;
  receiver->connection = number;
  receiver->unsettled = TRAWL_OF_LISTENER;
}

#define IFF_BRIDGE_PORT 0x200  // include/linux/netdevice.h

/// Whether a packet that is not for its device is for the bridge that the device is a port of, and so for this host.
static __always_inline bool is_for_bridge(struct __sk_buff* ctx, __u8 family, const struct flow* flow) {
  const struct net_device* port = BPF_CORE_READ((struct sk_buff*)ctx, dev);
  if ((BPF_CORE_READ_BITFIELD_PROBED(port, priv_flags) & IFF_BRIDGE_PORT) == 0) return false;
  return route_of(ctx, family, flow) == BPF_FIB_LKUP_RET_NOT_FWDED;
}

/// Whether what comes for a socket's port and address is for the socket. One that is not the flow's alone says nothing
/// where the packet goes on to somebody else.
static __always_inline bool is_for(struct __sk_buff* ctx, const struct bpf_sock* sk, const struct ends* ends,
                                   bool arrives) {
  const struct flow* flow = &ends->receiver.flow;
  if (is_connected(sk, flow) || !arrives) return true;
  if (ctx->pkt_type == PACKET_OTHERHOST) return is_for_bridge(ctx, ends->headers.family, flow);
  if (ctx->pkt_type != PACKET_HOST) return true;
  return has_own_address(sk, ends->headers.family) || is_local(ctx, ends->headers.family, flow);
}

// Functions from here on that are not static the verifier looks at once, and not for each state that they are called
// in. Such a function takes and returns numbers only, and finds the packet in the map.

/// The receiver in the packet's namespace. Takes and returns an enum tracked.
__noinline int find_receiver_here(struct __sk_buff* ctx, __u32 tracked, bool arrives) {
  struct at_hand* packet = packet_at_hand();
  if (!packet) return 0;
  struct ends* ends = &packet->ends;
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

/// The namespace of this host that has an address, as it is seen from where the packet is; null: none. Its inode number
/// is found out once.
static __always_inline struct trawl_neighbour* find_neighbour(struct __sk_buff* ctx,
                                                              const struct trawl_neighbour_key* key) {
  struct trawl_neighbour* there = bpf_map_lookup_elem(&neighbours, key);
  if (there && there->netns == 0) {
    there->netns = netns_of_id((const void*)BPF_CORE_READ((struct sk_buff*)ctx, dev, nd_net.net), there->id);
  }
  return there;
}

/// An end whose address another network namespace of this host has.
__noinline int find_elsewhere(struct __sk_buff* ctx, bool receiver) {
  struct at_hand* packet = packet_at_hand();
  if (!packet) return 0;
  struct ends* ends = &packet->ends;
  struct end* end = receiver ? &ends->receiver : &ends->sender;
  const bool data = receiver && ends->headers.data;
  const __u8 family = ends->headers.family;
  struct trawl_neighbour_key key = {.netns = end->flow.netns, .family = family};
  if (ends->headers.echo) find_in_flows(end);  // seen here before
  __builtin_memcpy(key.address, end->flow.local, 16);
  struct trawl_neighbour* there = find_neighbour(ctx, &key);
  if (!there) return 0;
  struct bpf_sock* sk = find_socket(ctx, &end->flow, family, there->id);
  end->flow.netns = there->netns;
  if (sk) {
    take_owner(sk, data ? DATA : HANDSHAKE, ends, end);
    bpf_sk_release(sk);
  }
  find_in_flows(end);
  return 0;
}

__noinline int read_headers_at_hand(struct __sk_buff* ctx, __u32 l3) {
  struct at_hand* packet = packet_at_hand();
  return packet && read_headers(ctx, l3, &packet->ends.headers);
}

/// Whether a segment only acknowledges. The kernel sends such by itself, also while a process has the socket locked.
static __always_inline bool only_acknowledges(struct __sk_buff* ctx, __u32 l3, const struct headers* h) {
  return read_headers_at_hand(ctx, l3) && h->protocol == IPPROTO_TCP && !h->data;
}

/// The owner of the socket that made the packet. On the way out it is often the current task's own doing, and then
/// the task is the owner, whoever made the socket.
static __always_inline void find_sender(struct __sk_buff* ctx, struct bpf_sock* sk, struct passage passage,
                                        struct ends* ends) {
  struct end* sender = &ends->sender;
  struct task_struct* current = current_task();
  struct trawl_owner* owner = bpf_sk_storage_get(&owners, sk, 0, 0);
  // Most often: who has sent before sends again, and so nothing changes whoever made the packet.
  if (!(owner && owner->flags == 0 && owner->tid == (__u32)task_member(current, pid))) {
    const bool by_current = passage.egress && in_process(current, &ends->scratch);
    if (!owner && by_current) {
      owner = bpf_sk_storage_get(&owners, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
      if (!owner) __sync_fetch_and_add(&owners_refused, 1);
    }
    if (!owner) return;
    const bool fresh = owner->flags & (TRAWL_OF_LISTENER | TRAWL_UNUSED);
    if (by_current && !(fresh && only_acknowledges(ctx, passage.l3, &ends->headers))) {
      use_socket(owner, current, SENDS);
    } else {
      find_unsettled(sender, owner, ACKNOWLEDGEMENT);
    }
  }
  set_owner(sender, owner);
}

/// Makes a copy of the end's owner, or that itself, what a record tells of it.
static __always_inline void finish_owner(struct trawl_owner* owner, const struct end* end, __u8 marks) {
  if (!end->known) __builtin_memset(owner, 0, sizeof(*owner));
  if (end->connection) owner->socket = end->connection;
  owner->flags = end->unsettled | marks << TRAWL_MARKS_SHIFT;
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
  const __u64 number = number_of_flow(&first);
  struct untranslated* slot = untranslated_slot(number);
  if (!slot || slot->number != number) return;
  slot->number = 0;
  struct trawl_process_event* e = bpf_ringbuf_reserve(&process_events, sizeof(*e), 0);
  if (!e) {
    __sync_fetch_and_add(&process_events_lost, 1);
    return;
  }
  __builtin_memset(e, 0, sizeof(*e));
  e->time = bpf_ktime_get_ns();
  e->type = TRAWL_TRANSLATION;
  e->connection = number;
  e->process = responder->owner;
  finish_owner(&e->process, responder, responder->known ? marks_of_owner(&responder->owner) : 0);
  bpf_ringbuf_submit(e, event_wakeup(0));
}

/// An echo's sender, by the flow as it is here: the answer has no other.
static __always_inline void remember_echo(const struct ends* ends) {
  struct flow flow = {};
  flow_of_packet(&flow, ends->netns, &ends->headers, true);
  remember_flow(&flow, &ends->sender.owner);
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
  if (h->protocol != IPPROTO_TCP || !read_bytes(ctx, h->l4 + 13, &flags, 1)) return false;
  return (flags & (TCP_FLAG_FIN | TCP_FLAG_RST)) != 0;
}

/// Both ends by the packet's addresses, as far as they are not known yet.
static __always_inline void find_by_address(struct __sk_buff* ctx, struct passage passage, struct ends* ends) {
  const struct headers* h = &ends->headers;
  struct end* sender = &ends->sender;
  struct end* receiver = &ends->receiver;
  flow_of_packet(&sender->flow, ends->netns, h, true);
  flow_of_packet(&receiver->flow, ends->netns, h, false);
  __u32 tracked = translate_tracked(ctx, h, &sender->flow, &receiver->flow);
  const bool made_here = passage.egress && (passage.loopback || ctx->ingress_ifindex == 0);
  if (made_here && !sender->known) find_sender_here(ctx, ends);
  if (passage.loopback || (!passage.egress && (has_neighbours || ctx->pkt_type != PACKET_OTHERHOST))) {
    tracked = find_receiver_here(ctx, tracked, !passage.loopback);
  }
  if (has_neighbours) {
    if (!sender->known) find_elsewhere(ctx, false);
    if (!receiver->known) find_elsewhere(ctx, true);
  }
  if (tracked == BY_ORIGINATOR) tell_translation(ends, sender, receiver);
  if (tracked == BY_RESPONDER) tell_translation(ends, receiver, sender);
  if (sender->known && h->echo && h->source_port != 0) remember_echo(ends);
  if (!has_storage_in_tracing && is_closing(ctx, h)) {
    if (sender->known) remember_flow(&sender->flow, &sender->owner);
    if (receiver->known) remember_flow(&receiver->flow, &receiver->owner);
  }
}

/// Who reads a packet of a protocol that only raw sockets have, here or in another namespace.
static __always_inline void find_raw_end(struct __sk_buff* ctx, struct passage passage, struct ends* ends) {
  const struct headers* h = &ends->headers;
  if (h->family == 0 || !is_raw_protocol(h->protocol)) return;
  struct flow* flow = &ends->receiver.flow;
  flow_of_packet(flow, ends->netns, h, false);
  const bool arrives = !passage.egress && ctx->pkt_type != PACKET_OTHERHOST;
  struct trawl_owner* owner = 0;
  if (passage.loopback || (arrives && (ctx->pkt_type != PACKET_HOST || is_local(ctx, h->family, flow)))) {
    owner = find_raw_receiver(ends->netns, h);
  } else if (has_neighbours) {
    struct trawl_neighbour_key key = {.netns = ends->netns, .family = h->family};
    __builtin_memcpy(key.address, h->destination, 16);
    const struct trawl_neighbour* there = find_neighbour(ctx, &key);
    if (there) owner = find_raw_receiver(there->netns, h);
  }
  if (!owner) return;
  set_owner(&ends->receiver, owner);
  find_unsettled(&ends->receiver, owner, DATA);
}

/// What the packet's headers tell. `way`: enum trawl_way.
__noinline int find_by_headers(struct __sk_buff* ctx, __u32 way) {
  struct at_hand* packet = packet_at_hand();
  if (!packet) return 0;
  struct ends* ends = &packet->ends;
  const struct passage passage = passage_of(way);
  ends->ported = read_headers_at_hand(ctx, passage.l3);
  if (ends->ported) {
    find_by_address(ctx, passage, ends);
  } else {
    find_raw_end(ctx, passage, ends);
  }
  if (!ends->sender.known && !ends->receiver.known && ends->flags == 0) ends->flags = reason(ctx, ends, passage);
  return 0;
}

/// Whether the receiver of a packet on its way out is surely not on this host, as its addresses tell before all headers
/// are read.
static __always_inline bool goes_away(struct __sk_buff* ctx, __u32 l3, __u32 netns) {
  struct trawl_neighbour_key to = {.netns = netns};
  __u8 protocol;
  if (ctx->protocol == bpf_htons(ETH_P_IP)) {
    to.family = AF_INET;
    if (!read_bytes(ctx, l3 + 9, &protocol, 1) || !read_bytes(ctx, l3 + 16, to.address, 4)) return false;
  } else if (ctx->protocol == bpf_htons(ETH_P_IPV6)) {
    to.family = AF_INET6;
    if (!read_bytes(ctx, l3 + 6, &protocol, 1) || !read_bytes(ctx, l3 + 24, to.address, 16)) return false;
  } else {
    return false;
  }
  // The rest have more to be told of: what an echo's identifier is, and before 5.11 that a connection ends.
  if (protocol != IPPROTO_UDP && !(protocol == IPPROTO_TCP && has_storage_in_tracing)) return false;
  return !has_neighbours || !bpf_map_lookup_elem(&neighbours, &to);
}

/// The ends of the packet at hand.
static __always_inline void find_ends(struct __sk_buff* ctx, struct at_hand* packet) {
  struct ends* ends = &packet->ends;
  const struct passage passage = passage_of(packet->way);
  ends->sender.known = ends->receiver.known = ends->ported = ends->has_socket = false;
  ends->sender.unsettled = ends->receiver.unsettled = 0;
  ends->sender.connection = ends->receiver.connection = 0;
  ends->flags = 0;
  ends->netns = netns_of(ctx);
  struct bpf_sock* sk = ctx->sk;
  if (sk) {
    find_sender(ctx, sk, passage, ends);
    if (ends->sender.known && passage.egress && !passage.loopback && goes_away(ctx, passage.l3, ends->netns)) return;
  }
  find_by_headers(ctx, packet->way);
}
