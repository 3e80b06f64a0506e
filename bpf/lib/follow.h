// Which packet an skb carries. A packet is known by the skbs that carry it and by the memory its bytes lie in: a clone
// has another sk_buff around the same bytes, and a packet whose bytes moved has the same sk_buff still.
#pragma once

#include "lib/skb.h"

struct carrier {
  __u64 packet;
  __u64 head;
};

struct bytes {
  __u64 packet;
  __u32 arrived;  // came in from a device and was not sent on since
  __u32 reserved;
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 32768);
  __type(key, __u64);  // skb
  __type(value, struct carrier);
} carriers SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 32768);
  __type(key, __u64);  // sk_buff.head
  __type(value, struct bytes);
} packet_bytes SEC(".maps");

/// How many addresses are in the maps above, by their hash, so that packets that nobody follows cost no lookup. An
/// entry that a map gave up for another stays counted, which costs lookups only.
#define FOLLOWED_SLOTS 4096
__u32 followed[FOLLOWED_SLOTS] = {};

static __always_inline __u32* followed_slot(__u64 address) {
  const __u64 mixed = address * 0x9e3779b97f4a7c15;  // 2^64 by the golden ratio
  return &followed[mixed >> 52];
}

static __always_inline bool may_be_followed(__u64 address) {
  return *followed_slot(address) != 0;
}

/// Counted first, so that nobody overlooks it.
static __always_inline void remember(void* map, __u64 address, const void* value) {
  __sync_fetch_and_add(followed_slot(address), 1);
  if (bpf_map_update_elem(map, &address, value, BPF_NOEXIST) == 0) return;
  __sync_fetch_and_add(followed_slot(address), -1);
  bpf_map_update_elem(map, &address, value, BPF_EXIST);
}

static __always_inline void forget(void* map, __u64 address) {
  if (bpf_map_delete_elem(map, &address) == 0) __sync_fetch_and_add(followed_slot(address), -1);
}

static __always_inline void follow_bytes(__u64 head, __u64 packet, __u32 arrived) {
  const struct bytes fresh = {.packet = packet, .arrived = arrived};
  remember(&packet_bytes, head, &fresh);
}

static __always_inline void follow(struct sk_buff* skb, __u64 packet) {
  const struct carrier fresh = {.packet = packet, .head = (__u64)BPF_CORE_READ(skb, head)};
  remember(&carriers, (__u64)skb, &fresh);
}

/// The skb does not carry that packet any more. Its bytes may live on in a clone.
static __always_inline void forget_skb(struct sk_buff* skb, bool with_bytes) {
  const __u64 head = (__u64)BPF_CORE_READ(skb, head);
  forget(&carriers, (__u64)skb);
  if (with_bytes || !shares_bytes(skb)) forget(&packet_bytes, head);
}

/// The packet of the skb by its own address only; 0: nobody follows it, or not any more.
static __always_inline __u64 find_carried(struct sk_buff* skb) {
  const __u64 key = (__u64)skb;
  const struct carrier* known = may_be_followed(key) ? bpf_map_lookup_elem(&carriers, &key) : 0;
  return known ? known->packet : 0;
}

/// The packet of the skb, whose bytes begin at `head`; 0: nobody follows it. Where the skb and its bytes disagree the
/// bytes are right: they are of a packet that is followed now, while the skb may have been used again.
static __always_inline __u64 find_packet(struct sk_buff* skb, __u64 head) {
  const __u64 key = (__u64)skb;
  if (!may_be_followed(key) && !may_be_followed(head)) return 0;
  struct carrier* known = bpf_map_lookup_elem(&carriers, &key);
  if (known && known->head == head) return known->packet;
  const struct bytes* bytes = bpf_map_lookup_elem(&packet_bytes, &head);
  if (bytes) {
    const __u64 packet = bytes->packet;
    follow(skb, packet);
    return packet;
  }
  if (!known) return 0;
  // Its bytes have moved, or its memory is another skb's, which only the place where it is seen tells (is_another).
  const struct bytes* former = bpf_map_lookup_elem(&packet_bytes, &known->head);
  known->head = head;
  follow_bytes(head, known->packet, former ? former->arrived : 0);
  return known->packet;
}
