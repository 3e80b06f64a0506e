// The network namespace that has a number in another one, as the kernel keeps it: in a tree of nodes (an IDR).
#pragma once

#include "lib/kernel.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct xa_node {
  unsigned char shift;
  void* slots[64];  // 16 with CONFIG_BASE_SMALL
};

struct xarray {
  void* xa_head;
};

struct idr {
  struct xarray idr_rt;
};

struct net___ids {
  struct idr netns_ids;
  struct ns_common ns;
};

#pragma clang attribute pop

#define MOST_LEVELS 4  // 16 million numbers

/// include/linux/xarray.h: pointers to nodes are marked by their second bit.
static __always_inline bool is_tree_node(__u64 entry) {
  return (entry & 3) == 2 && entry > 4096;
}

/// Inode number of the namespace; 0: none has the number.
static __always_inline __u32 netns_of_id(const struct net___ids* net, __u32 id) {
  __u64 entry = (__u64)BPF_CORE_READ(net, netns_ids.idr_rt.xa_head);
  if (!is_tree_node(entry) && id != 0) return 0;
  for (int level = 0; level < MOST_LEVELS && is_tree_node(entry); level++) {
    const struct xa_node* node = (const void*)(entry - 2);
    const __u32 mask = bpf_core_field_size(node->slots) / sizeof(void*) - 1;
    const __u32 slot = id >> BPF_CORE_READ(node, shift);
    if (level == 0 && slot > mask) return 0;
    bpf_core_read(&entry, sizeof(entry), &node->slots[slot & mask]);
  }
  if (entry == 0 || is_tree_node(entry)) return 0;
  return BPF_CORE_READ((const struct net___ids*)entry, ns.inum);
}
