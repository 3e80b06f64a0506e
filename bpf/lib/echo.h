// Who asks for ICMP echoes, whether or not the request passes the expression, and on whichever device it leaves: an
// answer then has its receiver, for neither says more of a process than an identifier.
#pragma once

#include "lib/headers.h"
#include "lib/owner.h"

static __always_inline bool may_be_echo(struct __sk_buff* ctx) {
  const bool v4 = ctx->protocol == bpf_htons(ETH_P_IP);
  __u8 protocol;
  if (!read_bytes(ctx, v4 ? 9 : 6, &protocol, 1)) return false;
  return v4 ? protocol == IPPROTO_ICMP : protocol != IPPROTO_TCP && protocol != IPPROTO_UDP;
}

/// Runs for every packet that a socket sends, before its addresses are translated. Requests are made by system calls
/// only, so the current task is the sender.
SEC("cgroup_skb/egress")
int owner_echo(struct __sk_buff* ctx) {
  struct headers h;
  struct bpf_sock* sk = ctx->sk;
  if (!sk || !may_be_echo(ctx) || !read_headers(ctx, 0, &h) || !h.echo || h.source_port == 0) return 1;
  struct task_struct* current = current_task();
  if (!is_process(current)) return 1;
  struct flow flow = {.netns = BPF_CORE_READ((struct sk_buff*)ctx, sk, __sk_common.skc_net.net, ns.inum),
                      .protocol = h.protocol,
                      .local_port = h.source_port};
  __builtin_memcpy(flow.local, h.source, 16);
  __builtin_memcpy(flow.remote, h.destination, 16);
  struct trawl_owner owner = {};
  owner_of_task(&owner, current);
  remember_flow(&flow, &owner);
  return 1;
}
