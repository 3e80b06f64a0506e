#include "kernel/raw_tracepoints.h"

#include <bpf/libbpf.h>

namespace trawl {

RawTracepoints::RawTracepoints()
    : handler_(libbpf_register_prog_handler("tp_btf+", BPF_PROG_TYPE_RAW_TRACEPOINT, bpf_attach_type{}, nullptr)) {}

RawTracepoints::~RawTracepoints() {
  if (handler_ >= 0) libbpf_unregister_prog_handler(handler_);
}

}  // namespace trawl
