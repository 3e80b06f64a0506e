#include "kernel/kernel_calls.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "wire/kernel_calls.h"

namespace trawl {

namespace {

using Types = std::unique_ptr<btf, void (*)(btf*)>;

Types kernel_types() {
  return {btf__load_vmlinux_btf(), btf__free};
}

int find_function(const Types& types, const char* name) {
  const int number = types ? btf__find_by_name_kind(types.get(), name, BTF_KIND_FUNC) : 0;
  return number > 0 ? number : 0;
}

struct KernelCall {
  trawl_kernel_call marker;
  const char* name;
};

constexpr KernelCall kCalls[] = {{TRAWL_CALL_SKB_CT_LOOKUP, "bpf_skb_ct_lookup"},
                                 {TRAWL_CALL_CT_RELEASE, "bpf_ct_release"}};

/// Whether anything was bound.
bool bind(std::vector<bpf_insn>& program, const std::array<int, std::size(kCalls)>& functions) {
  bool bound = false;
  for (bpf_insn& instruction : program) {
    if (instruction.code != (BPF_JMP | BPF_CALL) || instruction.src_reg != 0) continue;
    for (size_t i = 0; i < functions.size(); i++) {
      if (instruction.imm != kCalls[i].marker || functions[i] == 0) continue;
      instruction.src_reg = BPF_PSEUDO_KFUNC_CALL;
      instruction.imm = functions[i];
      bound = true;
      break;
    }
  }
  return bound;
}

}  // namespace

int kernel_function(const char* name) {
  return find_function(kernel_types(), name);
}

void bind_kernel_calls(bpf_object* object) {
  const Types types = kernel_types();
  std::array<int, std::size(kCalls)> functions{};
  for (size_t i = 0; i < functions.size(); i++) functions[i] = find_function(types, kCalls[i].name);
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object) {
    const bpf_insn* first = bpf_program__insns(program);
    std::vector<bpf_insn> instructions(first, first + bpf_program__insn_cnt(program));
    if (bind(instructions, functions)) bpf_program__set_insns(program, instructions.data(), instructions.size());
  }
}

}  // namespace trawl
