// Programs for typed tracepoints (tp_btf) as ones for raw tracepoints, for kernels without BTF. Both get the same
// arguments; a raw tracepoint's are numbers to the verifier, so only programs that follow them by probe reads can be.
#pragma once

#include "kernel/section_handler.h"

struct bpf_link;
struct bpf_program;

namespace trawl {

/// libbpf takes programs in sections tp_btf/... for raw tracepoints while this lives: from before their object is
/// opened until it is loaded. The list of such rules is one per process.
class RawTracepoints {
 public:
  RawTracepoints();
  RawTracepoints(const RawTracepoints&) = delete;
  RawTracepoints& operator=(const RawTracepoints&) = delete;

 private:
  SectionHandler handler_;
};

/// Attaches a program of a section tp_btf/NAME, for whatever it was taken. Null, with errno: it cannot be.
bpf_link* attach_tracepoint(const bpf_program* program);

}  // namespace trawl
