// The steps of packets through the kernel: at tracepoints everywhere, and at functions where the kernel has probes.
#include <linux/ptrace.h>

#include "lib/conntrack.h"
#include "lib/follow.h"
#include "lib/nft.h"
#include "lib/pages.h"
#include "lib/process.h"
#include "lib/process_walk.h"
#include "lib/reader.h"
#include "lib/session.h"
#include "lib/sock_owner.h"
#include "lib/tunnel.h"

#include "wire/trace.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define LANDING_PAD_SIZE 4  // endbr64, bti
#if defined(__TARGET_ARCH_x86)
#define BREAKPOINT_SIZE 1     // a probe finds the instruction pointer behind the breakpoint
#define GENERAL_REGISTERS 15  // the first words of struct pt_regs
typedef struct pt_regs registers_t;
#else
#define BREAKPOINT_SIZE 0
#define GENERAL_REGISTERS 31
typedef struct user_pt_regs registers_t;  // what BPF is given there
#endif

// What is asked for besides the expression; 0: not asked for.
volatile const __u32 only_netns = 0;  // inode number
volatile const __u32 only_ifindex = 0;
volatile const __u32 only_mark = 0;
volatile const __u32 only_mark_mask = 0;
volatile const bool with_stacks = false;

// Which arguments this kernel's tracepoints have, told from its BTF.
volatile const bool has_drop_reason = false;     // kfree_skb, 5.17
volatile const bool has_drop_socket = false;     // kfree_skb, 6.11
volatile const bool has_consume_caller = false;  // consume_skb, 6.3
volatile const bool has_udp_fail_skb = false;    // udp_fail_queue_rcv_skb, 6.10

/// Set when everything is attached: steps before that would tell half a story.
volatile __u32 running = 0;
/// Set when probes tell every end of an skb.
volatile __u32 exact_ends = 0;

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 25);
} steps SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_STACK_TRACE);
  __uint(max_entries, 16384);
  __uint(key_size, sizeof(__u32));
  __uint(value_size, TRAWL_STACK_DEPTH * sizeof(__u64));
} stacks SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct trawl_trace_counters);
} counters SEC(".maps");

/// What is known of the probes at single addresses (enum trawl_probe): before 5.15 they have no cookies, and those that
/// are one event have one cookie only.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, TRAWL_MOST_PROBES);
  __type(key, __u64);  // address
  __type(value, __u64);
} probes SEC(".maps");

/// What a program knows about the place it runs at.
struct place {
  enum trawl_trace_point point;
  __s32 value;
  __u64 probe;  // enum trawl_probe; 0 at tracepoints
  __u16 flags;  // enum trawl_trace_flags
  __u64 function;
  __u64 caller;
  __u64 stack_pointer;
  __u64 target;             // of an indirect call
  struct sk_buff* copy;     // that is made of the skb
  struct sock* sk;          // where the tracepoint names one; else the skb's is taken
  bool in_process;          // the current task does it for itself
  struct nft_chain* chain;  // of nf_tables, and the rule in it
  __u64 rule;
  struct xt_table* xt_table;  // of iptables
};

/// Whether the expression matches; `start` is the kernel address of the packet's first byte. Programs are loaded with
/// the compiled expression in the place of this function (src/kernel/trace_programs.cc), so it must be the only one
/// that is not inlined, but for those before it. Hidden: it is called with a pointer, which functions that the verifier
/// looks at by themselves may not be before Linux 5.12.
__hidden __noinline int matches_expression(const struct packet_window* window, __u64 start, __u32 linear, __u32 length,
                                           __u32 link_header) {
  int verdict = TRAWL_EXPRESSION;
  asm volatile("" : "+r"(verdict) : "r"(window), "r"(start), "r"(linear), "r"(length), "r"(link_header));
  return verdict;
}

