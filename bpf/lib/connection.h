// What is remembered of a TCP socket between two events: it stands behind the socket's owner, in one storage with it.
#pragma once

#include "lib/kernel.h"
#include "wire/states.h"

struct connection {
  struct trawl_owner owner;  // tgid 0: not known
  __u64 since;               // when its state began; 0: before the first event
  __u64 opened;              // when the connection began; 0: before the first event
  __u64 waiting;             // the time of a change that is not told yet; 0: there is none
  __u32 netns;               // 0: not read yet
  __u8 waiting_from;         // its states
  __u8 waiting_to;
  __u8 direction;  // enum trawl_tcp_direction; TRAWL_TCP_NO_DIRECTION: not found out yet
  __u8 reserved;
};

#define STORED_WITH_SOCKET struct connection

#include "lib/owner.h"
