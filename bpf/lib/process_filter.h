// Which processes a capture is for. Each process gets its marks where they change (birth, rename, death), so that a
// packet costs a look-up by its owner and no more.
#pragma once

#include "lib/kernel.h"
#include "wire/process_filter.h"

/// Constants, so that a capture without a filter does not pay for one.
volatile const bool filter_processes = false;
volatile const bool filter_containers = false;
volatile const bool follow_forks = false;
volatile const __u32 wanted_kinds = 0;  // enum trawl_process_mark: all of these must be found

/// Process numbers that were asked for -> marks. Gone with the process, for the number may be used again.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4096);
  __type(key, __u32);
  __type(value, __u8);
} listed_pids SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 4096);
  __type(key, __u32);
  __type(value, __u8);
} listed_users SEC(".maps");

/// Inode numbers of cgroup v2 directories -> marks, kept up to date by user space.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, __u64);
  __type(value, __u8);
} listed_cgroups SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, TRAWL_PATTERN_SETS);
  __type(key, __u32);
  __type(value, struct trawl_name_patterns);
} listed_names SEC(".maps");

/// Living processes that have a mark.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct trawl_process_key);
  __type(value, struct trawl_process_marks);
} marked_processes SEC(".maps");

/// How often there was no room for one.
__u64 marks_refused = 0;

/// Dead ones, whose last packets may still come.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 16384);
  __type(key, struct trawl_process_key);
  __type(value, struct trawl_process_marks);
} marked_dead SEC(".maps");

/// How many were put there: what is there no more was displaced.
__u64 dead_marked = 0;

static __always_inline void key_of_task(struct trawl_process_key* key, struct task_struct* task) {
  key->start_time = BPF_CORE_READ(task, group_leader, start_boottime);
  key->tgid = BPF_CORE_READ(task, tgid);
  key->reserved = 0;
}

static __always_inline bool is_listed_name(enum trawl_pattern_set set, const char* name) {
  const __u32 key = set;
  const struct trawl_name_patterns* patterns = bpf_map_lookup_elem(&listed_names, &key);
  return patterns && trawl_name_matches(patterns, name);
}

static __always_inline __u8 marks_by_number_and_name(__u32 tgid, const char* name) {
  const __u8* listed = bpf_map_lookup_elem(&listed_pids, &tgid);
  __u8 marks = listed ? *listed : 0;
  if (is_listed_name(TRAWL_WANTED_NAMES, name)) marks |= TRAWL_BY_NAME;
  if (is_listed_name(TRAWL_UNWANTED_NAMES, name)) marks |= TRAWL_UNWANTED;
  return marks;
}

/// Gives a process its marks: those of its number and name, and with follow_forks its parent's.
static __always_inline void mark_process(struct task_struct* task, const char* name, __u8 inherited) {
  struct trawl_process_key key;
  key_of_task(&key, task);
  struct trawl_process_marks marks = {.own = marks_by_number_and_name(key.tgid, name), .inherited = inherited};
  if (marks.own | marks.inherited) {
    if (bpf_map_update_elem(&marked_processes, &key, &marks, BPF_ANY) != 0) __sync_fetch_and_add(&marks_refused, 1);
  } else {
    bpf_map_delete_elem(&marked_processes, &key);
  }
}

static __always_inline __u8 inheritance(struct task_struct* parent) {
  if (!follow_forks) return 0;
  struct trawl_process_key key;
  key_of_task(&key, parent);
  const struct trawl_process_marks* marks = bpf_map_lookup_elem(&marked_processes, &key);
  return marks ? marks->own | marks->inherited : 0;
}

static __always_inline void filter_fork(struct task_struct* parent, struct task_struct* child) {
  if (!filter_processes) return;
  char name[TRAWL_COMM_LENGTH];
  bpf_probe_read_kernel(name, sizeof(name), child->comm);
  mark_process(child, name, inheritance(parent));
}

static __always_inline void filter_rename(struct task_struct* task, const char* new_name) {
  if (!filter_processes || BPF_CORE_READ(task, pid) != BPF_CORE_READ(task, tgid)) return;
  struct trawl_process_key key;
  key_of_task(&key, task);
  const struct trawl_process_marks* marks = bpf_map_lookup_elem(&marked_processes, &key);
  char name[TRAWL_COMM_LENGTH] = {};
  bpf_probe_read_kernel_str(name, sizeof(name), new_name);
  mark_process(task, name, marks ? marks->inherited : 0);
}

static __always_inline void filter_exit(struct task_struct* task) {
  if (!filter_processes) return;
  struct trawl_process_key key;
  key_of_task(&key, task);
  const struct trawl_process_marks* marks = bpf_map_lookup_elem(&marked_processes, &key);
  if (marks) {
    const struct trawl_process_marks last = *marks;
    if (bpf_map_update_elem(&marked_dead, &key, &last, BPF_NOEXIST) == 0) __sync_fetch_and_add(&dead_marked, 1);
    bpf_map_delete_elem(&marked_processes, &key);
  }
  bpf_map_delete_elem(&listed_pids, &key.tgid);
}

/// Processes older than the capture. A parent comes before its children: numbers grow, but for those that were used
/// again, so this runs as often as finds new ones.
SEC("iter/task")
int filter_seed(struct bpf_iter__task* ctx) {
  struct task_struct* task = ctx->task;
  if (!task || task->pid != task->tgid) return 0;
  char name[TRAWL_COMM_LENGTH];
  bpf_probe_read_kernel(name, sizeof(name), task->comm);
  mark_process(task, name, inheritance(BPF_CORE_READ(task, real_parent)));
  return 0;
}

/// What speaks for and against an owner; null and tgid 0: nothing is known of it.
static __always_inline __u8 marks_of_owner(const struct trawl_owner* owner) {
  if (!filter_processes || !owner || owner->tgid == 0) return 0;
  const struct trawl_process_key key = {.start_time = owner->start_time, .tgid = owner->tgid};
  const struct trawl_process_marks* process = bpf_map_lookup_elem(&marked_processes, &key);
  if (!process) process = bpf_map_lookup_elem(&marked_dead, &key);
  const __u32 uid = owner->uid;
  const __u8* user = bpf_map_lookup_elem(&listed_users, &uid);
  const __u64 cgroup_id = owner->cgroup_id;
  const __u8* cgroup = bpf_map_lookup_elem(&listed_cgroups, &cgroup_id);
  return (process ? process->own | process->inherited : 0) | (user ? *user : 0) | (cgroup ? *cgroup : 0);
}

static __always_inline bool has_wanted_kinds(__u8 marks) {
  return (marks & wanted_kinds) == wanted_kinds;
}

/// Whether what belongs to an owner with these marks is wanted.
static __always_inline bool is_wanted_with(__u8 marks) {
  return !filter_processes || (has_wanted_kinds(marks) && !(marks & TRAWL_UNWANTED));
}

/// Whether what containers have to say of an owner is still to be found out, by user space, and counts.
static __always_inline bool is_in_unknown_container(const struct trawl_owner* owner, __u8 marks) {
  if (!filter_containers || !owner || owner->tgid == 0 || marks & TRAWL_CGROUP_KNOWN) return false;
  return has_wanted_kinds(marks | TRAWL_BY_CONTAINERS);
}