static __always_inline __u32 netns_of(struct sk_buff* skb, struct net_device* dev) {
  struct net* net = dev ? BPF_CORE_READ(dev, nd_net.net) : BPF_CORE_READ(skb, sk, __sk_common.skc_net.net);
  return net ? BPF_CORE_READ(net, ns.inum) : 0;
}

static __always_inline bool matches_view(const struct packet_view* view, const struct packet_window* window) {
  return matches_expression(window, (__u64)view->head + view->start, view->linear, view->length, view->link_header) !=
         0;
}

/// The packet, or the one that it has in a tunnel.
static __always_inline bool matches(struct packet_view* view, struct packet_window* window) {
  if (matches_view(view, window)) return true;
  return may_be_tunnel(view, window) && enter_tunnel(view, window) && read_window(view, window) &&
         matches_view(view, window);
}

/// Not static, so that the verifier looks at it once for a program, and not once for each way to it. The words are
/// those of union skb_members.
__noinline int is_asked_for(__u64 address, __u64 head, __u64 sizes, __u64 offsets) {
  struct sk_buff* skb = (struct sk_buff*)address;
  const union skb_members members = {.words = {head, sizes, offsets}};
  if (only_netns && netns_of(skb, BPF_CORE_READ(skb, dev)) != only_netns) return 0;
  if (only_ifindex && (__u32)BPF_CORE_READ(skb, dev, ifindex) != only_ifindex) return 0;
  if (only_mark_mask && (BPF_CORE_READ(skb, mark) & only_mark_mask) != only_mark) return 0;
  volatile __u32* in_use = count_windows();
  if (!in_use) return 0;
  struct packet_view view;
  struct packet_window* window = take_window(in_use);
  const int asked_for = window && view_packet(skb, &members, &view, window) && matches(&view, window);
  give_window_back(in_use);
  return asked_for;
}

static __always_inline struct trawl_trace_counters* own_counters(void) {
  const __u32 zero = 0;
  return bpf_map_lookup_elem(&counters, &zero);
}

static __always_inline void write_headers(struct trawl_trace_step* step, struct sk_buff* skb,
                                          const union skb_members* members) {
  struct packet_view view;
  if (!view_packet(skb, members, &view, (struct packet_window*)step->headers)) return;
  __u32 size = view.linear < TRAWL_TRACE_HEADERS ? view.linear : TRAWL_TRACE_HEADERS;
  asm volatile("" : "+r"(size));
  if (size > TRAWL_TRACE_HEADERS) return;
  if (bpf_probe_read_kernel(step->headers, size, view.head + view.start) != 0) return;
  step->captured = (__u16)size;
  step->network = (__u16)view.network;
  step->network_length = view.length - view.network;
  step->has_link_header = view.link_header;
}

static __always_inline void write_device(struct trawl_trace_step* step, struct sk_buff* skb) {
  struct net_device* dev = BPF_CORE_READ(skb, dev);
  step->netns = netns_of(skb, dev);
  step->ifindex = 0;
  step->interface[0] = 0;
  if (!dev) return;
  step->ifindex = BPF_CORE_READ(dev, ifindex);
  bpf_probe_read_kernel(step->interface, sizeof(step->interface), &dev->name);
}

static __always_inline void write_parties(struct trawl_trace_step* step, struct sk_buff* skb,
                                          const struct place* place) {
  const __u64 pid_tgid = bpf_get_current_pid_tgid();
  step->current_tgid = pid_tgid >> 32;
  step->current_tid = (__u32)pid_tgid;
  bpf_get_current_comm(step->current_comm, sizeof(step->current_comm));
  struct sock* sk = place->sk ? place->sk : BPF_CORE_READ(skb, sk);
  struct trawl_owner* known = sk ? find_sock_owner(sk) : 0;
  if (place->in_process && sk && (!known || known->tid != step->current_tid)) {
    struct trawl_owner owner = {};
    const __u64 key = (__u64)sk;
    owner_of_current(&owner);
    bpf_map_update_elem(&sock_owners, &key, &owner, BPF_ANY);  // before 6.4 a value cannot lie in the ring
    step->owner = owner;
  } else if (known) {
    step->owner = *known;
  } else {
    __builtin_memset(&step->owner, 0, sizeof(step->owner));
  }
  step->owner.flags = (__u32)marks_of_owner(&step->owner) << TRAWL_MARKS_SHIFT;
}

