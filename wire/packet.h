// One captured packet in the ring buffer: this header, then `captured` bytes from the link-layer header on.
#pragma once

#include "wire/owner.h"

enum trawl_direction { TRAWL_IN = 0, TRAWL_OUT = 1 };

/// What the kernel side found about a packet's ends, beside the owners.
enum trawl_packet_flags {
  TRAWL_FORWARDED = 1,   // passes through this host
  TRAWL_KERNEL = 2,      // made or taken by the kernel itself
  TRAWL_OTHER_HOST = 4,  // not addressed to this host
  TRAWL_NO_SOCKET = 8,   // to a port that nobody has
  TRAWL_UNDECIDED = 16,  // whether a filter of processes wants it is known when more is known of its ends
};

struct trawl_packet {
  __u64 time;      // CLOCK_MONOTONIC, ns
  __u32 length;    // bytes on the wire, without a VLAN tag that the device took off
  __u32 captured;  // bytes that follow this header
  __u32 ifindex;
  __u16 vlan_tci;       // of the tag that the device took off; valid if vlan_protocol is not 0
  __u16 vlan_protocol;  // EtherType of that tag, host byte order; 0: none
  __u8 direction;       // enum trawl_direction
  __u8 packet_type;     // PACKET_HOST … PACKET_OUTGOING of linux/if_packet.h
  __u16 flags;          // enum trawl_packet_flags
  __u32 queue;          // receive or transmit queue
  __u32 netns;          // inode number of the device's network namespace
  __u32 reserved;       // 0
  struct trawl_owner sender;
  struct trawl_owner receiver;
};

/// Per-CPU counters: every packet that reaches a hook is counted in exactly one of them.
enum trawl_counter {
  TRAWL_REJECTED,       // by the expression
  TRAWL_OTHER_PROCESS,  // by a process filter
  TRAWL_LOST,           // no room in the ring buffer
  TRAWL_CAPTURED,
  TRAWL_COUNTERS
};

struct trawl_counters {
  __u64 packets[TRAWL_COUNTERS];
};

/// Where packets were lost: the key of the `lost_at` map, whose values count them.
struct trawl_device {
  __u32 netns;  // inode number
  __u32 ifindex;
};

/// What a filter program knows of the way of the packets it sees, put together: it hands that to the program that it
/// goes on to, in the first 32 bits of the `at_hand` map's element.
enum trawl_way {
  TRAWL_WAY_IN = 0,
  TRAWL_WAY_OUT = 1,
  TRAWL_WAY_LOOPBACK = 2,  // with OUT: captured where the sender is known, and shown once, as coming in
  TRAWL_WAY_RAW = 4,       // of a device without a link-layer header, such as tun
  TRAWL_WAY_REJECTED = 8,  // by the expression: only its ends are looked for, which may tell of later packets'
};
