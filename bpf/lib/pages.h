// Headers that do not lie in sk_buff.head, or not all of them, but in the pages of its fragments. A page is known by
// its struct page. In 64-bit kernels all of those lie in one array, and all memory is mapped in one piece, so from one
// page whose address is known too, all addresses follow. Where the two begin is secret, and their symbols are not in
// every kernel; but the slab allocator has pages of both kinds of names: a slab's struct page, and the address of its
// first free object.
#pragma once

#include "lib/skb.h"

/// skb_frag_t: struct bio_vec, and from 6.9 on struct skb_frag, which lies in memory the same.
struct fragment {
  __u64 page;  // struct page*; odd: memory of a device, which the processor cannot read
  __u32 length;
  __u32 offset;
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct page {
  unsigned long flags;
};

/// Since 5.17. Before, it was a part of struct page.
struct slab {
  struct kmem_cache* slab_cache;
  struct list_head slab_list;
  void* freelist;
};

struct kmem_cache_node {
  struct list_head partial;  // slabs of which some objects are free
};

struct kmem_cache_order_objects {
  unsigned int x;
};

struct kmem_cache {
  struct kmem_cache_order_objects oo;
  struct list_head list;  // of all caches, in a ring
  struct kmem_cache_node* node[1];
};

struct dst_ops {
  struct kmem_cache* kmem_cachep;
};

struct netns_ipv6 {
  struct dst_ops ip6_dst_ops;
};

struct net___ipv6 {
  struct netns_ipv6 ipv6;
};

struct skb_shared_info___pages {
  __u8 nr_frags;
  struct fragment frags[1];
};

#pragma clang attribute pop

#define OO_SHIFT 16  // mm/slab.h: above the number of objects stands the order
#define GATHERED_BYTES 192

volatile const __u32 page_size = 4096;

/// What a page's address is more than its struct page's, multiplied; 0: not known yet.
__u64 page_base = 0;
__u64 last_page_base = 0;  // that one cache told of
__u64 next_cache = 0;      // to be asked

struct gathered {
  __u8 bytes[2 * GATHERED_BYTES];
  __u32 size;
};

#define GATHERED_SLOTS 8  // one program may interrupt another while that looks at its bytes

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, GATHERED_SLOTS);
  __type(key, __u32);
  __type(value, struct gathered);
} gathered_headers SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u32);
} gathered_last SEC(".maps");

/// As one cache tells it; 0: it does not.
static __always_inline __u64 base_by_cache(struct kmem_cache* cache) {
  if (BPF_CORE_READ(cache, oo.x) >> OO_SHIFT != 0) return 0;  // a free object may be in any of a slab's pages
  struct kmem_cache_node* node = BPF_CORE_READ(cache, node[0]);
  if (!node) return 0;
  const __u64 first = (__u64)BPF_CORE_READ(node, partial.next);
  if (first == (__u64)node + bpf_core_field_offset(struct kmem_cache_node, partial)) return 0;
  struct slab* slab = (void*)(first - bpf_core_field_offset(struct slab, slab_list));
  const __u64 object = (__u64)BPF_CORE_READ(slab, freelist);
  if (!object || BPF_CORE_READ(slab, slab_cache) != cache) return 0;
  return (object & ~((__u64)page_size - 1)) - (__u64)slab * (page_size / bpf_core_type_size(struct page));
}

/// An address in a map, as a number: the verifier lets it be handed on only so.
static __always_inline __u64 number_of(const void* pointer) {
  __u64 number = 0;
  bpf_probe_read_kernel(&number, sizeof(number), &pointer);
  return number;
}

static __always_inline struct gathered* next_slot(void) {
  const __u32 zero = 0;
  __u32* last = bpf_map_lookup_elem(&gathered_last, &zero);
  if (!last) return 0;
  const __u32 slot = (*last)++ & (GATHERED_SLOTS - 1);  // who interrupts this is done when it goes on
  return bpf_map_lookup_elem(&gathered_headers, &slot);
}