static __always_inline void write_place(struct trawl_trace_step* step, void* ctx, const struct place* place) {
  step->point = place->point;
  step->value = place->value;
  step->function = place->function;
  step->caller = place->caller;
  step->stack_pointer = place->stack_pointer;
  step->target = place->target;
  step->copy = (__u64)place->copy;
  step->cpu = bpf_get_smp_processor_id();
  step->stack = with_stacks ? (__s32)bpf_get_stackid(ctx, &stacks, 0) : -1;
}

static __always_inline void write_netfilter(struct trawl_trace_step* step, struct sk_buff* skb,
                                            const struct place* place) {
  __u32 status;
  step->conntrack = conntrack_of(skb, &status);
  step->conntrack_status = status;
  step->rule = place->rule;
  step->family = 0;
  step->table[0] = step->chain[0] = 0;
  const struct xt_table* iptables = place->xt_table;
  if (iptables && bpf_core_type_exists(struct xt_table)) {
    step->family = BPF_CORE_READ(iptables, af);
    bpf_probe_read_kernel_str(step->table, sizeof(step->table), iptables->name);
  }
  struct nft_chain* chain = place->chain;
  if (!chain) return;
  struct nft_table* table = BPF_CORE_READ(chain, table);
  step->family = (__u8)BPF_CORE_READ_BITFIELD_PROBED(table, family);
  bpf_probe_read_kernel_str(step->table, sizeof(step->table), BPF_CORE_READ(table, name));
  bpf_probe_read_kernel_str(step->chain, sizeof(step->chain), BPF_CORE_READ(chain, name));
}

static __always_inline void emit(void* ctx, struct sk_buff* skb, const union skb_members* members, __u64 packet,
                                 const struct place* place, __u16 flags) {
  struct trawl_trace_counters* count = own_counters();
  if (!count) return;
  struct trawl_trace_step* step = bpf_ringbuf_reserve(&steps, sizeof(*step), 0);
  if (!step) {
    count->lost++;
    count->lost_since++;
    return;
  }
  step->time = bpf_ktime_get_ns();
  step->packet = packet;
  step->skb = (__u64)skb;
  step->flags = flags;
  step->lost = count->lost_since;
  count->lost_since = 0;
  count->steps++;
  step->mark = BPF_CORE_READ(skb, mark);
  step->length = BPF_CORE_READ(skb, len);
  step->protocol = bpf_ntohs(BPF_CORE_READ(skb, protocol));
  step->gso_size = BPF_CORE_READ(shared_info(skb), gso_size);
  step->captured = step->network = 0;
  step->network_length = 0;
  step->has_link_header = 0;
  write_headers(step, skb, members);
  write_device(step, skb);
  write_parties(step, skb, place);
  write_netfilter(step, skb, place);
  write_place(step, ctx, place);
  bpf_ringbuf_submit(step, wakeup());
}

/// Whether the skb carries another packet than it did. Tracepoints do not tell every end, and memory is used again: a
/// packet that has arrived does not come in from a device once more unless it was sent on, nor does a socket send it.
static __always_inline bool is_another(struct sk_buff* skb, enum trawl_trace_point point) {
  const __u64 head = (__u64)BPF_CORE_READ(skb, head);
  struct bytes* bytes = bpf_map_lookup_elem(&packet_bytes, &head);
  if (!bytes) return false;
  const bool arrived = bytes->arrived;
  switch (point) {
    case TRAWL_AT_NET_DEV_QUEUE:
      bytes->arrived = 0;
      return arrived && BPF_CORE_READ(skb, sk);
    case TRAWL_AT_NAPI_GRO_RECEIVE_ENTRY:
    case TRAWL_AT_NETIF_RX_ENTRY:
      return arrived;
    case TRAWL_AT_NETIF_RECEIVE_SKB:
    case TRAWL_AT_TCP_PROBE:
    case TRAWL_AT_SKB_COPY_DATAGRAM_IOVEC:
      bytes->arrived = 1;
      return false;
    default:
      return false;
  }
}

