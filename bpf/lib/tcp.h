// What the kernel knows of a TCP socket, read from the socket itself: its two ends, who began the connection, what it
// carried. Programs that the kernel hands a socket read it straight where they can (compat.h).
#pragma once

#include "lib/compat.h"
#include "lib/socket_address.h"
#include "wire/states.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct inet_connection_sock {
  struct inet_sock icsk_inet;
};

struct tcp_sock {
  struct inet_connection_sock inet_conn;
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

static __always_inline __u32 netns_of_socket(const struct sock_common* sk) {
  return BPF_CORE_READ(sk, skc_net.net, ns.inum);
}

static __always_inline void set_addresses(struct trawl_tcp_ends* e, const struct sock_common* sk, __u16 family,
                                          __be32 local, __be32 remote) {
  __builtin_memset(e->local, 0, sizeof(e->local));
  __builtin_memset(e->remote, 0, sizeof(e->remote));
  if (family == AF_INET6 && !is_ipv4_connection(sk)) {
    e->family = AF_INET6;
    bpf_probe_read_kernel(e->local, sizeof(e->local), &sk->skc_v6_rcv_saddr);
    bpf_probe_read_kernel(e->remote, sizeof(e->remote), &sk->skc_v6_daddr);
    return;
  }
  e->family = AF_INET;
  __builtin_memcpy(e->local, &local, sizeof(local));
  __builtin_memcpy(e->remote, &remote, sizeof(remote));
}

/// The socket that a tracepoint has handed over; null: it is not TCP's.
static __always_inline const struct tcp_sock* handed_tcp_socket(struct sock* sk) {
  return has_typed_pointers ? (const struct tcp_sock*)bpf_skc_to_tcp_sock(sk) : (const struct tcp_sock*)sk;
}

/// The first who asks makes it. Tracing programs may since 5.12; before, sock_ops programs have asked when a connection
/// began.
static __always_inline __u64 cookie_of(struct sock* sk) {
  const __u64 cookie = (__u64)handed_member(sk, __sk_common.skc_cookie.counter);
  return cookie == 0 && has_storage_in_tracing ? bpf_get_socket_cookie(sk) : cookie;
}

/// All but the namespace. `sk` and `tcp` are one socket; what both have is cheaper to read by `sk`.
static __always_inline void read_ends(struct trawl_tcp_ends* e, const struct sock* sk, const struct tcp_sock* tcp) {
  // Not skc_num: a socket that is being closed has given its port back.
  e->local_port = bpf_ntohs(handed_member(tcp, inet_conn.icsk_inet.inet_sport));
  e->remote_port = bpf_ntohs(handed_member(sk, __sk_common.skc_dport));
  set_addresses(e, &sk->__sk_common, handed_member(sk, __sk_common.skc_family),
                handed_member(sk, __sk_common.skc_rcv_saddr), handed_member(sk, __sk_common.skc_daddr));
}

/// An accepted socket remembers the interface that its SYN came in by where others keep one for multicast, which no
/// TCP socket can set.
static __always_inline __u8 direction_of(const struct tcp_sock* tcp) {
  const struct inet_sock* inet = &tcp->inet_conn.icsk_inet;
  if (handed_member(inet, mc_index) != 0) return TRAWL_TCP_ACCEPTED;
  const bool v6 = handed_member(inet, sk.__sk_common.skc_family) == AF_INET6;
  if (v6 && BPF_CORE_READ(inet, pinet6, mcast_oif) != 0) return TRAWL_TCP_ACCEPTED;
  return TRAWL_TCP_CONNECTED;
}

static __always_inline void read_totals(struct trawl_tcp_totals* totals, const struct tcp_sock* tcp) {
  totals->bytes_sent = handed_member(tcp, bytes_sent) - handed_member(tcp, bytes_retrans);
  totals->bytes_received = handed_member(tcp, bytes_received);
  // The kernel counts the peer's FIN as a byte.
  const unsigned long flags = handed_member(tcp, inet_conn.icsk_inet.sk.__sk_common.skc_flags);
  if ((flags & 1 << SOCK_DONE) != 0 && totals->bytes_received != 0) totals->bytes_received--;
  totals->retransmits = handed_member(tcp, total_retrans);
  totals->rtt = handed_member(tcp, srtt_us) >> 3;
}

static __always_inline struct inet_hashinfo* connections_of(const struct sock_common* sk) {
  const struct net___tcp* net = (const void*)handed_member(sk, skc_net.net);
  if (bpf_core_field_exists(net->ipv4.tcp_death_row.hashinfo)) {
    struct inet_hashinfo* table = BPF_CORE_READ(net, ipv4.tcp_death_row.hashinfo);
    if (table) return table;
  }
  return BPF_CORE_READ((const struct sock_common___tcp*)sk, skc_prot, h.hashinfo);
}

/// Whether `other` is the small socket of the same connection. The same cookie says so; without one the ports must do.
static __always_inline bool is_time_wait_of(const struct sock_common* other, const struct sock_common* sk,
                                            __u64 cookie) {
  if ((__u64)BPF_CORE_READ(other, skc_cookie.counter) != cookie) return false;
  if (BPF_CORE_READ(other, skc_state) != TCP_TIME_WAIT) return false;
  return cookie != 0 || (BPF_CORE_READ(other, skc_hash) == handed_member(sk, skc_hash) &&
                         BPF_CORE_READ(other, skc_dport) == handed_member(sk, skc_dport));
}

#define CHAIN_LENGTH 16  // the newest stands first

/// Whether the connection of a socket that is being closed goes on in TIME_WAIT: then a small socket with its cookie
/// has just taken its place in the table of connections. `cookie`: the socket's before anybody asked for it.
static __always_inline bool stays_in_time_wait(const struct sock_common* sk, __u64 cookie) {
  const struct inet_hashinfo* table = connections_of(sk);
  if (!table) return false;
  const struct inet_ehash_bucket* bucket = BPF_CORE_READ(table, ehash);
  bucket += handed_member(sk, skc_hash) & BPF_CORE_READ(table, ehash_mask);
  const struct hlist_nulls_node* node = BPF_CORE_READ(bucket, chain.first);
  for (int i = 0; i < CHAIN_LENGTH && !((__u64)node & 1); i++) {
    const struct sock_common* other =
        (const void*)((__u64)node - bpf_core_field_offset(struct sock_common, skc_nulls_node));
    if (is_time_wait_of(other, sk, cookie)) return true;
    node = BPF_CORE_READ(node, next);
  }
  return false;
}
