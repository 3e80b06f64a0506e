// What is remembered of a TCP socket between two events: it stands behind the socket's owner, in one storage with it.
#pragma once

#include "lib/kernel.h"
#include "wire/states.h"

struct connection {
  struct trawl_owner owner;  // tgid 0: not known
  __u64 since;               // when its state began; 0: before the first event
  __u64 opened;              // when the connection began; 0: before the first event
  __u64 waiting;             // the time of a change that is not told yet; 0: there is none
  __u32 netns;               // 0: not read yet
  __u8 waiting_from;         // its states
  __u8 waiting_to;
  __u8 direction;  // enum trawl_tcp_direction; TRAWL_TCP_NO_DIRECTION: not found out yet
  __u8 reserved;
};

#define STORED_WITH_SOCKET struct connection

#include "lib/owner.h"

/// The same by the socket's address, for kernels whose tracing programs have no storage of sockets (compat.h). Gone
/// with the connection's CLOSE.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 65536);
  __type(key, __u64);
  __type(value, struct connection);
} connections SEC(".maps");

static __always_inline struct connection* connection_at(const struct sock* sk) {
  const __u64 address = (__u64)sk;
  return bpf_map_lookup_elem(&connections, &address);
}

static __always_inline struct connection* find_connection(struct sock* sk) {
  return has_storage_in_tracing ? bpf_sk_storage_get(&owners, sk, 0, 0) : connection_at(sk);
}

/// Null: there is no memory.
static __always_inline struct connection* make_connection(struct sock* sk) {
  if (has_storage_in_tracing) return bpf_sk_storage_get(&owners, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
  struct connection* known = connection_at(sk);
  if (known) return known;
  const __u64 address = (__u64)sk;
  const struct connection fresh = {};
  bpf_map_update_elem(&connections, &address, &fresh, BPF_ANY);
  return connection_at(sk);
}

/// A socket begins a connection: what is there may be its listener's, or without storage an older socket's.
static __always_inline void begin_connection(struct connection* connection, bool accepted) {
  if (!has_storage_in_tracing) __builtin_memset(connection, 0, sizeof(*connection));
  if (accepted) connection->since = connection->opened = connection->waiting = 0;
}

/// The first who asks makes it. Tracing programs may since 5.12; before, sock_ops programs have asked when a connection
/// began.
static __always_inline __u64 cookie_of(struct sock* sk) {
  const __u64 cookie = (__u64)handed_member(sk, __sk_common.skc_cookie.counter);
  return cookie == 0 && has_storage_in_tracing ? bpf_get_socket_cookie(sk) : cookie;
}
