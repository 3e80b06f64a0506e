// From a connection that comes in to the socket that listens for it: the kernel's socket of an accepted connection does
// not lead there.
#pragma once

#include "lib/connection.h"

/// Which listener a request came to, by the request's cookie, which the accepted socket gets. A later request takes an
/// older one's place.
struct request {
  __u64 cookie;
  __u64 listener;  // the socket's address
};

#define REQUESTS 65536  // a power of two

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, REQUESTS);
  __type(key, __u32);
  __type(value, struct request);
} requests SEC(".maps");

struct listening_port {
  __u32 netns;  // inode number
  __u32 port;   // host byte order
};

/// The one listener of a port by its address, 0 where there are several: for connections without a request, which SYN
/// cookies make.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct listening_port);
  __type(value, __u64);
} listeners SEC(".maps");

static __always_inline struct request* request_at(__u64 cookie) {
  const __u32 place = (__u32)cookie & (REQUESTS - 1);
  return bpf_map_lookup_elem(&requests, &place);
}

static __always_inline void remember_request(__u64 cookie, __u64 listener) {
  struct request* request = request_at(cookie);
  if (!request) return;
  request->listener = listener;
  request->cookie = cookie;
}

static __always_inline void remember_listener(__u64 listener, __u32 netns, __u16 port) {
  const struct listening_port key = {.netns = netns, .port = port};
  const __u64* known = bpf_map_lookup_elem(&listeners, &key);
  const bool several = known && *known != listener && (*known == 0 || is_open(*known));
  const __u64 only = several ? 0 : listener;
  bpf_map_update_elem(&listeners, &key, &only, BPF_ANY);
}

/// The address of the listener that a connection came to. 0: it is not known.
static __always_inline __u64 listener_of(__u64 cookie, __u32 netns, __u16 port) {
  const struct request* request = cookie != 0 ? request_at(cookie) : 0;
  if (request && request->cookie == cookie) return request->listener;
  const struct listening_port key = {.netns = netns, .port = port};
  const __u64* only = bpf_map_lookup_elem(&listeners, &key);
  return only ? *only : 0;
}
