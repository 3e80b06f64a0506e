// Bytes and headers of a packet at the XDP hook, also of one in several buffers.
#pragma once

#include "lib/kernel.h"
#include "wire/xdp.h"

/// Since Linux 5.18 helpers reach all of a packet; before, a packet has one buffer.
volatile const bool has_load_bytes = true;

static __always_inline __u32 packet_length(struct xdp_md* ctx) {
  if (has_load_bytes) return (__u32)bpf_xdp_get_buff_len(ctx);
  return ctx->data_end - ctx->data;
}

/// Whether `size` bytes at `offset` were there to be read. `size` must have bounds that the verifier can see.
static __always_inline bool read_bytes(struct xdp_md* ctx, __u32 offset, void* to, __u64 size) {
  if (has_load_bytes) return bpf_xdp_load_bytes(ctx, offset, to, size) == 0;
  if (offset + size > ctx->data_end - ctx->data) return false;
  return bpf_probe_read_kernel(to, size, (const void*)((__u64)ctx->data + offset)) == 0;
}

/// Who talks to whom. False: not IP.
static __always_inline bool read_flow(struct xdp_md* ctx, struct trawl_xdp_flow* flow) {
  __u32 at = 12;
  __be16 type = 0;
  __builtin_memset(flow, 0, sizeof(*flow));
  for (int i = 0; i < 3; i++) {  // tags
    if (!read_bytes(ctx, at, &type, sizeof(type))) return false;
    if (type != bpf_htons(ETH_P_8021Q) && type != bpf_htons(ETH_P_8021AD)) break;
    at += 4;
  }
  at += 2;
  __u8 first = 0;
  __u8 protocol = 0;
  if (type == bpf_htons(ETH_P_IP)) {
    flow->family = AF_INET;
    if (!read_bytes(ctx, at, &first, 1) || !read_bytes(ctx, at + 9, &protocol, 1)) return false;
    if (!read_bytes(ctx, at + 12, flow->source, 4) || !read_bytes(ctx, at + 16, flow->destination, 4)) return false;
    at += (first & 15) * 4;
  } else if (type == bpf_htons(ETH_P_IPV6)) {
    flow->family = AF_INET6;
    if (!read_bytes(ctx, at + 6, &protocol, 1)) return false;
    if (!read_bytes(ctx, at + 8, flow->source, 16) || !read_bytes(ctx, at + 24, flow->destination, 16)) return false;
    at += 40;
  } else {
    return false;
  }
  flow->protocol = protocol;
  __be16 ports[2];
  const bool has_ports = protocol == IPPROTO_TCP || protocol == IPPROTO_UDP;
  if (!has_ports || !read_bytes(ctx, at, ports, sizeof(ports))) return true;
  flow->source_port = bpf_ntohs(ports[0]);
  flow->destination_port = bpf_ntohs(ports[1]);
  return true;
}
