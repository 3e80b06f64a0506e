// Packets of network devices with both their ends' owners. A generated filter program runs first, at the hook, and
// goes on to the one here when the expression matches.
#include "lib/cgroup.h"
#include "lib/echo.h"
#include "lib/ends.h"
#include "lib/owner_cgroup.h"
#include "lib/process_walk.h"
#include "lib/reader.h"
#include "wire/packet.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define GO_ON -1  // TC_ACT_UNSPEC, TCX_NEXT: the programs behind ours decide

volatile const __u32 snapshot_length = 262144;

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 24);
} packets SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct trawl_counters);
} counters SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 4096);
  __type(key, struct trawl_device);
  __type(value, __u64);
} lost_at SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u32);
} next_program SEC(".maps");

static __always_inline void count(enum trawl_counter counter) {
  const __u32 zero = 0;
  struct trawl_counters* c = bpf_map_lookup_elem(&counters, &zero);
  if (c) c->packets[counter]++;
}

static __always_inline void count_lost_at(__u32 netns, __u32 ifindex) {
  const struct trawl_device device = {.netns = netns, .ifindex = ifindex};
  const __u64 none = 0;
  bpf_map_update_elem(&lost_at, &device, &none, BPF_NOEXIST);
  __u64* lost = bpf_map_lookup_elem(&lost_at, &device);
  if (lost) __sync_fetch_and_add(lost, 1);
}

/// What a filter of processes says: marks of both ends, and whether that is all there is.
struct verdict {
  __u8 sender;
  __u8 receiver;
  bool decided;
};

/// Whether the packet is captured: one end is as asked for and neither is excluded, or that cannot be said yet.
static __always_inline bool judge(const struct ends* ends, struct verdict* verdict) {
  verdict->sender = verdict->receiver = 0;
  verdict->decided = true;
  if (!filter_processes) return true;
  const struct trawl_owner* sender = ends->sender.known ? &ends->sender.owner : 0;
  const struct trawl_owner* receiver = ends->receiver.known ? &ends->receiver.owner : 0;
  verdict->sender = marks_of_owner(sender);
  verdict->receiver = marks_of_owner(receiver);
  verdict->decided = !ends->sender.unsettled && !ends->receiver.unsettled &&
                     !is_in_unknown_container(sender, verdict->sender) &&
                     !is_in_unknown_container(receiver, verdict->receiver);
  if (!verdict->decided) return true;
  const bool wanted = has_wanted_kinds(verdict->sender) || has_wanted_kinds(verdict->receiver);
  return wanted && !((verdict->sender | verdict->receiver) & TRAWL_UNWANTED);
}

static __always_inline void write_header(struct __sk_buff* ctx, struct at_hand* packet, const struct verdict* verdict,
                                         __u64 now, __u32 captured) {
  struct trawl_packet* record = &packet->header;
  struct ends* ends = &packet->ends;
  record->time = now;
  record->length = ctx->len;
  record->captured = captured;
  record->ifindex = ctx->ifindex;
  const bool tagged = ctx->vlan_present;
  record->vlan_tci = tagged ? (__u16)ctx->vlan_tci : 0;
  record->vlan_protocol = tagged ? bpf_ntohs((__u16)ctx->vlan_proto) : 0;
  const struct passage passage = passage_of(packet->way);
  record->direction = passage.egress && !passage.loopback ? TRAWL_OUT : TRAWL_IN;
  record->packet_type = passage.loopback ? PACKET_HOST : passage.egress ? PACKET_OUTGOING : (__u8)ctx->pkt_type;
  record->flags = ends->flags | (verdict->decided ? 0 : TRAWL_UNDECIDED);
  record->queue = ctx->queue_mapping;
  record->netns = ends->netns;
  record->reserved = 0;
  finish_owner(&ends->sender.owner, &ends->sender, verdict->sender);
  finish_owner(&ends->receiver.owner, &ends->receiver, verdict->receiver);
}

// Room for the bytes is reserved in a few sizes: the verifier wants a constant. What is left over costs address space
// in the ring, but nobody writes or reads it. The size is bounded as the number of the last byte: older verifiers
// (6.1) learn no lower bound from `size != 0`.
// The header is written once, in a map, and copied: what the verifier knows of the two ends does not go into a map, so
// it follows one way through the sizes. Else it follows each of the ways to find the ends, too many for that of 5.10.
#define EMIT_IF_FITS(bytes)                                                                    \
  if (captured <= (bytes)) {                                                                   \
    struct trawl_packet* record = bpf_ringbuf_reserve(&packets, sizeof(*record) + (bytes), 0); \
    if (!record) return TRAWL_LOST;                                                            \
    __builtin_memcpy(record, &packet->header, offsetof(struct trawl_packet, sender));          \
    record->sender = packet->ends.sender.owner;                                                \
    record->receiver = packet->ends.receiver.owner;                                            \
    __u64 last = captured - 1;                                                                 \
    asm volatile("" : "+r"(last));                                                             \
    if (last >= (bytes) || bpf_skb_load_bytes(ctx, 0, record + 1, last + 1)) {                 \
      bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);                                           \
      return TRAWL_LOST;                                                                       \
    }                                                                                          \
    bpf_ringbuf_submit(record, wakeup());                                                      \
    return TRAWL_CAPTURED;                                                                     \
  }

static __always_inline enum trawl_counter emit(struct __sk_buff* ctx, struct at_hand* packet,
                                               const struct verdict* verdict, __u64 now) {
  const __u32 captured = ctx->len < snapshot_length ? ctx->len : snapshot_length;
  write_header(ctx, packet, verdict, now, captured);
  EMIT_IF_FITS(64)
  EMIT_IF_FITS(128)
  EMIT_IF_FITS(256)
  EMIT_IF_FITS(512)
  EMIT_IF_FITS(1024)
  EMIT_IF_FITS(1536)
  EMIT_IF_FITS(4096)
  EMIT_IF_FITS(10240)
  EMIT_IF_FITS(32768)
  EMIT_IF_FITS(69632)
  EMIT_IF_FITS(262144)
  return TRAWL_LOST;
}

/// One program for all ways, so that the verifier looks at it once.
SEC("tc")
int capture(struct __sk_buff* ctx) {
  const __u64 now = bpf_ktime_get_ns();
  struct at_hand* packet = packet_at_hand();
  if (!packet) return GO_ON;
  find_ends(ctx, packet);
  if (packet->way & TRAWL_WAY_REJECTED) {
    count(TRAWL_REJECTED);
    return GO_ON;
  }
  struct verdict verdict;
  if (!judge(&packet->ends, &verdict)) {
    count(TRAWL_OTHER_PROCESS);
    return GO_ON;
  }
  const enum trawl_counter outcome = emit(ctx, packet, &verdict, now);
  count(outcome);
  if (outcome == TRAWL_LOST) count_lost_at(packet->ends.netns, ctx->ifindex);
  return GO_ON;
}
