// Packets at the XDP hook. A generated filter program runs first and goes on to one of the programs here when the
// expression matches; in the end the program goes on that was attached before, if there is one, else the packet passes.
#include "lib/reader.h"
#include "lib/xdp_packet.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

volatile const __u32 snapshot_length = 262144;
volatile const __u32 one_packet_in = 1;    // sampled at random; 1: all
volatile const __u32 one_flow_in = 1;      // flows of which every packet is sampled; 1: all
volatile const __u32 flow_seed = 0;        // another one chooses other flows
volatile const __u32 most_per_second = 0;  // packets; 0: no limit
volatile const __u32 watched_ifindex = 0;  // of another's program that is watched
volatile const bool watches_entry = false;

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 24);
} packets SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct trawl_xdp_counters);
} counters SEC(".maps");

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

/// What a CPU remembers from packet to packet.
struct cpu_state {
  __u64 lost;  // since its last record
  __u64 packets;
  bool is_taken;  // the packet that the watched program has now
};

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct cpu_state);
} cpu_states SEC(".maps");

/// The current second of most_per_second, of all CPUs.
__u64 second_began = 0;
__u64 second_packets = 0;

static __always_inline void count(enum trawl_xdp_counter counter) {
  const __u32 zero = 0;
  struct trawl_xdp_counters* c = bpf_map_lookup_elem(&counters, &zero);
  if (c) c->packets[counter]++;
}

static __always_inline bool is_below_limit(__u64 now) {
  const __u64 began = second_began;
  if (now - began >= 1000000000 && __sync_val_compare_and_swap(&second_began, began, now) == began) second_packets = 0;
  return __sync_fetch_and_add(&second_packets, 1) < most_per_second;
}

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

/// By chance and rate.
static __always_inline bool is_packet_sampled(__u64 now) {
  if (one_packet_in > 1 && bpf_get_prandom_u32() % one_packet_in != 0) return false;
  return most_per_second == 0 || is_below_limit(now);
}

static __always_inline bool is_sampled(struct xdp_md* ctx, __u64 now) {
  if (one_flow_in > 1) {
    struct trawl_xdp_flow flow;
    if (!read_flow(ctx, &flow) || hash_of_flow(&flow) % one_flow_in != 0) return false;
  }
  return is_packet_sampled(now);
}

/// Where and when a packet is seen.
struct sight {
  __u64 time;
  __u32 length;
  __u32 queue;
  __u32 point;    // enum trawl_xdp_point
  __u32 verdict;  // EXIT only
  __u32 flags;    // enum trawl_xdp_flag
};

static __always_inline void write_header(struct trawl_xdp_packet* record, struct cpu_state* cpu,
                                         const struct sight* sight, __u32 captured) {
  record->time = sight->time;
  record->id = (__u64)bpf_get_smp_processor_id() << 48 | cpu->packets;
  record->lost = cpu->lost;
  record->length = sight->length;
  record->captured = captured;
  record->queue = sight->queue;
  record->point = sight->point;
  record->verdict = sight->verdict;
  record->flags = sight->flags;
  cpu->lost = 0;
}

// Room for the bytes is reserved in a few sizes: the verifier wants a constant. What is left over costs address space
// in the ring, but nobody writes or reads it. The size is bounded as the number of the last byte: older verifiers
// (6.1) learn no lower bound from `size != 0`.
#define EMIT_IF_FITS(bytes, read_into)                                                             \
  if (captured <= (bytes)) {                                                                       \
    struct trawl_xdp_packet* record = bpf_ringbuf_reserve(&packets, sizeof(*record) + (bytes), 0); \
    if (!record) return false;                                                                     \
    __u64 last = captured - 1;                                                                     \
    asm volatile("" : "+r"(last));                                                                 \
    if (last >= (bytes) || !(read_into)) {                                                         \
      bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);                                               \
      return false;                                                                                \
    }                                                                                              \
    write_header(record, cpu, sight, captured);                                                    \
    bpf_ringbuf_submit(record, wakeup());                                                          \
    return true;                                                                                   \
  }

static __always_inline __u32 to_capture(__u32 available) {
  return available < snapshot_length ? available : snapshot_length;
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

static __always_inline void count_emitted(struct cpu_state* cpu, bool emitted) {
  count(emitted ? TRAWL_XDP_CAPTURED : TRAWL_XDP_LOST);
  if (!emitted) cpu->lost++;
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
  sight.length = has_load_bytes ? (__u32)bpf_xdp_get_buff_len((struct xdp_md*)xdp)
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