/// The packet that the skb carries, if it is followed; 0: it is not.
static __always_inline __u64 followed_packet(struct sk_buff* skb, __u64 head, const struct place* place) {
  if (place->probe & TRAWL_PROBE_TAIL) return find_carried(skb);
  const __u64 packet = find_packet(skb, head);
  if (!packet || exact_ends || !is_another(skb, place->point)) return packet;
  forget_skb(skb, true);
  return 0;
}

/// Whether a packet's story can begin here. One that is let go without having been followed has none to tell, unless it
/// is a drop; and a chain of nf_tables is no beginning.
static __always_inline bool can_begin(const struct place* place) {
  return place->point != TRAWL_AT_CONSUME_SKB && place->point < TRAWL_AT_NFT_CHAIN &&
         !(place->probe & TRAWL_PROBE_TAIL);
}

static __always_inline bool releases(const struct place* place) {
  return place->point == TRAWL_AT_KFREE_SKB || place->point == TRAWL_AT_CONSUME_SKB ||
         (place->probe & TRAWL_PROBE_RELEASES);
}

/// An skb that is somewhere.
struct sight {
  struct sk_buff* skb;
  __u64 packet;  // that it carries; 0: one that nobody asked for
  union skb_members members;
};

static __always_inline void count_unread(void) {
  struct trawl_trace_counters* count = own_counters();
  if (count) count->unread++;
}

/// Of the place only point and probe count. Most packets are not asked for, so that this is what a trace costs.
static __always_inline struct sight look(struct sk_buff* skb, const struct place* place) {
  struct sight sight = {.skb = skb};
  if (!running || !skb) return sight;
  sight.members = read_members(skb);
  const __u64 head = (__u64)sight.members.head;
  if (!pull_headers(skb, &sight.members)) count_unread();
  const __u64* words = sight.members.words;
  sight.packet = followed_packet(skb, head, place);
  if (sight.packet || !can_begin(place)) return sight;
  if (is_asked_for((__u64)skb, words[0], words[1], words[2]) == 0) return sight;
  sight.packet = bpf_ktime_get_ns() << 8 | (bpf_get_smp_processor_id() & 0xff);
  if (releases(place)) return sight;
  follow(skb, sight.packet);
  follow_bytes(head, sight.packet, 0);
  return sight;
}

static __always_inline void tell_step(void* ctx, const struct sight* sight, const struct place* place) {
  const bool released = releases(place);
  const __u16 flags = place->flags | (released ? TRAWL_TRACE_RELEASED : 0);
  emit(ctx, sight->skb, &sight->members, sight->packet, place, flags);
  if (released) forget_skb(sight->skb, false);
}

/// Argument number `position`, from 1; null for 0. Reads them all: the verifier wants constant offsets into the
/// registers, and the compiler would rather choose one.
static __always_inline void* argument(registers_t* ctx, __u32 position) {
  __u64 first = PT_REGS_PARM1(ctx);
  __u64 second = PT_REGS_PARM2(ctx);
  __u64 third = PT_REGS_PARM3(ctx);
  __u64 fourth = PT_REGS_PARM4(ctx);
  __u64 fifth = PT_REGS_PARM5(ctx);
  asm volatile("" : "+r"(first), "+r"(second), "+r"(third), "+r"(fourth), "+r"(fifth));
  const __u64 chosen = position == 0   ? 0
                       : position == 1 ? first
                       : position == 2 ? second
                       : position == 3 ? third
                       : position == 4 ? fourth
                                       : fifth;
  return (void*)chosen;
}

