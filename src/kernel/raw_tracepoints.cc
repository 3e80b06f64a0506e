#include "kernel/raw_tracepoints.h"

#include <bpf/libbpf.h>

#include <string_view>

namespace trawl {

RawTracepoints::RawTracepoints()
    : handler_(libbpf_register_prog_handler("tp_btf+", BPF_PROG_TYPE_RAW_TRACEPOINT, bpf_attach_type{}, nullptr)) {}

RawTracepoints::~RawTracepoints() {
  if (handler_ >= 0) libbpf_unregister_prog_handler(handler_);
}

bpf_link* attach_tracepoint(const bpf_program* program) {
  if (bpf_program__type(program) != BPF_PROG_TYPE_RAW_TRACEPOINT) return bpf_program__attach(program);
  const std::string_view section = bpf_program__section_name(program);
  return bpf_program__attach_raw_tracepoint(program, section.substr(section.find('/') + 1).data());
}

}  // namespace trawl
