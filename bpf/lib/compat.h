// Differences between kernels, each with its reason. User space finds out what the kernel has (kernel/features.h) and
// sets these constants; the verifier then takes no notice of the branch that the kernel would not understand.
#pragma once

#include "lib/kernel.h"

/// bpf_get_current_task_btf() came with 5.11. Before, the current task is a plain number to the verifier, and its
/// members take probe reads.
volatile const bool has_task_pointer = true;

/// Tracing programs may use the storage of sockets from 5.11 on. Before, programs of control groups set owners
/// (owner_cgroup.h), and a connection's last packets tell that it is closed.
volatile const bool has_storage_in_tracing = true;

/// Programs may look up tracked connections from 6.0 on, where connection tracking is built in or loaded. Before, those
/// are known that a packet has left with (translation.h).
volatile const bool has_conntrack = true;

/// Tracepoints hand over typed pointers where the kernel has BTF, and those are read straight; else numbers, which only
/// probe reads can follow.
volatile const bool has_typed_pointers = true;

/// A member behind what a tracepoint hands over.
#define handed_member(pointer, member) (has_typed_pointers ? (pointer)->member : BPF_CORE_READ(pointer, member))

static __always_inline struct task_struct* current_task(void) {
  return has_task_pointer ? bpf_get_current_task_btf() : (struct task_struct*)bpf_get_current_task();
}

/// A member of a task from current_task().
#define task_member(task, member)                              \
  ({                                                           \
    typeof((task)->member) value_;                             \
    if (has_task_pointer) {                                    \
      value_ = (task)->member;                                 \
    } else {                                                   \
      bpf_core_read(&value_, sizeof(value_), &(task)->member); \
    }                                                          \
    value_;                                                    \
  })

/// The address of the program's frame, as a number. `scratch`: in a map, for what is read back from there is a number
/// to the verifier, which a pointer is not.
static __always_inline __u64 frame_address(volatile __u64* scratch) {
  asm volatile("*(u64*)(%0 + 0) = r10" : : "r"(scratch) : "memory");
  return *scratch;
}

#define S_IFMT 0170000
#define S_IFSOCK 0140000

/// Null: not a socket. bpf_sock_from_file() came with 5.11.
static __always_inline struct sock* socket_of_file(struct file* file) {
  if (has_storage_in_tracing) {
    struct socket* socket = bpf_sock_from_file(file);
    return socket ? socket->sk : 0;
  }
  if ((BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK) return 0;
  const struct socket* socket = BPF_CORE_READ(file, private_data);
  return BPF_CORE_READ(socket, sk);
}
