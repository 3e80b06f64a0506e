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

/// Where a packet's bytes lie.
struct packet_view {
  const unsigned char* head;
  __u32 start;       // offset from head: the link-layer header, or the network header where there is no other
  __u32 linear;      // bytes from start that lie together
  __u32 length;      // bytes from start, those in fragments too
  __u32 network;     // offset of the network header from start
  bool link_header;  // an Ethernet header stands at start
};

static __always_inline bool has_link_header(struct sk_buff* skb, __u32 mac, __u32 network) {
  if (mac == HEADER_NOT_SET || network < mac + ETHERNET_HEADER) return false;
  struct net_device* dev = BPF_CORE_READ(skb, dev);
  const unsigned short type = BPF_CORE_READ(dev, type);
  return type == ARPHRD_ETHER || type == ARPHRD_LOOPBACK;
}

/// False where the headers are not there yet.
static __always_inline bool view_packet(struct sk_buff* skb, struct packet_view* view) {
  const __u32 network = BPF_CORE_READ(skb, network_header);
  const __u32 mac = BPF_CORE_READ(skb, mac_header);
  const __u32 tail = BPF_CORE_READ(skb, tail);
  view->head = BPF_CORE_READ(skb, head);
  if (network == 0 || network >= tail) return false;
  view->link_header = has_link_header(skb, mac, network);
  view->start = view->link_header ? mac : network;
  view->network = network - view->start;
  view->linear = tail - view->start;
  view->length = view->linear + BPF_CORE_READ(skb, data_len);
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
