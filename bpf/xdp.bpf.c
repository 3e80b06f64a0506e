// Packets at the XDP hook. A generated filter program runs first and goes on to one of the programs here when the
// expression matches; in the end the program goes on that was attached before, if there is one, else the packet passes.
#include "lib/xdp_packet.h"
#include "lib/xdp_record.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

volatile const __u32 one_flow_in = 1;  // flows of which every packet is sampled; 1: all
volatile const __u32 flow_seed = 0;    // another one chooses other flows

struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, TRAWL_XDP_TARGETS);
  __type(key, __u32);
  __type(value, __u32);
} targets SEC(".maps");

/// Flows that --rate has told of.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 65536);
  __type(key, struct trawl_xdp_flow);
  __type(value, __u8);
} known_flows SEC(".maps");

/// A number for both directions of a flow.
static __always_inline __u32 hash_of_flow(const struct trawl_xdp_flow* flow) {
  __u32 hash = flow_seed ^ (__u32)(flow->source_port ^ flow->destination_port) << 16 ^ flow->protocol;
  for (int i = 0; i < 16; i += 4) {
    hash ^= *(const __u32*)(flow->source + i) ^ *(const __u32*)(flow->destination + i);
    hash *= 0x9e3779b1;
    hash ^= hash >> 15;
  }
  return hash;
}

static __always_inline bool is_sampled(struct xdp_md* ctx, __u64 now) {
  if (one_flow_in > 1) {
    struct trawl_xdp_flow flow;
    if (!read_flow(ctx, &flow) || hash_of_flow(&flow) % one_flow_in != 0) return false;
  }
  return is_packet_sampled(now);
}

static __always_inline bool emit(struct xdp_md* ctx, struct cpu_state* cpu, const struct sight* sight) {
  const __u32 captured = to_capture(sight->length);
  EMIT_IF_FITS(64, read_bytes(ctx, 0, record + 1, last + 1))
  EMIT_IF_FITS(128, read_bytes(ctx, 0, record + 1, last + 1))
  EMIT_IF_FITS(256, read_bytes(ctx, 0, record + 1, last + 1))
  EMIT_IF_FITS(512, read_bytes(ctx, 0, record + 1, last + 1))
  EMIT_IF_FITS(1024, read_bytes(ctx, 0, record + 1, last + 1))
  EMIT_IF_FITS(1536, read_bytes(ctx, 0, record + 1, last + 1))
  EMIT_IF_FITS(4096, read_bytes(ctx, 0, record + 1, last + 1))
  EMIT_IF_FITS(10240, read_bytes(ctx, 0, record + 1, last + 1))
  EMIT_IF_FITS(32768, read_bytes(ctx, 0, record + 1, last + 1))
  EMIT_IF_FITS(69632, read_bytes(ctx, 0, record + 1, last + 1))
  return false;
}

SEC("xdp")
int xdp_capture(struct xdp_md* ctx) {
  const __u32 zero = 0;
  struct cpu_state* cpu = bpf_map_lookup_elem(&cpu_states, &zero);
  const struct sight sight = {
      .time = bpf_ktime_get_ns(), .length = packet_length(ctx), .queue = ctx->rx_queue_index, .point = TRAWL_XDP_HOOK};
  if (cpu && is_sampled(ctx, sight.time)) {
    cpu->packets++;
    count_emitted(cpu, emit(ctx, cpu, &sight));
  } else {
    count(TRAWL_XDP_NOT_SAMPLED);
  }
  bpf_tail_call(ctx, &targets, TRAWL_XDP_TARGET_NEXT);
  return XDP_PASS;
}

static __always_inline bool tell_flow(const struct trawl_xdp_flow* flow, __u64 now) {
  const __u8 one = 1;
  if (bpf_map_lookup_elem(&known_flows, flow)) return true;
  struct trawl_xdp_flow* record = bpf_ringbuf_reserve(&packets, sizeof(*record), 0);
  if (!record) return false;
  bpf_map_update_elem(&known_flows, flow, &one, BPF_ANY);
  *record = *flow;
  record->time = now;
  bpf_ringbuf_submit(record, wakeup());
  return true;
}

/// Counts every packet, and tells of each new flow.
SEC("xdp")
int xdp_rate(struct xdp_md* ctx) {
  struct trawl_xdp_flow flow;
  const bool told = !read_flow(ctx, &flow) || tell_flow(&flow, bpf_ktime_get_ns());
  count(told ? TRAWL_XDP_CAPTURED : TRAWL_XDP_LOST);
  bpf_tail_call(ctx, &targets, TRAWL_XDP_TARGET_NEXT);
  return XDP_PASS;
}
