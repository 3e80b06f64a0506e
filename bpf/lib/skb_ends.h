// The two ends of a TCP segment, read from the packet.
#pragma once

#include "lib/tcp.h"

/// The ends of an incoming segment from the view of its receiver, of an outgoing one from that of its sender. False: it
/// is not TCP, or its headers are not known yet.
static __always_inline bool read_packet_ends(struct trawl_tcp_ends* ends, const struct sk_buff* skb, bool incoming) {
  const unsigned char* ip = BPF_CORE_READ(skb, head) + BPF_CORE_READ(skb, network_header);
  const unsigned char* tcp = BPF_CORE_READ(skb, head) + BPF_CORE_READ(skb, transport_header);
  const __u16 protocol = bpf_ntohs(BPF_CORE_READ(skb, protocol));
  __u8 next = 0;
  __be16 ports[2];
  if (tcp <= ip || bpf_probe_read_kernel(ports, sizeof(ports), tcp) != 0) return false;
  __builtin_memset(ends, 0, sizeof(*ends));
  __u8* source = incoming ? ends->remote : ends->local;
  __u8* destination = incoming ? ends->local : ends->remote;
  if (protocol == ETH_P_IP) {
    ends->family = AF_INET;
    bpf_probe_read_kernel(&next, 1, ip + 9);
    bpf_probe_read_kernel(source, 4, ip + 12);
    bpf_probe_read_kernel(destination, 4, ip + 16);
  } else if (protocol == ETH_P_IPV6) {
    ends->family = AF_INET6;
    bpf_probe_read_kernel(&next, 1, ip + 6);
    bpf_probe_read_kernel(source, 16, ip + 8);
    bpf_probe_read_kernel(destination, 16, ip + 24);
  }
  ends->local_port = bpf_ntohs(ports[incoming ? 1 : 0]);
  ends->remote_port = bpf_ntohs(ports[incoming ? 0 : 1]);
  ends->netns = BPF_CORE_READ(skb, dev, nd_net.net, ns.inum);
  return next == IPPROTO_TCP;
}
