// Which kind of addresses a socket's connection has.
#pragma once

#include "lib/kernel.h"

/// Whether an IPv6 address is one of ::ffff:0:0/96. In network byte order.
static __always_inline bool is_ipv4_address(const __u32* address) {
  return address[0] == 0 && address[1] == 0 && address[2] == bpf_htonl(0xffff);
}

/// Whether the packets of an IPv6 socket's connection are IPv4 ones: its peer has an IPv4 address. The
/// IPv4 addresses say nothing of that: those of an accepted IPv6 connection are filled with a mark.
static __always_inline bool is_ipv4_connection(const struct sock_common* sk) {
  __u32 peer[4] = {};
  bpf_probe_read_kernel(peer, sizeof(peer), &sk->skc_v6_daddr);
  return is_ipv4_address(peer);
}
