#include "kernel/probe/function_probes.h"

#include <bpf/libbpf.h>

#include <cerrno>

namespace trawl {

Probe probe_kprobe_multi() {
  LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_TRACE_KPROBE_MULTI);
  const Fd program = load_attempt(BPF_PROG_TYPE_KPROBE, 0, &options);
  if (!program.valid()) return from_errno(errno);
  const char* function = kTrialFunction;
  LIBBPF_OPTS(bpf_link_create_opts, link, .kprobe_multi = {.cnt = 1, .syms = &function});
  return from_descriptor(Fd(bpf_link_create(program.get(), 0, BPF_TRACE_KPROBE_MULTI, &link)));
}

}  // namespace trawl