/// Whether the probed code runs for the current task, and not in an interrupt that borrowed it: see in_process().
static __always_inline bool probed_in_process(__u64 stack_pointer) {
  struct task_struct* current = (struct task_struct*)bpf_get_current_task();
  if ((BPF_CORE_READ(current, flags) & (PF_KTHREAD | PF_IO_WORKER)) == PF_KTHREAD) return false;
#if defined(__TARGET_ARCH_x86)
  return stack_pointer - (__u64)BPF_CORE_READ(current, stack) < THREAD_SIZE;
#else
  return (BPF_CORE_READ(current, thread_info.preempt_count) & PREEMPT_INTERRUPTS) == 0;
#endif
}

/// One of the registers that code works with, by its number from 1; 0 for 0. One at a time: the stack has little room.
static __always_inline __u64 numbered_register(registers_t* ctx, __u64 number) {
  __u64 value = 0;
  __u64 end = number * sizeof(value);
  asm volatile("" : "+r"(end));  // the verifier wants to see that it is not negative
  if (number) bpf_probe_read_kernel(&value, sizeof(value), (const unsigned char*)ctx + end - sizeof(value));
  return value;
}

/// A followed skb in one of the registers, which is where code that works on it has it.
static __always_inline struct sk_buff* skb_in_registers(registers_t* ctx) {
  for (unsigned int number = 1; number <= GENERAL_REGISTERS; number++) {
    struct sk_buff* skb = (struct sk_buff*)numbered_register(ctx, number);
    if (find_carried(skb)) return skb;
  }
  return 0;
}

/// The skb that a probe is about.
static __always_inline struct sk_buff* skb_at(registers_t* ctx, struct place* place) {
  const __u64 function = place->probe >> TRAWL_PROBE_FUNCTION_SHIFT;
  if (!(place->probe & TRAWL_PROBE_INSIDE)) {
    struct sk_buff* skb = argument(ctx, place->probe & TRAWL_PROBE_POSITION);
    if (place->probe & TRAWL_PROBE_ENTERS) enter_session(PT_REGS_SP(ctx), function, skb);
    return skb;
  }
  place->target = numbered_register(ctx, place->probe >> TRAWL_PROBE_TARGET_SHIFT & TRAWL_PROBE_TARGET_MASK);
  struct sk_buff* skb = session_skb(PT_REGS_SP(ctx), function);
  if (skb) return skb;
  place->flags |= TRAWL_TRACE_GUESSED;
  return skb_in_registers(ctx);
}

/// At a function's entry.
static __always_inline __u64 return_address(registers_t* ctx) {
#if defined(__TARGET_ARCH_x86)
  __u64 address = 0;
  bpf_probe_read_kernel(&address, sizeof(address), (const void*)PT_REGS_SP(ctx));
  return address;
#else
  return PT_REGS_RET(ctx);
#endif
}

/// ipt_do_table(table, skb, state) and its like, since 5.16.
static __always_inline void at_table(registers_t* ctx, struct place* place) {
  const struct nf_hook_state* state = argument(ctx, 3);
  if (!has_drop_reason || !bpf_core_type_exists(struct xt_table)) return;
  place->point = TRAWL_AT_XT_TABLE;
  place->xt_table = argument(ctx, 1);
  place->value = BPF_CORE_READ(state, hook);
}

static __always_inline __u64 probed_address(registers_t* ctx) {
  return PT_REGS_IP(ctx) - BREAKPOINT_SIZE;
}

