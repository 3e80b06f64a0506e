#include "prog/translated.h"

#include <cstddef>

#include "filter/ebpf.h"

namespace trawl {
namespace {

using namespace ebpf;

std::vector<bpf_insn> push_tag() {
  return {
      move64(kR6, kR1),
      ebpf::load(BPF_W, kR3, kR1, offsetof(__sk_buff, mark)),
      instruction(BPF_JMP | BPF_JEQ | BPF_K, kR3, 0, 5, 0),  // no tag
      move32(kR2, kR3),
      alu32(BPF_RSH, kR2, 16U),
      from_big_endian(kR2, 16),
      alu32(BPF_AND, kR3, 0xffffU),
      call(BPF_FUNC_skb_vlan_push),
      move64(kR1, kR6),
  };
}

/// Reads the window and calls the function that stands behind it. The verifier lets no pointer be a number, but the
/// difference of two is one, and one of the two is known as a number, too.
std::vector<bpf_insn> call_with_address(bool ethernet) {
  std::vector<bpf_insn> code = {
      move64(kR6, kR1),
      ebpf::load(BPF_W, kR7, kR6, offsetof(__sk_buff, data)),
      call(BPF_FUNC_get_current_task_btf),
      alu64(BPF_SUB, kR7, kR0),
      call(BPF_FUNC_get_current_task),
      alu64(BPF_ADD, kR7, kR0),
      move64(kR1, kFrame),
      alu64(BPF_ADD, kR1, -static_cast<int32_t>(kTracingWindow)),
      move32(kR2, kTracingWindow),
      move64(kR3, kR7),
      call(BPF_FUNC_probe_read_kernel),
      move64(kR1, kFrame),
      alu64(BPF_ADD, kR1, -static_cast<int32_t>(kTracingWindow)),
      move64(kR2, kR7),
      ebpf::load(BPF_W, kR3, kR6, offsetof(__sk_buff, mark)),
      ebpf::load(BPF_W, kR4, kR6, offsetof(__sk_buff, len)),
      move32(kR5, ethernet ? 1U : 0U),
  };
  std::vector<bpf_insn> verdict = {instruction(BPF_JMP | BPF_JNE | BPF_K, kR0, 0, 2, 0)};
  for (const uint32_t result : {kRejected, kMatched}) {
    const auto exits = return_value(result);
    verdict.insert(verdict.end(), exits.begin(), exits.end());
  }
  code.push_back({.code = BPF_JMP | BPF_CALL, .src_reg = BPF_PSEUDO_CALL, .imm = static_cast<int32_t>(verdict.size())});
  code.insert(code.end(), verdict.begin(), verdict.end());
  return code;
}

}  // namespace

std::vector<bpf_insn> return_value(uint32_t result) {
  return {move32(kR0, result), ebpf::exit()};
}

Result<KernelProgram> load_translated(std::span<const ClassicInstruction> classic, SkbProgram program) {
  program.on_match = return_value(kMatched);
  program.on_reject = return_value(kRejected);
  auto filter = emit_skb(classic, program);
  if (!filter) return std::unexpected(filter.error());
  std::vector<bpf_insn> code = push_tag();
  code.insert(code.end(), filter->begin(), filter->end());
  return KernelProgram::load(BPF_PROG_TYPE_SCHED_CLS, code);
}

Result<KernelProgram> load_translated(std::span<const ClassicInstruction> classic, XdpProgram program) {
  program.on_match = return_value(kMatched);
  program.on_reject = return_value(kRejected);
  auto filter = emit_xdp(classic, program);
  if (!filter) return std::unexpected(filter.error());
  return KernelProgram::load(BPF_PROG_TYPE_XDP, *filter);
}

Result<KernelProgram> load_traced(std::span<const ClassicInstruction> classic, bool ethernet) {
  const auto filter =
      emit_tracing(ethernet ? TracingFunction{.ethernet = classic} : TracingFunction{.network = classic});
  if (!filter) return std::unexpected(filter.error());
  std::vector<bpf_insn> code = call_with_address(ethernet);
  code.insert(code.end(), filter->begin(), filter->end());
  return KernelProgram::load(BPF_PROG_TYPE_SCHED_CLS, code);
}

}  // namespace trawl
