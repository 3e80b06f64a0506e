#include "kernel/section_handler.h"

namespace trawl {

namespace {

/// libbpf before 1.3 frees its list with the last handler, and uses it again for the next: so one always stays.
void keep_list() {
  [[maybe_unused]] static const int kKept =
      libbpf_register_prog_handler("trawl_none", BPF_PROG_TYPE_UNSPEC, bpf_attach_type{}, nullptr);
}

}  // namespace

SectionHandler::SectionHandler(const char* section, bpf_prog_type type, bpf_attach_type attach_type,
                               const libbpf_prog_handler_opts* options) {
  keep_list();
  number_ = libbpf_register_prog_handler(section, type, attach_type, options);
}

SectionHandler::~SectionHandler() {
  if (number_ >= 0) libbpf_unregister_prog_handler(number_);
}

}  // namespace trawl
