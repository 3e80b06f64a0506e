// The rules of nf_tables as the kernel runs them: a chain has a blob, in which its rules lie one behind the other, each
// a header and the expressions of the rule. Linux 5.17 and later. And the tables of iptables, whose rules nobody tells.
#pragma once

#include "lib/kernel.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct nft_pktinfo {
  struct sk_buff* skb;
};

struct nft_table {
  struct list_head chains;
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
  struct list_head list;  // of the table's chains
  struct nft_table* table;
  char* name;
};

struct nft_base_chain {
  __u8 policy;
  struct nft_chain chain;
};

struct nft_verdict {
  __u32 code;
};

struct nft_data {
  struct nft_verdict verdict;
};

struct nft_immediate_expr {
  struct nft_data data;
  __u8 dreg;
};

struct nft_set {
  __u16 flags;  // enum nft_set_flags
};

struct nft_lookup {
  struct nft_set* set;
  __u8 dreg;
};

struct nft_expr {
  unsigned char data[];
};

/// A table of iptables, before nf_tables.
struct xt_table {
  __u8 af;  // NFPROTO_*
  char name[32];
};

struct nf_hook_state {
  __u8 hook;  // enum nf_inet_hooks
};

#pragma clang attribute pop

// include/uapi/linux/netfilter/nf_tables.h
#define NFT_REG_VERDICT 0
#define NFT_SET_MAP 8
// struct nft_rule_dp of include/net/netfilter/nf_tables.h: one word of bits before each rule's expressions
#define NFT_RULE_IS_LAST 1
#define NFT_RULE_LENGTH(header) ((header) >> 1 & 0xfff)
#define NFT_RULE_HANDLE(header) ((header) >> 13)

#define NFT_CHAINS 4096  // of a table, that are looked at
#define NFT_RULES 65536  // of a chain, that are looked at

/// The chain that a packet's rules begin with, and the one it was seen in last.
struct nft_place {
  __u64 base;
  __u64 last;
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 4096);
  __type(key, __u64);  // skb
  __type(value, struct nft_place);
} nft_places SEC(".maps");

static __always_inline void enter_base_chain(__u64 skb, struct nft_chain* chain) {
  struct nft_place place = {.base = (__u64)chain, .last = (__u64)chain};
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

/// The chain that has the expression at `address` is looked for.
struct chain_search {
  __u64 at;  // the next chain's list member
  __u64 end;
  __u64 address;
  __u64 chain;
};

static int is_chain_with(__u32 index, struct chain_search* search) {
  if (search->at == search->end || search->at == 0) return 1;
  struct nft_chain* chain = (void*)(search->at - bpf_core_field_offset(struct nft_chain, list));
  search->at = (__u64)BPF_CORE_READ(chain, list.next);
  if (!blob_with(chain, search->address)) return 0;
  search->chain = (__u64)chain;
  return 1;
}

/// The chain whose rule has the expression: any of the table may have been called, and verdict maps do not say which.
static __always_inline struct nft_chain* chain_with(struct nft_place* place, __u64 address) {
  if (blob_with((struct nft_chain*)place->last, address)) return (struct nft_chain*)place->last;
  struct nft_chain* base = (struct nft_chain*)place->base;
  struct nft_table* table = BPF_CORE_READ(base, table);
  struct chain_search search = {.at = (__u64)BPF_CORE_READ(table, chains.next), .address = address};
  search.end = (__u64)table + bpf_core_field_offset(struct nft_table, chains);
  bpf_loop(NFT_CHAINS, is_chain_with, &search, 0);
  if (search.chain) place->last = search.chain;
  return (struct nft_chain*)search.chain;
}

/// Whether the lookup's answer is a verdict. It is not known before it returns.
static __always_inline bool looks_up_verdict(const struct nft_lookup* lookup) {
  return BPF_CORE_READ(lookup, dreg) == NFT_REG_VERDICT && (BPF_CORE_READ(lookup, set, flags) & NFT_SET_MAP);
}
