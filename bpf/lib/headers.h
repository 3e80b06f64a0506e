// The addresses and ports of a packet, as far as finding its socket needs them.
#pragma once

#include "lib/kernel.h"

struct headers {
  __u8 family;        // AF_INET, AF_INET6; 0: not IP
  __u8 protocol;      // IPPROTO_*; only TCP, UDP and ICMP echoes are told
  bool data;          // a datagram, or a segment with something to read
  bool echo;          // ports are an ICMP echo's: the source port of a request, the destination port of a reply
  __u16 source_port;  // host byte order
  __u16 destination_port;
  __u32 l3;  // offsets of headers: IP's, and
  __u32 l4;  // the one that has the ports
  __u8 source[16];
  __u8 destination[16];
};

#define LONGEST_OFFSET 4096  // the verifier wants a bound

static __always_inline __u16 get16(const __u8* at) {
  return (__u16)(at[0] << 8 | at[1]);
}

/// The number, of which the verifier knows nothing any more: it would follow each value that it can have. `place`: in a
/// map.
static __always_inline __u32 launder(volatile __u32* place, __u32 number) {
  *place = number;
  return *place;
}

/// Copies bytes of the packet: where they lie together, without the price of a call.
static __always_inline bool read_bytes(struct __sk_buff* ctx, __u32 offset, void* to, __u32 size) {
  const __u8* from = (const __u8*)(long)ctx->data;
  const __u8* end = (const __u8*)(long)ctx->data_end;
  if (offset < LONGEST_OFFSET) {
    from += offset;
    asm volatile("" : "+r"(from));  // the pointer that is checked is the one that is read from
    if (from + size <= end) {
      __builtin_memcpy(to, from, size);
      return true;
    }
  }
  return bpf_skb_load_bytes(ctx, offset, to, size) == 0;
}

/// The next header of IPv6 behind the extension headers that come in practice; *offset moves to it.
static __always_inline __u8 skip_extensions(struct __sk_buff* ctx, __u32* offset, __u8 next) {
  for (int i = 0; i < 4; i++) {
    __u8 head[4];
    if (next != 0 && next != 43 && next != 44 && next != 60) break;
    if (!read_bytes(ctx, *offset, head, 4)) return 255;
    if (next == 44 && (get16(head + 2) & 0xfff8) != 0) return 255;  // not the first fragment: no ports
    *offset += next == 44 ? 8 : (head[1] + 1) * 8;
    next = head[0];
  }
  return next;
}

/// `end`: where the IP packet ends.
static __always_inline void read_ports(struct __sk_buff* ctx, __u32 offset, __u32 end, struct headers* h) {
  __u8 l4[8];
  if (!read_bytes(ctx, offset, l4, 8)) return;
  if (h->protocol == IPPROTO_TCP || h->protocol == IPPROTO_UDP) {
    h->source_port = get16(l4);
    h->destination_port = get16(l4 + 2);
    __u8 words = 0;  // of TCP's header
    if (h->protocol == IPPROTO_TCP) read_bytes(ctx, offset + 12, &words, 1);
    h->data = offset + (words >> 4) * 4 < end;
    return;
  }
  const bool v4 = h->protocol == IPPROTO_ICMP;
  const bool request = l4[0] == (v4 ? 8 : 128);
  const bool reply = l4[0] == (v4 ? 0 : 129);
  h->echo = request || reply;
  if (request) h->source_port = get16(l4 + 4);
  if (reply) h->destination_port = get16(l4 + 4);
}

/// Reads the headers of a frame whose network layer starts at `l3` (0, or 14 where Ethernet stands before it; then
/// tags in the bytes are skipped). Returns whether addresses and ports were found.
static __always_inline bool read_headers(struct __sk_buff* ctx, __u32 l3, struct headers* h) {
  __builtin_memset(h, 0, sizeof(*h));
  __u16 type = bpf_ntohs((__u16)ctx->protocol);
  if (l3 != 0) {
    __u8 raw[2];
    for (int i = 0; i < 3; i++) {
      if (!read_bytes(ctx, l3 - 2, raw, 2)) return false;
      type = get16(raw);
      if (type != ETH_P_8021Q && type != ETH_P_8021AD) break;
      l3 += 4;
    }
  }
  l3 = launder(&h->l3, l3);
  __u8 ip[40];
  __u32 l4;
  __u32 end;
  if (type == ETH_P_IP) {
    if (!read_bytes(ctx, l3, ip, 20)) return false;
    if ((get16(ip + 6) & 0x1fff) != 0) return false;  // not the first fragment: no ports
    h->family = AF_INET;
    h->protocol = ip[9];
    __builtin_memcpy(h->source, ip + 12, 4);
    __builtin_memcpy(h->destination, ip + 16, 4);
    l4 = l3 + (ip[0] & 15) * 4;
    // A large packet that the device is to cut up may not have its length in its header.
    end = get16(ip + 2) != 0 ? l3 + get16(ip + 2) : ctx->len;
  } else if (type == ETH_P_IPV6) {
    if (!read_bytes(ctx, l3, ip, 40)) return false;
    h->family = AF_INET6;
    __builtin_memcpy(h->source, ip + 8, 16);
    __builtin_memcpy(h->destination, ip + 24, 16);
    l4 = l3 + 40;
    end = get16(ip + 4) != 0 ? l4 + get16(ip + 4) : ctx->len;
    h->protocol = skip_extensions(ctx, &l4, ip[6]);
  } else {
    return false;
  }
  const __u8 p = h->protocol;
  if (p != IPPROTO_TCP && p != IPPROTO_UDP && p != IPPROTO_ICMP && p != IPPROTO_ICMPV6) return false;
  read_ports(ctx, launder(&h->l4, l4), end, h);
  return h->source_port != 0 || h->destination_port != 0;
}
