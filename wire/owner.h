// Whose a socket is, as the kernel side records it. Included by both compilers: fixed-width members, no padding.
#pragma once

#ifndef __bpf__
#include <linux/types.h>
#endif

#define TRAWL_COMM_LENGTH 16

/// A process as it was when it last used the socket. tgid 0: not known.
struct trawl_owner {
  __u32 tgid;        // in the initial pid namespace
  __u32 tid;         // thread that used the socket last
  __u32 uid;         // effective user id, initial user namespace
  __u32 flags;       // reserved, 0
  __u64 start_time;  // of the thread group leader, ns since boot: with tgid it names one process for ever
  __u64 cgroup_id;   // inode number of its cgroup v2 directory
  char comm[TRAWL_COMM_LENGTH];
};
