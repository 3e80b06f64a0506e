// Whose a socket is, as the kernel side records it. Included by both compilers: fixed-width members, no padding.
#pragma once

#ifndef __bpf__
#include <linux/types.h>
#endif

#define TRAWL_COMM_LENGTH 16

/// How sure the owner of a packet's end is, and whether it is one that was asked for.
enum trawl_owner_flags {
  TRAWL_OF_LISTENER = 1,  // it listens; nobody has accepted the connection yet
  TRAWL_UNUSED = 2,       // it made or accepted the socket; nobody has sent or received by it yet
  TRAWL_SHARED = 4,       // others have used the socket, too
  TRAWL_UNSETTLED = TRAWL_OF_LISTENER | TRAWL_UNUSED | TRAWL_SHARED,
  TRAWL_AWAITED = 8,    // of sockets only: a packet with an unsettled end was captured, so the next use is told
  TRAWL_RECEIVES = 16,  // of uses only: by receiving
  TRAWL_ACCEPTS = 32,   // of uses only: by accepting the connection, and no more
};

/// In records and uses the flags have the owner's marks (enum trawl_process_mark) from this bit on.
#define TRAWL_MARKS_SHIFT 8

/// How many processes one run of the walk over all of them tells (bpf/lib/process_walk.h).
#define TRAWL_WALK_LENGTH 16
#define TRAWL_WALK_ENDED 256

/// A process as it was when it last used the socket. tgid 0: not known.
struct trawl_owner {
  __u32 tgid;        // in the initial pid namespace
  __u32 tid;         // thread that used the socket last
  __u32 uid;         // effective user id, initial user namespace
  __u32 flags;       // enum trawl_owner_flags; in a packet's record only those that hold for the packet
  __u64 start_time;  // of the thread group leader, ns since boot: with tgid it names one process for ever
  __u64 cgroup_id;   // inode number of its cgroup v2 directory
  __u64 socket;      // names the socket, or the connection that an unaccepted one is of; 0: there is none any more
  __u64 received;    // when it last received by the socket; CLOCK_MONOTONIC, ns
  char comm[TRAWL_COMM_LENGTH];
};
