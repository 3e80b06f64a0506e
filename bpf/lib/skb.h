// The sk_buff, as far as steps of a trace read it; by probe reads only, so that any address will do.
#pragma once

#include "lib/kernel.h"

#include "wire/trace.h"

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

#define SKB_COPIED_BYTES 112  // at most, from `data_len` to the end of `head`

/// Of an sk_buff, read at once: each read is a helper's call, which is most of what a packet costs that nobody follows.
/// As words: a pointer to a function that is not static needs Linux 5.12.
union skb_members {
  struct {
    unsigned char* head;
    __u32 data_len;
    __u32 tail;
    __be16 protocol;
    __u16 network_header;
    __u16 mac_header;
    __u16 reserved;
  };
  __u64 words[3];
};

/// The compiler must not reckon with the address before the offset is known: the verifier would not let it.
static __always_inline const void* copied(const void* copy, __u64 offset) {
  asm volatile("" : "+r"(offset));
  return copy + offset;
}

#define COPIED_MEMBER(words, first, member) \
  (*(const typeof(((struct sk_buff*)0)->member)*)copied(words, bpf_core_field_offset(struct sk_buff, member) - (first)))

/// All 0 where no memory is.
static __always_inline union skb_members read_members(struct sk_buff* skb) {
  __u64 words[SKB_COPIED_BYTES / sizeof(__u64)];
  const __u32 first = bpf_core_field_offset(struct sk_buff, data_len) & ~7U;
  const __u32 size = bpf_core_field_offset(struct sk_buff, head) + sizeof(skb->head) - first;
  union skb_members members = {};
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

/// What stands at the view's start; bytes past `linear` are not the packet's.
struct packet_window {
  __u8 bytes[TRAWL_TRACE_WINDOW];
} __attribute__((aligned(8)));

#define WINDOWS 8  // one program may interrupt another, and that the next

/// The stack has no room for them.
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, WINDOWS);
  __type(key, __u32);
  __type(value, struct packet_window);
} packet_windows SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u32);
} windows_in_use SEC(".maps");

static __always_inline volatile __u32* count_windows(void) {
  const __u32 zero = 0;
  return bpf_map_lookup_elem(&windows_in_use, &zero);
}

/// The count tells which are taken: a program that interrupts another has given its own back when that goes on.
static __always_inline struct packet_window* take_window(volatile __u32* in_use) {
  const __u32 number = (*in_use)++ & (WINDOWS - 1);
  return bpf_map_lookup_elem(&packet_windows, &number);
}

static __always_inline void give_window_back(volatile __u32* in_use) {
  (*in_use)--;
}

/// Behind the head there is always memory enough to read: struct skb_shared_info.
static __always_inline bool read_window(const struct packet_view* view, struct packet_window* window) {
  return bpf_probe_read_kernel(window->bytes, sizeof(window->bytes), view->head + view->start) == 0;
}

/// Of what may be an Ethernet header. That the type is there which the skb has says as much as its device would.
static __always_inline bool is_link_header(struct sk_buff* skb, const union skb_members* members,
                                           const struct packet_window* window) {
  const __u16 type = *(const __u16*)&window->bytes[ETHERNET_HEADER - sizeof(type)];
  if (members->network_header == members->mac_header + ETHERNET_HEADER && type == members->protocol) return true;
  const unsigned short device = BPF_CORE_READ(skb, dev, type);
  return device == ARPHRD_ETHER || device == ARPHRD_LOOPBACK;
}

/// False where the headers are not there yet.
static __always_inline bool view_packet(struct sk_buff* skb, const union skb_members* members, struct packet_view* view,
                                        struct packet_window* window) {
  const __u32 network = members->network_header;
  view->head = members->head;
  if (network == 0 || network >= members->tail) return false;
  view->link_header = members->mac_header != HEADER_NOT_SET && network >= members->mac_header + ETHERNET_HEADER;
  view->start = view->link_header ? members->mac_header : network;
  if (!read_window(view, window)) return false;
  if (view->link_header && !is_link_header(skb, members, window)) {
    view->link_header = false;
    view->start = network;
    if (!read_window(view, window)) return false;
  }
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
