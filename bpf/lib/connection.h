// What is remembered of a TCP socket between two events, by the socket's address, from its first event to its CLOSE.
#pragma once

#include "lib/use.h"
#include "wire/states.h"

struct connection {
  __u64 opened;   // when the connection began; 0: before the first event
  __u8 waiting;   // the last change is not told yet: its ends were not known
  __u8 has_ends;  // they will not change
  __u8 reserved[6];
  /// The last change of state. Most of what it says holds for the next one, too, so that little is left to do then.
  struct trawl_tcp_record record;
};

static __always_inline struct trawl_owner* owner_of(struct connection* connection) {
  return &connection->record.event.owner;
}

static __always_inline bool is_new(const struct connection* connection) {
  return connection->record.event.time == 0 && connection->record.event.owner.tgid == 0;
}

/// Nothing has happened to the socket, and nobody used it.
static __always_inline void make_new(struct connection* connection) {
  __builtin_memset(connection, 0, __builtin_offsetof(struct connection, record.task));
}

/// Storage in the socket itself (BPF_MAP_TYPE_SK_STORAGE) is two allocations for each socket, and was more than a third
/// of what a connection paid. An address has one place in an array instead, which a look-up finds without a call.
#define SLOT_BITS 15

struct connection_slot {
  __u64 socket;  // the address of who had it last; 0: nobody yet
  __u32 claims;  // by sockets that have or want the slot
  __u32 open;    // the socket has not come to its CLOSE
  struct connection connection;
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1 << SLOT_BITS);
  __type(key, __u32);
  __type(value, struct connection_slot);
} slots SEC(".maps");

/// Sockets whose place was another's. Memory is taken as they come.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1 << 20);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, __u64);
  __type(value, struct connection);
} displaced SEC(".maps");

/// Mostly there never are any, and a look-up for each connection would be in vain.
bool any_displaced = false;

static __always_inline struct connection* find_displaced(__u64 socket) {
  return any_displaced ? bpf_map_lookup_elem(&displaced, &socket) : 0;
}

/// What a new place for a connection is filled with.
static const struct connection new_connection;

/// Null: there is no memory.
static __always_inline struct connection* displace(__u64 socket) {
  any_displaced = true;
  bpf_map_update_elem(&displaced, &socket, &new_connection, BPF_ANY);
  return bpf_map_lookup_elem(&displaced, &socket);
}

/// The lower half of an address. Of a typed pointer the verifier lets nothing else be made into a number.
static __always_inline __u32 lower_half(__u64 address) {
  __u32 half;
  asm volatile("%0 = %1" : "=w"(half) : "w"((__u32)address));
  return half;
}

static __always_inline struct connection_slot* slot_of(__u64 socket) {
  const __u32 place = lower_half(socket) * 0x9e3779b1U >> (32 - SLOT_BITS);
  return bpf_map_lookup_elem(&slots, &place);
}

/// `socket`: the address of a struct sock. Null: nothing is known of it. After its CLOSE it is found for as long as its
/// slot is not needed: a reset may follow.
static __always_inline struct connection* find_connection(__u64 socket) {
  struct connection_slot* slot = slot_of(socket);
  if (slot && slot->socket == socket) return &slot->connection;
  return find_displaced(socket);
}

/// Takes a place that is free. Of several who want it at once at most one gets it: who finds himself alone. (Atomic
/// operations that return something came with 5.12.)
static __always_inline bool claim(struct connection_slot* slot, __u64 socket) {
  __sync_fetch_and_add(&slot->claims, 1);
  if (*(volatile __u32*)&slot->claims != 1) {
    __sync_fetch_and_add(&slot->claims, -1);
    return false;
  }
  *(volatile __u64*)&slot->socket = socket;
  make_new(&slot->connection);
  *(volatile __u32*)&slot->open = 1;
  return true;
}

/// Whether a socket is known that has not come to its CLOSE.
static __always_inline bool is_open(__u64 socket) {
  const struct connection_slot* slot = slot_of(socket);
  return (slot && slot->socket == socket && slot->open) || find_displaced(socket);
}

/// Null: there is no memory.
static __always_inline struct connection* make_connection(__u64 socket) {
  struct connection_slot* slot = slot_of(socket);
  if (slot && slot->socket == socket && slot->open) return &slot->connection;
  struct connection* known = find_displaced(socket);
  if (known) return known;
  return slot && claim(slot, socket) ? &slot->connection : displace(socket);
}

/// The socket has come to its CLOSE: its memory may soon be another's.
static __always_inline void leave_connection(__u64 socket) {
  struct connection_slot* slot = slot_of(socket);
  if (slot && slot->socket == socket && slot->open) {
    *(volatile __u32*)&slot->open = 0;
    __sync_fetch_and_add(&slot->claims, -1);
  } else if (any_displaced) {
    bpf_map_delete_elem(&displaced, &socket);
  }
}
