// Records of packets at the XDP hook, whichever program sees them: sampling by chance and rate, room in the ring
// buffer, what was lost.
#pragma once

#include "lib/reader.h"
#include "wire/xdp.h"

volatile const __u32 snapshot_length = 262144;
volatile const __u32 one_packet_in = 1;    // sampled at random; 1: all
volatile const __u32 most_per_second = 0;  // packets; 0: no limit

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

/// Atomic operations with a result came with Linux 5.12. Without them who comes late sees the others' packets, too, and
/// so no more than asked for are taken, unless CPUs begin a second at the same instant.
static __always_inline bool is_below_limit(__u64 now) {
  if (now - second_began >= 1000000000) {
    second_began = now;
    second_packets = 0;
  }
  __sync_fetch_and_add(&second_packets, 1);
  return *(volatile __u64*)&second_packets <= most_per_second;
}

/// By chance and rate.
static __always_inline bool is_packet_sampled(__u64 now) {
  if (one_packet_in > 1 && bpf_get_prandom_u32() % one_packet_in != 0) return false;
  return most_per_second == 0 || is_below_limit(now);
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

static __always_inline void count_emitted(struct cpu_state* cpu, bool emitted) {
  count(emitted ? TRAWL_XDP_CAPTURED : TRAWL_XDP_LOST);
  if (!emitted) cpu->lost++;
}
