// Which skb a function was called with, for probes inside it. The frames of one function on one stack, recursive calls
// included, are told apart by the stack pointer they were entered with.
#pragma once

#include "lib/kernel.h"

#define SESSION_FRAMES 8
#define STACK_SIZE_BITS 14  // kernel stacks begin at multiples of their size

struct session_key {
  __u64 stack;
  __u64 function;  // number of the function, from the probe's cookie
};

struct session {
  __u64 entered[SESSION_FRAMES];  // stack pointers, the innermost last
  __u64 skb[SESSION_FRAMES];
  __u32 count;
  __u32 reserved;
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 4096);
  __type(key, struct session_key);
  __type(value, struct session);
} sessions SEC(".maps");

static __always_inline struct session* find_session(__u64 stack_pointer, __u64 function, bool create) {
  const struct session_key key = {.stack = stack_pointer >> STACK_SIZE_BITS, .function = function};
  struct session* session = bpf_map_lookup_elem(&sessions, &key);
  if (session || !create) return session;
  static const struct session fresh;  // the stack has little room
  bpf_map_update_elem(&sessions, &key, &fresh, BPF_NOEXIST);
  return bpf_map_lookup_elem(&sessions, &key);
}

/// A number below SESSION_FRAMES, which it is already: the verifier before 6.3 forgets that when a register is copied.
static __always_inline __u32 frame_number(__u32 number) {
  asm volatile("%0 &= %1" : "+r"(number) : "i"(SESSION_FRAMES - 1));
  return number;
}

/// Forgets calls that have returned: they were entered with a stack pointer below this one.
static __always_inline void drop_returned(struct session* session, __u64 stack_pointer) {
  for (int i = 0; i < SESSION_FRAMES; i++) {
    const __u32 last = session->count - 1;
    if (last >= SESSION_FRAMES || session->entered[frame_number(last)] >= stack_pointer) break;
    session->count = last;
  }
}

static __always_inline void enter_session(__u64 stack_pointer, __u64 function, void* skb) {
  struct session* session = find_session(stack_pointer, function, true);
  if (!session) return;
  drop_returned(session, stack_pointer + 1);
  const __u32 next = session->count;
  if (next >= SESSION_FRAMES) return;
  session->entered[frame_number(next)] = stack_pointer;
  session->skb[frame_number(next)] = (__u64)skb;
  session->count = next + 1;
}

/// The skb of the call that the code at this stack pointer belongs to; null: it began before the trace.
static __always_inline void* session_skb(__u64 stack_pointer, __u64 function) {
  struct session* session = find_session(stack_pointer, function, false);
  if (!session) return 0;
  drop_returned(session, stack_pointer);
  const __u32 last = session->count - 1;
  return last < SESSION_FRAMES ? (void*)session->skb[frame_number(last)] : 0;
}
