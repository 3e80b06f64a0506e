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

}  // namespace trawl
