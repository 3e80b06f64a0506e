// What the programs of others count.
#pragma once

// clang-format off: bpf_helpers.h takes its types from the other.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
// clang-format on

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u64);
} seen SEC(".maps");
static inline int counted(int verdict) {
  __u32 zero = 0;
  __u64* count = bpf_map_lookup_elem(&seen, &zero);
  if (count) __sync_fetch_and_add(count, 1);
  return verdict;
}

char LICENSE[] SEC("license") = "GPL";
