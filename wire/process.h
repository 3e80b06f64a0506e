// What happens to processes, and to sockets that go from one to another, in order: the kernel side's second ring
// buffer.
#pragma once

#include "wire/owner.h"

enum trawl_process_event_type {
  TRAWL_FORK,
  TRAWL_EXEC,
  TRAWL_EXIT,
  TRAWL_RENAME,
  TRAWL_CGROUP_MADE,    // a cgroup v2 directory, process.cgroup_id, by the process
  TRAWL_CGROUP_JOINED,  // the process has moved into a cgroup of any hierarchy
  TRAWL_USE,            // the process uses a socket that was another's
  TRAWL_TRANSLATION,    // what began as `connection` is `process`'s under another address; as in a packet's record
};

#define TRAWL_PATH_LENGTH 256
#define TRAWL_ARGUMENTS_LENGTH 2048
#define TRAWL_CGROUP_PATH_LENGTH 512

struct trawl_process_event {
  __u64 time;  // CLOCK_MONOTONIC, ns
  __u32 type;  // enum trawl_process_event_type
  __u32 parent_tgid;
  __u64 parent_start_time;
  __u64 connection;            // TRANSLATION only: as trawl_owner::socket of its first packet's receiver
  struct trawl_owner process;  // USE: it uses its socket now, and received what came after `received`
  __u32 path_length;  // EXEC: bytes of `text` that are the executable's path, with its zero; CGROUP_…: the cgroup's
  __u32 arguments_length;  // EXEC only, from here on: bytes from text + TRAWL_PATH_LENGTH on: arguments, each ended by
                           // a zero byte
  __u32 arguments_total;   // what the process has; more than arguments_length when cut
  __u32 netns;             // inode number of its network namespace; 0: not asked for, or it has none any more
  char text[];
};
