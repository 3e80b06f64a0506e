// Packets on their way into another's XDP program and out of it, with its verdict: programs that the kernel attaches to
// that one. They stand apart from those at the hook, which need no BTF of the kernel.
#include "lib/xdp_record.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

/// Since Linux 5.18 packets lie in several buffers, and a helper tells the length of all.
volatile const bool has_buffers = true;
volatile const __u32 watched_ifindex = 0;
volatile const bool watches_entry = false;

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct xdp_rxq_info {
  struct net_device* dev;
  __u32 queue_index;
};

struct xdp_buff {
  unsigned char* data;
  unsigned char* data_end;
  struct xdp_rxq_info* rxq;
};

#pragma clang attribute pop

/// The first buffer of a packet that another's program has.
static __always_inline bool emit_first_buffer(struct xdp_buff* xdp, struct cpu_state* cpu, struct sight* sight) {
  const unsigned char* data = BPF_CORE_READ(xdp, data);
  const __u32 captured = to_capture((__u32)(BPF_CORE_READ(xdp, data_end) - data));
  if (captured < to_capture(sight->length)) sight->flags = TRAWL_XDP_FIRST_BUFFER;
  EMIT_IF_FITS(64, bpf_probe_read_kernel(record + 1, last + 1, data) == 0)
  EMIT_IF_FITS(256, bpf_probe_read_kernel(record + 1, last + 1, data) == 0)
  EMIT_IF_FITS(1536, bpf_probe_read_kernel(record + 1, last + 1, data) == 0)
  EMIT_IF_FITS(4096, bpf_probe_read_kernel(record + 1, last + 1, data) == 0)
  EMIT_IF_FITS(69632, bpf_probe_read_kernel(record + 1, last + 1, data) == 0)
  return false;
}

/// A packet on its way into another's program or out of it. That runs to its end on one CPU, so what is seen there next
/// is the same packet.
static __always_inline void watch(struct xdp_buff* xdp, enum trawl_xdp_point point, __u32 verdict) {
  const __u32 zero = 0;
  struct cpu_state* cpu = bpf_map_lookup_elem(&cpu_states, &zero);
  if (!cpu || (__u32)BPF_CORE_READ(xdp, rxq, dev, ifindex) != watched_ifindex) return;
  struct sight sight = {.time = bpf_ktime_get_ns(), .point = point, .verdict = verdict};
  if (point == TRAWL_XDP_ENTRY || !watches_entry) {
    cpu->packets++;
    cpu->is_taken = is_packet_sampled(sight.time);
    if (!cpu->is_taken) count(TRAWL_XDP_NOT_SAMPLED);
  }
  if (!cpu->is_taken) return;
  sight.queue = BPF_CORE_READ(xdp, rxq, queue_index);
  sight.length = has_buffers ? (__u32)bpf_xdp_get_buff_len((struct xdp_md*)xdp)
                             : (__u32)(BPF_CORE_READ(xdp, data_end) - BPF_CORE_READ(xdp, data));
  count_emitted(cpu, emit_first_buffer(xdp, cpu, &sight));
}

SEC("fentry")
int BPF_PROG(watch_entry, struct xdp_buff* xdp) {
  watch(xdp, TRAWL_XDP_ENTRY, 0);
  return 0;
}

SEC("fexit")
int BPF_PROG(watch_exit, struct xdp_buff* xdp, int verdict) {
  watch(xdp, TRAWL_XDP_EXIT, (__u32)verdict);
  return 0;
}
