// What connection tracking says of a packet.
#pragma once

#include "lib/skb.h"
#include "wire/trace.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct sk_buff___conntrack {
  unsigned long _nfct;  // struct nf_conn*, with enum ip_conntrack_info in its lowest bits
};

struct nf_conn {
  unsigned long status;  // enum ip_conntrack_status
};

#pragma clang attribute pop

#define CONNTRACK_INFO 7

/// TRAWL_NO_CONNTRACK: nothing. `*status` is 0 where the kernel's types do not say where it is.
static __always_inline __u8 conntrack_of(struct sk_buff* skb, __u32* status) {
  const struct sk_buff___conntrack* tracked = (const void*)skb;
  *status = 0;
  if (!bpf_core_field_exists(tracked->_nfct)) return TRAWL_NO_CONNTRACK;
  const __u64 entry = BPF_CORE_READ(tracked, _nfct);
  if (entry == 0) return TRAWL_NO_CONNTRACK;
  const struct nf_conn* connection = (const void*)(entry & ~(__u64)CONNTRACK_INFO);
  if (bpf_core_field_exists(connection->status) && connection) *status = (__u32)BPF_CORE_READ(connection, status);
  return entry & CONNTRACK_INFO;
}
