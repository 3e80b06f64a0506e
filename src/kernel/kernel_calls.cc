#include "kernel/kernel_calls.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "wire/kernel_calls.h"

namespace trawl {

namespace {

struct KernelCall {
  trawl_kernel_call marker;
  const char* name;
};

constexpr KernelCall kCallTable[] = {{TRAWL_CALL_SKB_CT_LOOKUP, "bpf_skb_ct_lookup"},
                                     {TRAWL_CALL_CT_RELEASE, "bpf_ct_release"}};
constexpr const char* kModule = "nf_conntrack";  // that has them where the kernel itself has not
constexpr int16_t kModuleNumber = 1;

using Types = std::unique_ptr<btf, void (*)(btf*)>;

int32_t find_function(const btf* types, const char* name) {
  return types == nullptr ? 0 : std::max(0, btf__find_by_name_kind(types, name, BTF_KIND_FUNC));
}

bool is_types_of(const Fd& types, std::string_view module) {
  std::array<char, 64> name{};
  bpf_btf_info info{};
  info.name = reinterpret_cast<uintptr_t>(name.data());
  info.name_len = name.size();
  uint32_t size = sizeof(info);
  return bpf_obj_get_info_by_fd(types.get(), &info, &size) == 0 && info.kernel_btf != 0 && module == name.data();
}

/// Invalid: it is not loaded, or has none.
Fd types_of_module(const char* module) {
  uint32_t id = 0;
  while (bpf_btf_get_next_id(id, &id) == 0) {
    Fd types(bpf_btf_get_fd_by_id(id));
    if (types.valid() && is_types_of(types, module)) return types;
  }
  return {};
}

int bind_calls(bpf_program* program, bpf_prog_load_opts* options, long cookie) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): libbpf carries a number
  const auto& calls = *reinterpret_cast<const KernelCalls*>(cookie);
  const bpf_insn* first = bpf_program__insns(program);
  std::vector<bpf_insn> instructions(first, first + bpf_program__insn_cnt(program));
  if (!calls.bind(instructions)) return 0;
  options->fd_array = calls.modules();
  return bpf_program__set_insns(program, instructions.data(), instructions.size());
}

}  // namespace

KernelCalls::KernelCalls(btf* own) {
  static_assert(std::size(kCallTable) == kCalls);
  for (size_t i = 0; i < kCalls; i++) functions_[i].number = find_function(own, kCallTable[i].name);
  if (own != nullptr && !found()) {
    module_ = types_of_module(kModule);
    const Types types(module_.valid() ? btf__load_module_btf(kModule, own) : nullptr, btf__free);
    for (size_t i = 0; i < kCalls; i++) functions_[i] = {find_function(types.get(), kCallTable[i].name), true};
  }
  modules_[kModuleNumber] = module_.get();
}

void KernelCalls::bind_while_loading() {
  libbpf_prog_handler_opts options{};
  options.sz = sizeof(options);
  options.cookie = reinterpret_cast<long>(this);
  options.prog_prepare_load_fn = bind_calls;
  handler_.emplace("tc", BPF_PROG_TYPE_SCHED_CLS, bpf_attach_type{}, &options);
}

bool KernelCalls::found() const {
  return std::ranges::all_of(functions_, [](const KernelFunction& function) { return function.number != 0; });
}

bool KernelCalls::bind(std::span<bpf_insn> program) const {
  bool bound = false;
  for (bpf_insn& instruction : program) {
    if (instruction.code != (BPF_JMP | BPF_CALL) || instruction.src_reg != 0) continue;
    for (size_t i = 0; i < kCalls; i++) {
      if (instruction.imm != kCallTable[i].marker || functions_[i].number == 0) continue;
      instruction.src_reg = BPF_PSEUDO_KFUNC_CALL;
      instruction.imm = functions_[i].number;
      instruction.off = functions_[i].in_module ? kModuleNumber : 0;
      bound = true;
      break;
    }
  }
  return bound;
}

}  // namespace trawl
