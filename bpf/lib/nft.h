// The rules of nf_tables as the kernel runs them: a chain has a blob, in which its rules lie one behind the other, each
// a header and the expressions of the rule. Linux 5.17 and later.
#pragma once

#include "lib/kernel.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct nft_pktinfo {
  struct sk_buff* skb;
};

struct nft_table {
  __u16 family : 6;  // NFPROTO_*
  char* name;
};

struct nft_rule_blob {
  unsigned long size;  // bytes of data
  unsigned char data[];
};

struct nft_chain {
  struct nft_rule_blob* blob_gen_0;
  struct nft_rule_blob* blob_gen_1;
  struct nft_table* table;
  __u8 flags : 5;
  char* name;
};

struct nft_base_chain {
  __u8 policy;
  struct nft_chain chain;
};

struct nft_verdict {
  __u32 code;
  struct nft_chain* chain;
};

struct nft_data {
  struct nft_verdict verdict;
};

struct nft_immediate_expr {
  struct nft_data data;
  __u8 dreg;
};

struct nft_expr {
  unsigned char data[];
};

#pragma clang attribute pop

// include/uapi/linux/netfilter/nf_tables.h
#define NFT_CHAIN_BASE 1
#define NFT_REG_VERDICT 0
#define NFT_JUMP ((__u32) - 3)
#define NFT_GOTO ((__u32) - 4)
// struct nft_rule_dp of include/net/netfilter/nf_tables.h: one word of bits before each rule's expressions
#define NFT_RULE_IS_LAST 1
#define NFT_RULE_LENGTH(header) ((header) >> 1 & 0xfff)
#define NFT_RULE_HANDLE(header) ((header) >> 13)

#define NFT_CHAINS 8     // that are called by one another
#define NFT_RULES 65536  // of a chain, that are looked at

/// The chains a packet is in, the innermost last.
struct nft_place {
  __u64 chains[NFT_CHAINS];
  __u32 count;
  __u32 reserved;
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 4096);
  __type(key, __u64);  // skb
  __type(value, struct nft_place);
} nft_places SEC(".maps");

static __always_inline void enter_base_chain(__u64 skb, struct nft_chain* chain) {
  struct nft_place place = {.chains = {(__u64)chain}, .count = 1};
  bpf_map_update_elem(&nft_places, &skb, &place, BPF_ANY);
}

static __always_inline bool is_in(struct nft_rule_blob* blob, __u64 address) {
  return blob && address - (__u64)blob < BPF_CORE_READ(blob, size) + sizeof(*blob);
}

/// The blob of the chain that has the expression at `address`; null: it is another chain's. There are two of them while
/// the rules are exchanged.
static __always_inline struct nft_rule_blob* blob_with(struct nft_chain* chain, __u64 address) {
  struct nft_rule_blob* blob = BPF_CORE_READ(chain, blob_gen_0);
  if (is_in(blob, address)) return blob;
  blob = BPF_CORE_READ(chain, blob_gen_1);
  return is_in(blob, address) ? blob : 0;
}

/// The rule that has the expression at `address` is looked for.
struct rule_search {
  __u64 at;  // the next rule's header
  __u64 address;
  __u64 handle;
};

static int is_last_rule(__u32 index, struct rule_search* search) {
  __u64 header = 0;
  if (bpf_probe_read_kernel(&header, sizeof(header), (const void*)search->at) != 0 || header & NFT_RULE_IS_LAST)
    return 1;
  search->at += sizeof(header) + NFT_RULE_LENGTH(header);
  if (search->address >= search->at) return 0;
  search->handle = NFT_RULE_HANDLE(header);
  return 1;
}

/// The handle of the rule that has the expression at `address`; 0: it is too far behind.
static __always_inline __u64 rule_with(struct nft_rule_blob* blob, __u64 address) {
  struct rule_search search = {.at = (__u64)blob + bpf_core_field_offset(struct nft_rule_blob, data),
                               .address = address};
  bpf_loop(NFT_RULES, is_last_rule, &search, 0);
  return search.handle;
}

/// The chain whose rule has the expression. Those that were called and have returned are forgotten.
static __always_inline struct nft_chain* chain_with(struct nft_place* place, __u64 address,
                                                    struct nft_rule_blob** blob) {
  for (int i = 0; i < NFT_CHAINS; i++) {
    const __u32 last = place->count - 1;
    if (last >= NFT_CHAINS) break;
    struct nft_chain* chain = (struct nft_chain*)place->chains[last & (NFT_CHAINS - 1)];
    *blob = blob_with(chain, address);
    if (*blob) return chain;
    place->count = last;
  }
  return 0;
}

/// The expression's verdict calls another chain.
static __always_inline void enter_chain(struct nft_place* place, const struct nft_verdict* verdict) {
  const __u32 next = place->count;
  if ((verdict->code != NFT_JUMP && verdict->code != NFT_GOTO) || next >= NFT_CHAINS) return;
  place->chains[next & (NFT_CHAINS - 1)] = (__u64)verdict->chain;
  place->count = next + 1;
}