/// `by_entry`: the kernel knows where the function begins.
static __always_inline int at_function(registers_t* ctx, __u64 probe, bool by_entry) {
  struct place place = {.point = TRAWL_AT_FUNCTION, .probe = probe};
  const struct sight sight = look(skb_at(ctx, &place), &place);
  if (!sight.packet) return 0;
  place.stack_pointer = PT_REGS_SP(ctx);
  place.function = by_entry ? bpf_get_func_ip(ctx) : probed_address(ctx);
  if (probe & TRAWL_PROBE_LINE) place.flags |= TRAWL_TRACE_LINE;
  if (!(probe & TRAWL_PROBE_INSIDE)) place.caller = return_address(ctx);
  place.sk = argument(ctx, probe >> TRAWL_PROBE_SOCKET_SHIFT & TRAWL_PROBE_POSITION);
  place.in_process = probed_in_process(place.stack_pointer);
  if (probe & TRAWL_PROBE_COPIES) place.copy = argument(ctx, 1);
  if (probe & TRAWL_PROBE_TABLE) at_table(ctx, &place);
  tell_step(ctx, &sight, &place);
  if (place.copy) follow(place.copy, sight.packet);
  return 0;
}

/// The kernel moves a probe at a function's first instruction behind it, if that is a landing pad for indirect calls.
static __always_inline const __u64* find_probe(__u64 address) {
  const __u64* probe = bpf_map_lookup_elem(&probes, &address);
  if (probe) return probe;
  address -= LANDING_PAD_SIZE;
  return bpf_map_lookup_elem(&probes, &address);
}

SEC("trace_probe")
int at_probe(registers_t* ctx) {
  const __u64* probe = find_probe(probed_address(ctx));
  return probe ? at_function(ctx, *probe, false) : 0;
}

SEC("trace_multi")
int at_multi(registers_t* ctx) {
  return at_function(ctx, bpf_get_attach_cookie(ctx) & ~(__u64)TRAWL_PROBE_INSIDE, true);
}

/// Where the arguments lie: on the stack of who came by the tracepoint. From 6.13 on the program's own frame does not.
static __always_inline __u64 stack_address(void* ctx) {
  __u64 address;
  if (has_task_pointer) {
    // The difference of two pointers is a number to the verifier, and so is one of the two from the other helper.
    asm volatile("%0 = %1; %0 -= %2" : "=&r"(address) : "r"(ctx), "r"(current_task()));
    return address + bpf_get_current_task();
  }
  // A pointer that is read back from memory is a number.
  __u64 spilled;
  asm volatile("*(u64*)(%0 + 0) = %1" : : "r"(&spilled), "r"(ctx) : "memory");
  return bpf_probe_read_kernel(&address, sizeof(address), &spilled) == 0 ? address : 0;
}

/// Of what a tracepoint hands over, as a number: with a typed pointer the verifier allows no other calculation than the
/// difference to another one.
static __always_inline struct sk_buff* untyped(const struct sk_buff* pointer) {
  static __u64 anchor;     // always its own address
  if (!pointer) return 0;  // a number as well: to the verifier a typed pointer is never null
  if (!has_typed_pointers) return (struct sk_buff*)pointer;
  volatile __u64* address = &anchor;
  __u64 number = (__u64)pointer;
  asm volatile("*(u64*)(%1 + 0) = %1; %0 -= %1" : "+r"(number) : "r"(address) : "memory");
  return (struct sk_buff*)(number + *address);
}

static __always_inline int at_tracepoint(void* ctx, const struct sk_buff* skb, enum trawl_trace_point point,
                                         __s32 value, const void* caller, const struct sock* sk) {
  struct place place = {.point = point, .value = value, .caller = (__u64)caller, .sk = (struct sock*)sk};
  const struct sight sight = look(untyped(skb), &place);
  if (!sight.packet) return 0;
  place.in_process = in_process_at(current_task(), stack_address(ctx));
  tell_step(ctx, &sight, &place);
  return 0;
}

SEC("trace_point/napi_gro_receive_entry")
int BPF_PROG(at_napi_gro_receive_entry, struct sk_buff* skb) {
  return at_tracepoint(ctx, skb, TRAWL_AT_NAPI_GRO_RECEIVE_ENTRY, 0, 0, 0);
}

