#include "kernel/raw_tracepoints.h"

#include <string_view>

namespace trawl {

RawTracepoints::RawTracepoints() : handler_("tp_btf+", BPF_PROG_TYPE_RAW_TRACEPOINT, bpf_attach_type{}, nullptr) {}

bpf_link* attach_tracepoint(const bpf_program* program) {
  if (bpf_program__type(program) != BPF_PROG_TYPE_RAW_TRACEPOINT) return bpf_program__attach(program);
  const std::string_view section = bpf_program__section_name(program);
  return bpf_program__attach_raw_tracepoint(program, section.substr(section.find('/') + 1).data());
}

}  // namespace trawl
