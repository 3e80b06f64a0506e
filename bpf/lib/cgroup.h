// Which cgroups are made and joined, told among the events of processes: so a container is known when its cgroup and
// its processes are gone.
#pragma once

#include "lib/process.h"

static __always_inline int tell_cgroup(enum trawl_process_event_type type, struct task_struct* task, const char* path,
                                       __u64 cgroup_id) {
  struct trawl_process_event* e = bpf_ringbuf_reserve(&process_events, sizeof(*e) + TRAWL_CGROUP_PATH_LENGTH, 0);
  if (!e) {
    __sync_fetch_and_add(&process_events_lost, 1);
    return 0;
  }
  start_event(e, type, task);
  if (cgroup_id != 0) e->process.cgroup_id = cgroup_id;
  const long length = bpf_probe_read_kernel_str(e->text, TRAWL_CGROUP_PATH_LENGTH, path);
  if (length > 0 && length < TRAWL_CGROUP_PATH_LENGTH) e->path_length = (__u32)length;  // one that was cut says nothing
  // A new cgroup may be a container's, and a runtime may have to be asked for it before its packets come.
  bpf_ringbuf_submit(e, type == TRAWL_CGROUP_MADE ? BPF_RB_FORCE_WAKEUP : event_wakeup(e->netns));
  return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_made, struct cgroup* cgroup, const char* path) {
  // Ids are told apart within a hierarchy only: that of cgroup v2 is number 0.
  if (BPF_CORE_READ(cgroup, root, hierarchy_id) != 0) return 0;
  return tell_cgroup(TRAWL_CGROUP_MADE, current_task(), path, BPF_CORE_READ(cgroup, kn, id));
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(cgroup_joined, struct cgroup* cgroup, const char* path, struct task_struct* task) {
  return tell_cgroup(TRAWL_CGROUP_JOINED, task, path, 0);
}