/// Puts together what of the packet begins at `start`, of which `linear` bytes lie there and the rest in fragments: in
/// the first one, for nobody cuts headers smaller. `shared`: the skb's struct skb_shared_info. Returns the address of a
/// struct gathered; 0: it could not be read, or `shared` is 0. By numbers, and for the verifier a function of its own,
/// see is_asked_for().
__noinline __u64 gather(__u64 shared, __u64 start, __u32 linear) {
  struct gathered* to = shared ? next_slot() : 0;
  if (!to || !page_base || linear > GATHERED_BYTES) return 0;
  if (linear && bpf_probe_read_kernel(to->bytes, linear, (const void*)start) != 0) return 0;
  struct fragment fragment;
  const void* first = (const void*)(shared + bpf_core_field_offset(struct skb_shared_info___pages, frags));
  const __u8 count = BPF_CORE_READ((const struct skb_shared_info___pages*)shared, nr_frags);
  if (!count || bpf_probe_read_kernel(&fragment, sizeof(fragment), first) != 0 || fragment.page & 1) return 0;
  __u32 size = fragment.length < GATHERED_BYTES ? fragment.length : GATHERED_BYTES;
  asm volatile("" : "+r"(size));
  if (size > GATHERED_BYTES) return 0;
  const __u64 ratio = page_size / bpf_core_type_size(struct page);
  const void* from = (const void*)(fragment.page * ratio + page_base + fragment.offset);
  if (bpf_probe_read_kernel(to->bytes + linear, size, from) != 0) return 0;
  to->size = linear + size;
  return number_of(to);
}

/// Whether the network header, or too little behind it for addresses and ports, lies where sk_buff.head is.
static __always_inline bool lies_in_pages(const union skb_members* members) {
  const __u32 least = members->protocol == bpf_htons(ETH_P_IPV6) ? 48 : 40;
  return members->data_len != 0 && members->network_header != 0 && members->tail < members->network_header + least;
}

/// As the kernel pulls headers out of pages, but the skb stays as it is: the members are as if it had been done. False:
/// they could not be read. The call comes first on every way, and costs little: its place in the program's code must be
/// before that of is_asked_for(), see Splice.
static __always_inline bool pull_headers(struct sk_buff* skb, union skb_members* members) {
  const bool framed = members->mac_header <= members->network_header;
  __u32 start = framed ? members->mac_header : members->network_header;
  if (start > members->tail) start = members->tail;
  const bool needed = lies_in_pages(members);
  const __u64 shared = needed ? (__u64)shared_info(skb) : 0;
  const __u64 bytes = gather(shared, (__u64)members->head + start, members->tail - start);
  if (!needed) return true;
  __u32 size = 0;
  if (!bytes || bpf_probe_read_kernel(&size, sizeof(size), &((struct gathered*)bytes)->size) != 0) return false;
  const __u32 end = members->tail + members->data_len;
  members->head = (unsigned char*)(bytes - start);
  members->tail = start + size;
  members->data_len = end - members->tail;
  return true;
}

/// Asks one cache more. Is run before anything else, until page_base is known: two caches must say the same, for a slab
/// may change hands while it is looked at.
SEC("raw_tp")
int learn_page_base(void* ctx) {
  const struct task_struct* task = (const void*)bpf_get_current_task();
  const struct net___ipv6* net = (const void*)BPF_CORE_READ(task, nsproxy, net_ns);
  if (!bpf_core_type_exists(struct slab) || !bpf_core_field_exists(net->ipv6)) return 0;
  if (!next_cache) next_cache = (__u64)BPF_CORE_READ(net, ipv6.ip6_dst_ops.kmem_cachep);
  struct kmem_cache* cache = (void*)next_cache;
  if (!cache) return 0;
  const __u64 base = base_by_cache(cache);
  if (base && base == last_page_base) page_base = base;
  if (base) last_page_base = base;
  next_cache = (__u64)BPF_CORE_READ(cache, list.next) - bpf_core_field_offset(struct kmem_cache, list);
  return 0;
}
