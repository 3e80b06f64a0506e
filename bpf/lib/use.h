// A task uses a socket: what that makes of the socket's owner, wherever owners are kept.
#pragma once

#include "lib/process.h"
#include "lib/task.h"

/// Whether anybody wants to hear of uses.
volatile const bool tell_uses = true;

/// A number for a socket that has no connection.
static __always_inline __u64 new_socket_number(void) {
  return bpf_ktime_get_ns() << 10 | (bpf_get_smp_processor_id() & 1023);
}

enum use { MAKES, ACCEPTS, SENDS, RECEIVES };

/// The current task uses a socket: from now on it is the owner. The first use by each process is told where packets
/// wait for it, or where the socket was another's.
static __always_inline void use_socket(struct trawl_owner* owner, struct task_struct* current, enum use use) {
  const __u32 before = owner->flags;
  const bool same_thread = owner->tid == (__u32)task_member(current, pid);
  const __u64 last_received = owner->received;
  if (use == RECEIVES) owner->received = bpf_ktime_get_ns();
  if (same_thread && (before == 0 || (use == ACCEPTS && before == TRAWL_UNUSED))) return;
  const bool other = owner->tgid != 0 && owner->tgid != (__u32)task_member(current, tgid);
  const bool fresh = before & (TRAWL_OF_LISTENER | TRAWL_UNUSED);
  // A connection is not its listener's owner's, who has never seen it.
  const bool shared = other && !(before & TRAWL_OF_LISTENER);
  if (!same_thread) owner_of_task(owner, current);
  if (tell_uses && owner->socket == 0) owner->socket = new_socket_number();
  const bool awaited = (before & TRAWL_AWAITED) && use != MAKES && (fresh || use == RECEIVES);
  const bool stays_unused = use == MAKES || (use == ACCEPTS && fresh);
  owner->flags = (before & TRAWL_SHARED) | (shared ? TRAWL_SHARED : 0) | (stays_unused ? TRAWL_UNUSED : 0) |
                 (stays_unused || !awaited ? before & TRAWL_AWAITED : 0);
  if (tell_uses && (awaited || (other && use != MAKES))) {
    tell_use(current, owner->socket, last_received,
             use == RECEIVES  ? TRAWL_RECEIVES
             : use == ACCEPTS ? TRAWL_ACCEPTS
                              : 0);
  }
}
