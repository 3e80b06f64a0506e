// The addresses that a packet's two sockets have, where they are translated on the way (SNAT, DNAT, masquerading):
// connection tracking has both, and they are the same wherever on its way the packet is seen.
#pragma once

#include "lib/headers.h"
#include "lib/owner.h"
#include "wire/kernel_calls.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

union nf_inet_addr {
  __u32 all[4];
};

union nf_conntrack_man_proto {
  __be16 all;
};

struct nf_conntrack_man {
  union nf_inet_addr u3;
  union nf_conntrack_man_proto u;
};

struct nf_conntrack_tuple {
  struct nf_conntrack_man src;
  struct {
    union nf_inet_addr u3;
    union {
      __be16 all;
    } u;
  } dst;
};

struct nf_conntrack_tuple_hash {
  struct nf_conntrack_tuple tuple;
};

struct nf_conn {
  struct nf_conntrack_tuple_hash tuplehash[2];  // of the first packet's direction, of the answers'
  unsigned long status;
};

struct nf_hook_entries {
  __u16 num_hook_entries;
};

struct netns_nf {
  struct nf_hook_entries* hooks_ipv4[5];
  struct nf_hook_entries* hooks_ipv6[5];
};

struct net___nf {
  struct netns_nf nf;
};

struct sk_buff___nf {
  unsigned long _nfct;
};

#pragma clang attribute pop

/// As kernels from 6.0 on take it; 6.11 added members that may be left out.
struct bpf_ct_opts___short {
  __s32 netns_id;
  __s32 error;
  __u8 l4proto;
  __u8 dir;  // is filled in
  __u8 reserved[2];
};

// Functions of the kernel, by markers that user space replaces (kernel/kernel_calls.h).
static struct nf_conn* (*const bpf_skb_ct_lookup)(struct __sk_buff* ctx, struct bpf_sock_tuple* tuple, __u32 tuple_size,
                                                  struct bpf_ct_opts___short* options,
                                                  __u32 options_size) = (void*)TRAWL_CALL_SKB_CT_LOOKUP;
static void (*const bpf_ct_release)(struct nf_conn* ct) = (void*)TRAWL_CALL_CT_RELEASE;

// include/uapi/linux/netfilter/nf_conntrack_common.h, include/uapi/linux/netfilter.h
#define IPS_NAT_MASK 0x30
#define IP_CT_IS_REPLY 3
#define NFCT_INFO_MASK 7ul
#define NF_INET_PRE_ROUTING 0

enum tracked {
  NOT_TRACKED,    // or not translated
  BY_ORIGINATOR,  // translated, and sent by who sent the first packet
  BY_RESPONDER,
};

/// Whether packets may be translated that arrive in this namespace: that takes a hook besides those that put
/// fragments together and track connections.
static __always_inline bool may_be_translated(struct __sk_buff* ctx, const struct headers* h) {
  const struct nf_conn* type = 0;
  const struct net___nf* net = 0;
  if (!bpf_core_field_exists(net->nf.hooks_ipv4) || !bpf_core_field_exists(type->tuplehash)) return false;
  net = (const void*)BPF_CORE_READ((struct sk_buff*)ctx, dev, nd_net.net);
  const struct nf_hook_entries* hooks = h->family == AF_INET ? BPF_CORE_READ(net, nf.hooks_ipv4[NF_INET_PRE_ROUTING])
                                                             : BPF_CORE_READ(net, nf.hooks_ipv6[NF_INET_PRE_ROUTING]);
  return hooks && BPF_CORE_READ(hooks, num_hook_entries) > 2;
}

static __always_inline void flow_of_tuple(struct flow* flow, const struct nf_conntrack_tuple* tuple, bool originator,
                                          bool echo) {
  bpf_core_read(flow->local, sizeof(flow->local), &tuple->src.u3);
  bpf_core_read(flow->remote, sizeof(flow->remote), &tuple->dst.u3);
  // An echo has its identifier where others have the source port, and its type in the other's place.
  flow->local_port = echo && !originator ? 0 : bpf_ntohs(BPF_CORE_READ(tuple, src.u.all));
  flow->remote_port = echo ? 0 : bpf_ntohs(BPF_CORE_READ(tuple, dst.u.all));
}

/// Changes the flows of the packet's sender and receiver to what their sockets have.
static __always_inline enum tracked read_translation(const struct nf_conn* ct, bool reply, const struct headers* h,
                                                     struct flow* sender, struct flow* receiver) {
  if ((BPF_CORE_READ(ct, status) & IPS_NAT_MASK) == 0) return NOT_TRACKED;
  flow_of_tuple(reply ? receiver : sender, &ct->tuplehash[0].tuple, true, h->echo);
  flow_of_tuple(reply ? sender : receiver, &ct->tuplehash[1].tuple, false, h->echo);
  return reply ? BY_RESPONDER : BY_ORIGINATOR;
}