SEC("trace_point/netif_rx_entry")
int BPF_PROG(at_netif_rx_entry, struct sk_buff* skb) {
  return at_tracepoint(ctx, skb, TRAWL_AT_NETIF_RX_ENTRY, 0, 0, 0);
}

SEC("trace_point/netif_receive_skb")
int BPF_PROG(at_netif_receive_skb, struct sk_buff* skb) {
  return at_tracepoint(ctx, skb, TRAWL_AT_NETIF_RECEIVE_SKB, 0, 0, 0);
}

SEC("trace_point/net_dev_queue")
int BPF_PROG(at_net_dev_queue, struct sk_buff* skb) {
  return at_tracepoint(ctx, skb, TRAWL_AT_NET_DEV_QUEUE, 0, 0, 0);
}

SEC("trace_point/net_dev_start_xmit")
int BPF_PROG(at_net_dev_start_xmit, struct sk_buff* skb) {
  return at_tracepoint(ctx, skb, TRAWL_AT_NET_DEV_START_XMIT, 0, 0, 0);
}

SEC("trace_point/net_dev_xmit")
int BPF_PROG(at_net_dev_xmit, struct sk_buff* skb, int result) {
  return at_tracepoint(ctx, skb, TRAWL_AT_NET_DEV_XMIT, result, 0, 0);
}

SEC("trace_point/qdisc_enqueue")
int BPF_PROG(at_qdisc_enqueue, void* qdisc, void* queue, struct sk_buff* skb) {
  return at_tracepoint(ctx, skb, TRAWL_AT_QDISC_ENQUEUE, 0, 0, 0);
}

SEC("trace_point/qdisc_dequeue")
int BPF_PROG(at_qdisc_dequeue, void* qdisc, void* queue, int packets, struct sk_buff* skb) {
  return at_tracepoint(ctx, skb, TRAWL_AT_QDISC_DEQUEUE, packets, 0, 0);
}

SEC("trace_point/kfree_skb")
int BPF_PROG(at_kfree_skb, struct sk_buff* skb, void* caller) {
  const __s32 reason = has_drop_reason ? (__s32)ctx[2] : 0;
  const struct sock* sk = has_drop_socket ? (const struct sock*)ctx[3] : 0;
  return at_tracepoint(ctx, skb, TRAWL_AT_KFREE_SKB, reason, caller, sk);
}

SEC("trace_point/consume_skb")
int BPF_PROG(at_consume_skb, struct sk_buff* skb) {
  return at_tracepoint(ctx, skb, TRAWL_AT_CONSUME_SKB, 0, has_consume_caller ? (const void*)ctx[1] : 0, 0);
}

SEC("trace_point/skb_copy_datagram_iovec")
int BPF_PROG(at_skb_copy_datagram_iovec, struct sk_buff* skb, int length) {
  return at_tracepoint(ctx, skb, TRAWL_AT_SKB_COPY_DATAGRAM_IOVEC, length, 0, 0);
}

SEC("trace_point/tcp_probe")
int BPF_PROG(at_tcp_probe, struct sock* sk, struct sk_buff* skb) {
  return at_tracepoint(ctx, skb, TRAWL_AT_TCP_PROBE, 0, 0, sk);
}

SEC("trace_point/tcp_retransmit_skb")
int BPF_PROG(at_tcp_retransmit_skb, struct sock* sk, struct sk_buff* skb) {
  return at_tracepoint(ctx, skb, TRAWL_AT_TCP_RETRANSMIT_SKB, 0, 0, sk);
}

SEC("trace_point/tcp_send_reset")
int BPF_PROG(at_tcp_send_reset, struct sock* sk, struct sk_buff* skb) {
  return at_tracepoint(ctx, skb, TRAWL_AT_TCP_SEND_RESET, 0, 0, sk);
}

