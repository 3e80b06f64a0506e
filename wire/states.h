// What happens to TCP connections: the records of the ring buffer of `trawl states`.
#pragma once

#include "wire/owner.h"

enum trawl_tcp_event_type {
  TRAWL_TCP_STATE,
  TRAWL_TCP_RETRANSMIT,
  TRAWL_TCP_RESET_SENT,
  TRAWL_TCP_RESET_RECEIVED,
  TRAWL_TCP_DROP,
  TRAWL_TCP_EVENT_TYPES
};

/// Who began the connection. The kernel knows: an accepted socket keeps the interface its SYN came in by.
enum trawl_tcp_direction { TRAWL_TCP_NO_DIRECTION, TRAWL_TCP_CONNECTED, TRAWL_TCP_ACCEPTED };

/// What may stand behind an event, in this order.
enum trawl_tcp_part { TRAWL_TCP_TASK = 1, TRAWL_TCP_TOTALS = 2 };

/// The two ends of a connection.
struct trawl_tcp_ends {
  __u8 local[16];  // an IPv4 address stands in the first four bytes
  __u8 remote[16];
  __u32 netns;        // inode number of the socket's network namespace
  __u16 local_port;   // host byte order
  __u16 remote_port;  // host byte order
  __u8 family;        // AF_INET, AF_INET6: of the addresses; 0: nothing is known
  __u8 reserved[7];
};

struct trawl_tcp_event {
  __u64 time;         // CLOCK_MONOTONIC, ns
  __u64 since;        // when the old state began, likewise; 0: not known
  __u64 cookie;       // the socket's, as SO_COOKIE and ss tell it; 0: none
  __u32 drop_reason;  // DROP only: enum skb_drop_reason of the running kernel
  __u32 cpu;
  __u8 type;       // enum trawl_tcp_event_type
  __u8 direction;  // enum trawl_tcp_direction
  __u8 state;      // include/net/tcp_states.h: the new one, or that at the event; 0: no socket
  __u8 old_state;  // STATE only
  __u8 passed;     // STATE only: a state that was between the two for no time; 0: none
  __u8 undecided;  // whether the owner is one that was asked for is for user space to say
  __u8 marks;      // enum trawl_process_mark: the owner's
  __u8 parts;      // set of enum trawl_tcp_part
  struct trawl_tcp_ends ends;
  struct trawl_owner owner;
};

/// The task that happened to run.
struct trawl_tcp_task {
  __u32 tid;
  __u32 tgid;
  char comm[TRAWL_COMM_LENGTH];
};

/// Of a socket that is closed.
struct trawl_tcp_totals {
  __u64 opened;          // when the connection began, CLOCK_MONOTONIC, ns; 0: not known
  __u64 bytes_sent;      // payload, without repetitions
  __u64 bytes_received;  // payload
  __u32 retransmits;     // segments
  __u32 rtt;             // smoothed, us; 0: never measured
};

/// An event with all its parts.
struct trawl_tcp_record {
  struct trawl_tcp_event event;
  struct trawl_tcp_task task;
  struct trawl_tcp_totals totals;
};

#define TRAWL_TCP_PORTS 16       // that a filter may name
#define TRAWL_TCP_NAMESPACES 16  // likewise