/// For kernels without bpf_skb_ct_lookup(): entries of connections that packets have left with, by the flows that
/// packets arrive with. A slot is an entry's address, with CONVERSE in its lowest bit. It proves nothing, for the entry
/// may be gone and its memory another's: it is compared with the packet.
#define ENTRY_SLOTS 32768  // a power of two
#define CONVERSE 1ul       // of the answers' direction

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, ENTRY_SLOTS);
  __type(key, __u32);
  __type(value, __u64);
} conntrack_entries SEC(".maps");

static __always_inline void remember_direction(const struct nf_conn* ct, __u64 direction, struct flow* flow) {
  flow_of_tuple(flow, direction ? &ct->tuplehash[1].tuple : &ct->tuplehash[0].tuple, true, false);
  const __u32 slot = (__u32)number_of_flow(flow) & (ENTRY_SLOTS - 1);
  __u64* entry = bpf_map_lookup_elem(&conntrack_entries, &slot);
  if (entry && *entry != ((__u64)ct | direction)) *entry = (__u64)ct | direction;
}

/// Of connections that are not translated only datagrams' are of use: those of a known one wait for no translation.
static __always_inline void remember_entry(struct __sk_buff* ctx, const struct nf_conn* ct, const struct headers* h,
                                           const struct flow* like) {
  const bool translated = BPF_CORE_READ(ct, status) & IPS_NAT_MASK;
  if (h->echo || !(translated || h->protocol == IPPROTO_UDP) || !may_be_translated(ctx, h)) return;
  struct flow flow = *like;
  remember_direction(ct, 0, &flow);
  remember_direction(ct, CONVERSE, &flow);
}

static __always_inline enum tracked translate_remembered(const struct headers* h, struct flow* sender,
                                                         struct flow* receiver, bool* known) {
  const __u64 number = number_of_flow(sender);
  const __u32 slot = (__u32)number & (ENTRY_SLOTS - 1);
  const __u64* slotted = bpf_map_lookup_elem(&conntrack_entries, &slot);
  const __u64 entry = slotted ? *slotted : 0;
  const struct nf_conn* ct = (const void*)(entry & ~CONVERSE);
  *known = false;
  if (!ct) return NOT_TRACKED;
  struct flow flow = *sender;
  flow_of_tuple(&flow, entry & CONVERSE ? &ct->tuplehash[1].tuple : &ct->tuplehash[0].tuple, true, false);
  if (number_of_flow(&flow) != number) return NOT_TRACKED;
  *known = true;
  return read_translation(ct, entry & CONVERSE, h, sender, receiver);
}

/// By what the packet brings with it once connection tracking has seen it: on its way out, mostly.
static __always_inline enum tracked translate_tracked(struct __sk_buff* ctx, const struct headers* h,
                                                      struct flow* sender, struct flow* receiver) {
  const struct sk_buff___nf* skb = (const void*)ctx;
  const struct nf_conn* type = 0;
  if (!bpf_core_field_exists(skb->_nfct) || !bpf_core_field_exists(type->tuplehash)) return NOT_TRACKED;
  const unsigned long tracked = BPF_CORE_READ(skb, _nfct);
  const struct nf_conn* ct = (const void*)(tracked & ~NFCT_INFO_MASK);
  if (!ct) return NOT_TRACKED;
  if (!has_conntrack) remember_entry(ctx, ct, h, sender);
  return read_translation(ct, (tracked & NFCT_INFO_MASK) >= IP_CT_IS_REPLY, h, sender, receiver);
}

/// By its addresses, before connection tracking has seen it. `*known`: there is such a connection, translated or not.
static __always_inline enum tracked translate_arriving(struct __sk_buff* ctx, const struct headers* h,
                                                       struct flow* sender, struct flow* receiver, bool* known) {
  if (!has_conntrack) return translate_remembered(h, sender, receiver, known);
  struct bpf_ct_opts___short options = {.netns_id = BPF_F_CURRENT_NETNS, .l4proto = h->protocol};
  struct bpf_sock_tuple tuple = {};
  struct nf_conn* ct;
  if (h->family == AF_INET) {
    __builtin_memcpy(&tuple.ipv4.saddr, h->source, 4);
    __builtin_memcpy(&tuple.ipv4.daddr, h->destination, 4);
    tuple.ipv4.sport = bpf_htons(h->source_port);
    tuple.ipv4.dport = bpf_htons(h->destination_port);
    ct = bpf_skb_ct_lookup(ctx, &tuple, sizeof(tuple.ipv4), &options, sizeof(options));
  } else {
    __builtin_memcpy(tuple.ipv6.saddr, h->source, 16);
    __builtin_memcpy(tuple.ipv6.daddr, h->destination, 16);
    tuple.ipv6.sport = bpf_htons(h->source_port);
    tuple.ipv6.dport = bpf_htons(h->destination_port);
    ct = bpf_skb_ct_lookup(ctx, &tuple, sizeof(tuple.ipv6), &options, sizeof(options));
  }
  *known = ct != 0;
  if (!ct) return NOT_TRACKED;
  const enum tracked result = read_translation(ct, options.dir != 0, h, sender, receiver);
  bpf_ct_release(ct);
  return result;
}
