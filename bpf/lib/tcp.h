// What the kernel knows of a TCP socket, read from the socket itself: its two ends, who began the connection, what it
// carried. All of it by probe reads, so that request sockets and pointers from other programs' contexts do, too.
#pragma once

#include "lib/owner.h"
#include "wire/states.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct tcp_sock {
  __u32 srtt_us;  // eighths of a microsecond
  __u32 total_retrans;
  __u64 bytes_sent;
  __u64 bytes_retrans;
  __u64 bytes_received;
};

struct hlist_nulls_head {
  struct hlist_nulls_node* first;
};

struct inet_ehash_bucket {
  struct hlist_nulls_head chain;
};

struct inet_hashinfo {
  struct inet_ehash_bucket* ehash;
  unsigned int ehash_mask;
};

// Up to 6.0 the protocol points to the table of connections, since then the namespace does.
struct inet_timewait_death_row {
  struct inet_hashinfo* hashinfo;
};

struct netns_ipv4 {
  struct inet_timewait_death_row tcp_death_row;
};

struct net___tcp {
  struct netns_ipv4 ipv4;
};

union proto_hashinfo {
  struct inet_hashinfo* hashinfo;
};

struct proto {
  union proto_hashinfo h;
};

struct sock_common___tcp {
  struct proto* skc_prot;
  struct sock* skc_listener;  // of a request socket
};

#pragma clang attribute pop

#define SOCK_DONE 1  // include/net/sock.h: a FIN has come
// include/net/tcp_states.h
#define TCP_FIN_WAIT1 4
#define TCP_FIN_WAIT2 5
#define TCP_LAST_ACK 9
#define TCP_CLOSING 11

/// The two ends of a connection, as the members of struct trawl_tcp_event have them.
struct tcp_ends {
  __u32 netns;
  __u8 local[16];
  __u8 remote[16];
  __u16 local_port;
  __u16 remote_port;
  __u8 family;
};

#define PLAIN(sk, member) ((sk)->member)
#define PROBED(sk, member) BPF_CORE_READ(sk, member)

// Twice, for a helper call per member is what an event costs most: programs that the kernel hands a socket read it
// straight (`get` is PLAIN), those that have found one by its address do not. A request socket has no `inet_sport`: it
// is told by its state.
#define DEFINE_READ_ENDS(name, get)                                                                                \
  static __always_inline void name(struct tcp_ends* e, const struct sock_common* sk) {                             \
    const __u8 state = get(sk, skc_state);                                                                         \
    const struct net* net = get(sk, skc_net.net);                                                                  \
    /* Not skc_num: a socket that is being closed has given its port back. */                                      \
    e->local_port = state == TCP_NEW_SYN_RECV ? get(sk, skc_num)                                                   \
                                              : bpf_ntohs(BPF_CORE_READ((const struct inet_sock*)sk, inet_sport)); \
    e->remote_port = bpf_ntohs(get(sk, skc_dport));                                                                \
    e->family = (__u8)get(sk, skc_family);                                                                         \
    e->netns = BPF_CORE_READ(net, ns.inum);                                                                        \
    __builtin_memset(e->local, 0, sizeof(e->local));                                                               \
    __builtin_memset(e->remote, 0, sizeof(e->remote));                                                             \
    if (e->family == AF_INET6 && !is_ipv4_connection(sk)) {                                                        \
      bpf_probe_read_kernel(e->local, sizeof(e->local), &sk->skc_v6_rcv_saddr);                                    \
      bpf_probe_read_kernel(e->remote, sizeof(e->remote), &sk->skc_v6_daddr);                                      \
      return;                                                                                                      \
    }                                                                                                              \
    e->family = AF_INET;                                                                                           \
    const __be32 local = get(sk, skc_rcv_saddr);                                                                   \
    const __be32 remote = get(sk, skc_daddr);                                                                      \
    __builtin_memcpy(e->local, &local, sizeof(local));                                                             \
    __builtin_memcpy(e->remote, &remote, sizeof(remote));                                                          \
  }

DEFINE_READ_ENDS(read_ends, PLAIN)
DEFINE_READ_ENDS(probe_ends, PROBED)

/// An accepted socket remembers the interface that its SYN came in by where others keep one for multicast, which no
/// TCP socket can set.
static __always_inline __u8 direction_of(const struct sock* sk) {
  const struct inet_sock* inet = (const struct inet_sock*)sk;
  if (BPF_CORE_READ(inet, mc_index) != 0) return TRAWL_TCP_ACCEPTED;
  const bool v6 = BPF_CORE_READ(sk, __sk_common.skc_family) == AF_INET6;
  if (v6 && BPF_CORE_READ(inet, pinet6, mcast_oif) != 0) return TRAWL_TCP_ACCEPTED;
  return TRAWL_TCP_CONNECTED;
}

static __always_inline void read_totals(struct trawl_tcp_event* e, const struct sock* sk) {
  const struct tcp_sock* tcp = (const struct tcp_sock*)sk;
  e->bytes_sent = BPF_CORE_READ(tcp, bytes_sent) - BPF_CORE_READ(tcp, bytes_retrans);
  e->bytes_received = BPF_CORE_READ(tcp, bytes_received);
  // The kernel counts the peer's FIN as a byte.
  if ((BPF_CORE_READ(sk, __sk_common.skc_flags) & 1 << SOCK_DONE) != 0 && e->bytes_received != 0) e->bytes_received--;
  e->retransmits = BPF_CORE_READ(tcp, total_retrans);
  e->rtt = BPF_CORE_READ(tcp, srtt_us) >> 3;
}

static __always_inline struct inet_hashinfo* connections_of(const struct sock_common* sk) {
  const struct sock_common___tcp* common = (const void*)sk;
  struct inet_hashinfo* table = BPF_CORE_READ(common, skc_prot, h.hashinfo);
  const struct net___tcp* net = (const void*)BPF_CORE_READ(sk, skc_net.net);
  if (!table && bpf_core_field_exists(net->ipv4.tcp_death_row.hashinfo)) {
    table = BPF_CORE_READ(net, ipv4.tcp_death_row.hashinfo);
  }
  return table;
}

#define CHAIN_LENGTH 16  // the newest stands first

/// Whether the connection of a socket that is being closed goes on in TIME_WAIT: then a small socket with its cookie
/// has just taken its place in the table of connections. `cookie`: the socket's before anybody asked for it.
static __always_inline bool stays_in_time_wait(const struct sock_common* sk, __u64 cookie) {
  const struct inet_hashinfo* table = connections_of(sk);
  if (!table) return false;
  const __u32 hash = BPF_CORE_READ(sk, skc_hash);
  const struct inet_ehash_bucket* bucket = BPF_CORE_READ(table, ehash);
  bucket += hash & BPF_CORE_READ(table, ehash_mask);
  const struct hlist_nulls_node* node = BPF_CORE_READ(bucket, chain.first);
  for (int i = 0; i < CHAIN_LENGTH && !((__u64)node & 1); i++) {
    const struct sock_common* other =
        (const void*)((__u64)node - bpf_core_field_offset(struct sock_common, skc_nulls_node));
    if (BPF_CORE_READ(other, skc_state) == TCP_TIME_WAIT && BPF_CORE_READ(other, skc_hash) == hash &&
        BPF_CORE_READ(other, skc_dport) == BPF_CORE_READ(sk, skc_dport) &&
        BPF_CORE_READ(other, skc_cookie.counter) == (long long)cookie) {
      return true;
    }
    node = BPF_CORE_READ(node, next);
  }
  return false;
}
