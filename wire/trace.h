// One step of a packet on its way through the kernel, as the trace programs tell it.
#pragma once

#include "wire/owner.h"

/// The most bytes of a packet's headers that a step carries.
#define TRAWL_TRACE_HEADERS 192
/// The first bytes of a packet, which are read at once; most expressions look no further.
#define TRAWL_TRACE_WINDOW 64
#define TRAWL_INTERFACE_NAME 16
#define TRAWL_STACK_DEPTH 32
#define TRAWL_RULE_NAME 32
/// The most probes at single addresses.
#define TRAWL_MOST_PROBES 16384

/// Where a step was seen: a tracepoint, or a probe (TRAWL_AT_FUNCTION).
enum trawl_trace_point {
  TRAWL_AT_FUNCTION,
  TRAWL_AT_NAPI_GRO_RECEIVE_ENTRY,
  TRAWL_AT_NETIF_RX_ENTRY,
  TRAWL_AT_NETIF_RECEIVE_SKB,
  TRAWL_AT_NET_DEV_QUEUE,
  TRAWL_AT_NET_DEV_START_XMIT,
  TRAWL_AT_NET_DEV_XMIT,  // `value` is the driver's return code (enum netdev_tx)
  TRAWL_AT_QDISC_ENQUEUE,
  TRAWL_AT_QDISC_DEQUEUE,
  TRAWL_AT_KFREE_SKB,                // `value` is the enum skb_drop_reason, `caller` who dropped it
  TRAWL_AT_CONSUME_SKB,              // `caller` is who let go of it
  TRAWL_AT_SKB_COPY_DATAGRAM_IOVEC,  // `value` is how many bytes the reader asked for
  TRAWL_AT_TCP_PROBE,                // a TCP socket has it
  TRAWL_AT_TCP_RETRANSMIT_SKB,
  TRAWL_AT_TCP_SEND_RESET,
  TRAWL_AT_TCP_BAD_CSUM,
  TRAWL_AT_UDP_FAIL_QUEUE_RCV_SKB,  // `value` is a negative errno
  TRAWL_AT_SOCK_RCVQUEUE_FULL,
  TRAWL_AT_NFT_CHAIN,  // a base chain of nf_tables begins; `value` is its policy (NF_DROP, NF_ACCEPT)
  TRAWL_AT_NFT_RULE,   // a rule of it decides; `value` is the verdict's code, or TRAWL_VERDICT_UNKNOWN or _MAP
  TRAWL_AT_XT_TABLE,   // a table of iptables; `value` is the hook (enum nf_inet_hooks)
  TRAWL_TRACE_POINTS
};

/// What is known of a probe: which argument is the skb, from 1, what the function means for it, and which argument is
/// its socket (0: none).
enum trawl_probe {
  TRAWL_PROBE_POSITION = 7,
  TRAWL_PROBE_RELEASES = 8,  // the skb carries its packet no more
  TRAWL_PROBE_TAIL = 16,     // called for skbs that are let go: their packet's story may be over
  TRAWL_PROBE_COPIES = 32,   // the skb is copied to the one in argument 1
  TRAWL_PROBE_ENTERS = 64,   // the entry of a function with probes inside
  TRAWL_PROBE_INSIDE = 128,  // one of those
  TRAWL_PROBE_LINE = 256,    // an instruction that the user named
  TRAWL_PROBE_TABLE = 512,   // a table of iptables, with its hook's state in argument 3
  TRAWL_PROBE_SOCKET_SHIFT = 12,
  TRAWL_PROBE_TARGET_SHIFT = 16,  // at an indirect call: the word of struct pt_regs, from 1, that has where it leads
  TRAWL_PROBE_TARGET_MASK = 31,
  TRAWL_PROBE_FUNCTION_SHIFT = 32,  // above: a number for the function with probes inside
};

/// By this number the function is known that the compiled expression replaces.
#define TRAWL_EXPRESSION 0x74726178

#define TRAWL_VERDICT_UNKNOWN (-100)  // of an expression that is more than a verdict
#define TRAWL_VERDICT_MAP (-101)      // a map is asked, and may have none
#define TRAWL_NO_CONNTRACK 0xff

/// Per CPU.
struct trawl_trace_counters {
  __u64 steps;
  __u64 lost;        // found no room in the ring
  __u64 lost_since;  // the last step that did
  __u64 unread;      // looks at packets whose headers lie in pages that could not be read
};

enum trawl_trace_flags {
  TRAWL_TRACE_RELEASED = 2,  // the skb is gone after this step
  TRAWL_TRACE_LINE = 4,      // at an instruction that the user named
  TRAWL_TRACE_GUESSED = 8,   // the skb was found in a register: the call began before the trace
};

struct trawl_trace_step {
  __u64 time;           // CLOCK_MONOTONIC, ns
  __u64 packet;         // names the packet: the same for all skbs that carry it; never 0
  __u64 skb;            // kernel address
  __u64 function;       // address of the probed instruction; 0 at a tracepoint
  __u64 caller;         // an address in the function that called; 0: not known
  __u64 stack_pointer;  // at a function's entry; 0 at a tracepoint
  __u64 target;         // of an indirect call; 0: it is none
  __u64 copy;           // the skb that becomes a copy of this one, or a part of it; 0: none
  __u32 lost;           // steps of this CPU that found no room just before this one
  __u32 cpu;
  __u16 point;    // enum trawl_trace_point
  __u16 flags;    // enum trawl_trace_flags
  __s32 value;    // depends on the point
  __s32 stack;    // key of the `stacks` map; negative: none
  __u32 netns;    // inode number; 0: not known
  __u32 ifindex;  // 0: no device
  __u32 mark;
  __u32 length;           // skb->len, bytes
  __u32 network_length;   // bytes from the network header on
  __u16 protocol;         // EtherType, host byte order
  __u16 captured;         // bytes in `headers`
  __u16 network;          // where the network header starts in `headers`
  __u8 conntrack;         // enum ip_conntrack_info, or TRAWL_NO_CONNTRACK
  __u8 family;            // at nf_tables: NFPROTO_* of the table
  __u32 has_link_header;  // `headers` begins with the link-layer header; else with the network header
  __u32 gso_size;         // bytes; 0: a single segment
  char interface[TRAWL_INTERFACE_NAME];
  __u32 current_tgid;
  __u32 current_tid;
  char current_comm[TRAWL_COMM_LENGTH];
  __u64 rule;                   // at nf_tables: the rule's handle; 0: none
  char table[TRAWL_RULE_NAME];  // at nf_tables
  char chain[TRAWL_RULE_NAME];
  __u32 conntrack_status;  // enum ip_conntrack_status
  __u32 reserved;
  struct trawl_owner owner;  // of the skb's socket; its flags are its marks
  __u8 headers[TRAWL_TRACE_HEADERS];
};
