#include "kernel/probe/attempt.h"

#include <bpf/btf.h>

#include <cerrno>

#include "filter/ebpf.h"

namespace trawl {

Probe from_errno(int error_number) {
  if (error_number == 0) return {.support = Support::kYes};
  const bool forbidden = error_number == EPERM;
  return {.support = forbidden ? Support::kUnknown : Support::kNo, .error_number = error_number};
}

Probe from_descriptor(const Fd& fd) {
  return from_errno(fd.valid() ? 0 : errno);
}

void FreeBtf::operator()(btf* types) const {
  btf__free(types);
}

uint32_t kernel_type_id(const btf* types, const std::string& name, uint32_t kind) {
  if (types == nullptr) return 0;
  const int id = btf__find_by_name_kind(types, name.c_str(), kind);
  return id > 0 ? static_cast<uint32_t>(id) : 0;
}

Fd load_attempt(bpf_prog_type type, const std::vector<bpf_insn>& program, const bpf_prog_load_opts* options) {
  return Fd(bpf_prog_load(type, "trawl_probe", "GPL", program.data(), program.size(), options));
}

Fd load_attempt(bpf_prog_type type, int32_t verdict, const bpf_prog_load_opts* options) {
  return load_attempt(type, {ebpf::alu64(BPF_MOV, ebpf::kR0, verdict), ebpf::exit()}, options);
}

Fd storage_map_attempt(bpf_map_type type) {
  const BtfPointer types(btf__new_empty());
  const int number = btf__add_int(types.get(), "int", sizeof(int), BTF_INT_SIGNED);
  if (btf__load_into_kernel(types.get()) != 0) return {};
  LIBBPF_OPTS(bpf_map_create_opts, options, .btf_fd = static_cast<uint32_t>(btf__fd(types.get())),
              .btf_key_type_id = static_cast<uint32_t>(number), .btf_value_type_id = static_cast<uint32_t>(number),
              .map_flags = BPF_F_NO_PREALLOC);
  return Fd(bpf_map_create(type, "trawl_probe", sizeof(int), sizeof(int), 0, &options));
}

}  // namespace trawl
