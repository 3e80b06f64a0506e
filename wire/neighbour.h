// Which addresses are in other network namespaces of this host: kept by user space, looked up by the kernel side.
#pragma once

#ifndef __bpf__
#include <linux/types.h>
#endif

#define TRAWL_NEIGHBOURS 65536  // room for so many addresses

/// An address as it is seen from a namespace where packets are captured.
struct trawl_neighbour_key {
  __u32 netns;       // inode number of the namespace that sees it
  __u32 family;      // AF_INET, AF_INET6
  __u8 address[16];  // IPv4 addresses in the first 4 bytes
};

/// The namespace that has it.
struct trawl_neighbour {
  __s32 id;     // its number in the namespace that sees it (RTM_GETNSID)
  __u32 netns;  // its inode number, as soon as the kernel side has asked for it; 0: not yet
};
