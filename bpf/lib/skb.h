// The sk_buff, as far as steps of a trace read it; by probe reads only, so that any address will do.
#pragma once

#include "lib/kernel.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct skb_shared_info {
  unsigned short gso_size;
  atomic_t dataref;
};

#pragma clang attribute pop

#define ARPHRD_ETHER 1
#define ARPHRD_LOOPBACK 772
#define HEADER_NOT_SET 0xffff  // of mac_header
#define ETHERNET_HEADER 14

#define SKB_COPIED_BYTES 128  // at most, from `data_len` to the end of `head`

/// Of an sk_buff, read at once: each read is a helper's call, which is most of what a packet costs that nobody follows.
struct skb_members {
  unsigned char* head;
  __u32 data_len;
  __u32 tail;
  __be16 protocol;
  __u16 network_header;
  __u16 mac_header;
};

/// The compiler must not reckon with the address before the offset is known: the verifier would not let it.
static __always_inline const void* copied(const void* copy, __u64 offset) {
  asm volatile("" : "+r"(offset));
  return copy + offset;
}

#define COPIED_MEMBER(words, first, member) \
  (*(const typeof(((struct sk_buff*)0)->member)*)copied(words, bpf_core_field_offset(struct sk_buff, member) - (first)))

/// All 0 where no memory is.
static __always_inline struct skb_members read_members(struct sk_buff* skb) {
  __u64 words[SKB_COPIED_BYTES / sizeof(__u64)];
  const __u32 first = bpf_core_field_offset(struct sk_buff, data_len) & ~7U;
  const __u32 size = bpf_core_field_offset(struct sk_buff, head) + sizeof(skb->head) - first;
  struct skb_members members = {};
  if (size > sizeof(words) || bpf_probe_read_kernel(words, size, (const unsigned char*)skb + first) != 0)
    return members;
  members.head = COPIED_MEMBER(words, first, head);
  members.data_len = COPIED_MEMBER(words, first, data_len);
  members.tail = COPIED_MEMBER(words, first, tail);
  members.protocol = COPIED_MEMBER(words, first, protocol);
  members.network_header = COPIED_MEMBER(words, first, network_header);
  members.mac_header = COPIED_MEMBER(words, first, mac_header);
  return members;
}

/// Where a packet's bytes lie.
struct packet_view {
  const unsigned char* head;
  __u32 start;       // offset from head: the link-layer header, or the network header where there is no other
  __u32 linear;      // bytes from start that lie together
  __u32 length;      // bytes from start, those in fragments too
  __u32 network;     // offset of the network header from start
  bool link_header;  // an Ethernet header stands at start
};

static __always_inline bool has_link_header(struct sk_buff* skb, const struct skb_members* members) {
  if (members->mac_header == HEADER_NOT_SET) return false;
  if (members->network_header < members->mac_header + ETHERNET_HEADER) return false;
  const unsigned short type = BPF_CORE_READ(skb, dev, type);
  return type == ARPHRD_ETHER || type == ARPHRD_LOOPBACK;
}

/// False where the headers are not there yet.
static __always_inline bool view_packet(struct sk_buff* skb, const struct skb_members* members,
                                        struct packet_view* view) {
  const __u32 network = members->network_header;
  view->head = members->head;
  if (network == 0 || network >= members->tail) return false;
  view->link_header = has_link_header(skb, members);
  view->start = view->link_header ? members->mac_header : network;
  view->network = network - view->start;
  view->linear = members->tail - view->start;
  view->length = view->linear + members->data_len;
  return true;
}

static __always_inline struct skb_shared_info* shared_info(struct sk_buff* skb) {
  return (struct skb_shared_info*)(BPF_CORE_READ(skb, head) + BPF_CORE_READ(skb, end));
}

/// Whether other skbs use the same bytes.
static __always_inline bool shares_bytes(struct sk_buff* skb) {
  struct skb_shared_info* shared = shared_info(skb);
  // include/linux/skbuff.h: the upper half counts users of the payload only.
  return (BPF_CORE_READ(shared, dataref.counter) & 0xffff) > 1;
}