SEC("trace_point/tcp_bad_csum")
int BPF_PROG(at_tcp_bad_csum, struct sk_buff* skb) {
  return at_tracepoint(ctx, skb, TRAWL_AT_TCP_BAD_CSUM, 0, 0, 0);
}

SEC("trace_point/udp_fail_queue_rcv_skb")
int BPF_PROG(at_udp_fail_queue_rcv_skb, int error, struct sock* sk) {
  if (!has_udp_fail_skb) return 0;
  return at_tracepoint(ctx, (const struct sk_buff*)ctx[2], TRAWL_AT_UDP_FAIL_QUEUE_RCV_SKB, error, 0, sk);
}

SEC("trace_point/sock_rcvqueue_full")
int BPF_PROG(at_sock_rcvqueue_full, struct sock* sk, struct sk_buff* skb) {
  return at_tracepoint(ctx, skb, TRAWL_AT_SOCK_RCVQUEUE_FULL, 0, 0, sk);
}

SEC("kprobe/nft_chain")
int at_nft_chain(struct pt_regs* ctx) {
  const struct nft_pktinfo* packet = (const void*)PT_REGS_PARM1(ctx);
  struct nft_chain* chain = (void*)PT_REGS_PARM2(ctx);
  const struct nft_base_chain* base = (const void*)((__u64)chain - bpf_core_field_offset(struct nft_base_chain, chain));
  struct place place = {.point = TRAWL_AT_NFT_CHAIN, .value = BPF_CORE_READ(base, policy), .chain = chain};
  place.function = PT_REGS_IP(ctx) - BREAKPOINT_SIZE;
  const struct sight sight = look(BPF_CORE_READ(packet, skb), &place);
  if (!sight.packet) return 0;
  enter_base_chain((__u64)sight.skb, chain);
  tell_step(ctx, &sight, &place);
  return 0;
}

/// At the expressions that end a rule with a verdict. Of a packet that is followed its chain has told.
static __always_inline void at_verdict(struct pt_regs* ctx, __s32 verdict) {
  const __u64 expression = PT_REGS_PARM1(ctx);
  const struct nft_pktinfo* packet = (const void*)PT_REGS_PARM3(ctx);
  struct sk_buff* skb = BPF_CORE_READ(packet, skb);
  const __u64 key = (__u64)skb;
  struct nft_place* known = bpf_map_lookup_elem(&nft_places, &key);
  if (!known) return;
  struct place place = {.point = TRAWL_AT_NFT_RULE, .value = verdict, .function = PT_REGS_IP(ctx) - BREAKPOINT_SIZE};
  const struct sight sight = look(skb, &place);
  if (!sight.packet) return;
  place.chain = chain_with(known, expression);
  if (!place.chain) return;
  place.rule = rule_with(blob_with(place.chain, expression), expression);
  tell_step(ctx, &sight, &place);
}

SEC("kprobe/nft_immediate")
int at_nft_immediate(struct pt_regs* ctx) {
  const struct nft_expr* expression = (const void*)PT_REGS_PARM1(ctx);
  const struct nft_immediate_expr* immediate = (const void*)&expression->data;
  if (BPF_CORE_READ(immediate, dreg) != NFT_REG_VERDICT) return 0;
  at_verdict(ctx, (__s32)BPF_CORE_READ(immediate, data.verdict.code));
  return 0;
}

SEC("kprobe/nft_lookup")
int at_nft_lookup(struct pt_regs* ctx) {
  const struct nft_expr* expression = (const void*)PT_REGS_PARM1(ctx);
  if (looks_up_verdict((const void*)&expression->data)) at_verdict(ctx, TRAWL_VERDICT_MAP);
  return 0;
}

SEC("kprobe/nft_target")
int at_nft_target(struct pt_regs* ctx) {
  at_verdict(ctx, TRAWL_VERDICT_UNKNOWN);
  return 0;
}
