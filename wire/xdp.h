// Packets at the XDP hook: the records of the ring buffer of `trawl xdp`, and its counters.
#pragma once

#ifndef __bpf__
#include <linux/types.h>
#endif

/// Where a packet was seen: at the hook by a program of ours, or on its way into and out of another's program.
enum trawl_xdp_point { TRAWL_XDP_HOOK, TRAWL_XDP_ENTRY, TRAWL_XDP_EXIT, TRAWL_XDP_POINTS };

/// This header, then `captured` bytes from the link-layer header on.
struct trawl_xdp_packet {
  __u64 time;      // CLOCK_MONOTONIC, ns
  __u64 id;        // of the packet: the same on entry and exit
  __u64 lost;      // packets since the record before, of this CPU, for lack of room in the ring buffer
  __u32 length;    // bytes on the wire
  __u32 captured;  // bytes that follow this header
  __u32 queue;     // receive queue
  __u32 point;     // enum trawl_xdp_point
  __u32 verdict;   // EXIT only: enum xdp_action
  __u32 flags;     // set of enum trawl_xdp_flag
};

/// FIRST_BUFFER: the packet lies in several buffers, and of the others nothing could be read.
enum trawl_xdp_flag { TRAWL_XDP_FIRST_BUFFER = 1 };

/// A flow that was not seen before (or so long ago that it is forgotten): the other kind of record, of `--rate`.
struct trawl_xdp_flow {
  __u64 time;  // CLOCK_MONOTONIC, ns
  __u8 source[16];
  __u8 destination[16];  // an IPv4 address stands in the first four bytes
  __u16 source_port;     // host byte order; 0 where the protocol has none
  __u16 destination_port;
  __u16 family;    // AF_INET, AF_INET6
  __u16 protocol;  // IPPROTO_*
};

/// Per-CPU counters: every packet that reaches the hook is counted in exactly one of them.
enum trawl_xdp_counter {
  TRAWL_XDP_REJECTED,     // by the expression
  TRAWL_XDP_NOT_SAMPLED,  // passed the expression, left out by the sampling
  TRAWL_XDP_LOST,         // no room in the ring buffer
  TRAWL_XDP_CAPTURED,
  TRAWL_XDP_COUNTERS
};

struct trawl_xdp_counters {
  __u64 packets[TRAWL_XDP_COUNTERS];
};

/// Programs that a filter program goes on to (indices of the `targets` program array).
enum trawl_xdp_target {
  TRAWL_XDP_TARGET_MATCH,  // when the expression matches
  TRAWL_XDP_TARGET_NEXT,   // in the end: the program that was attached before; may be empty
  TRAWL_XDP_TARGETS
};
