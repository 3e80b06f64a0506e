#include "filter/emit.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "filter/access_kernel.h"
#include "filter/access_skb.h"
#include "filter/access_xdp.h"
#include "filter/blocks.h"
#include "filter/emit_blocks.h"
#include "filter/jumps.h"
#include "filter/validate.h"

namespace trawl {
namespace {

using namespace ebpf;

// A program of this many classic instructions, each with a guard and a branch at most, leaves no more branches open
// than the verifier can keep.
constexpr size_t kLongProgram = 4000;

// Longer ones do without the faster copy of themselves.
constexpr size_t kLongestTwice = 1000;

void emit_program(const Graph& graph, Access& access, Assembler& code, Exits exits) {
  const auto guards = place_guards(graph, [&](uint32_t ancillary) { return access.knows(ancillary); });
  emit_blocks(graph, guards, access, code, exits);
}

template <class Program>
std::vector<bpf_insn> finish(Assembler code, Exits exits, const Program& program) {
  if (code.wanted(exits.reject)) {
    code.place(exits.reject);
    code.add(program.on_reject);
  }
  if (code.wanted(exits.accept)) {
    code.place(exits.accept);
    code.add(program.on_match);
  }
  return std::move(code).finish();
}

// Whether a VLAN tag can make a difference: the program looks at the packet or asks for its length.
bool looks_at_packet(const Graph& graph) {
  return std::ranges::any_of(graph, [](const Block& block) {
    return std::ranges::any_of(block.body, [](const ClassicInstruction& i) {
      return classic::loads_packet(i) ||
             (classic::instruction_class(i) <= classic::kLdx && classic::mode(i) == classic::kLen);
    });
  });
}

size_t instructions_of(const Graph& graph) {
  size_t count = 0;
  for (const Block& block : graph) count += block.body.size() + 1;
  return count;
}

void emit_skb_loads(const Graph& graph, const SkbProgram& program, Assembler& code, Exits exits) {
  SkbAccess access(code, exits.reject, program);
  emit_program(graph, access, code, exits);
}

void emit_hook(const Graph& graph, const SkbProgram& program, Assembler& code, Exits exits) {
  const Assembler::Label tagged = code.new_label();
  code.add(move64(kContext, kR1));
  code.add(ebpf::load(BPF_W, kLength, kContext, offsetof(__sk_buff, len)));
  if (program.ethernet && looks_at_packet(graph)) {
    code.add(ebpf::load(BPF_W, kR0, kContext, offsetof(__sk_buff, vlan_present)));
    code.jump32_if(BPF_JNE, kR0, 0U, tagged);
  }
  if (program.direct && instructions_of(graph) <= kLongestTwice && looks_at_packet(graph)) {
    const Assembler::Label exact = code.new_label();
    SkbDirectAccess direct(code, exact, program);
    emit_program(graph, direct, code, exits);
    if (code.wanted(exact)) {
      code.place(exact);
      emit_skb_loads(graph, program, code, exits);
    }
  } else {
    emit_skb_loads(graph, program, code, exits);
  }
  if (!code.wanted(tagged)) return;

  code.place(tagged);
  code.add(alu32(BPF_ADD, kLength, 4U));
  TaggedSkbAccess tagged_access(code, exits.reject, program);
  emit_program(graph, tagged_access, code, exits);
}

void emit_hook(const Graph& graph, const XdpProgram& program, Assembler& code, Exits exits) {
  code.add(move64(kContext, kR1));
  if (program.load_bytes_helper) {
    code.add(call(BPF_FUNC_xdp_get_buff_len));
    code.add(move32(kLength, kR0));
    XdpHelperAccess access(code, exits.reject);
    return emit_program(graph, access, code, exits);
  }
  code.add(ebpf::load(BPF_W, kLength, kContext, offsetof(xdp_md, data_end)));
  code.add(ebpf::load(BPF_W, kR1, kContext, offsetof(xdp_md, data)));
  code.add(alu64(BPF_SUB, kLength, kR1));
  code.add(move32(kLength, kLength));
  XdpDirectAccess access(code, exits.reject);
  emit_program(graph, access, code, exits);
}

template <class Program>
Result<std::vector<bpf_insn>> emit_for(std::span<const ClassicInstruction> classic, const Program& program) {
  if (auto valid = validate(classic); !valid) return std::unexpected(valid.error());
  const Graph graph = make_blocks(classic, resolve_jumps(classic));
  Assembler code;
  const Exits exits{.accept = code.new_label(), .reject = code.new_label()};
  if (classic.size() > kLongProgram) code.keep_few_branches_open({exits.accept, exits.reject});
  emit_hook(graph, program, code, exits);
  return finish(std::move(code), exits, program);
}

Result<void> emit_tracing_part(std::span<const ClassicInstruction> classic, Assembler& code, Exits exits) {
  if (classic.empty()) {
    code.jump(exits.reject);
    return {};
  }
  if (auto valid = validate(classic); !valid) return valid;
  KernelAccess access(code, exits.reject);
  emit_program(make_blocks(classic, resolve_jumps(classic)), access, code, exits);
  return {};
}

}  // namespace

Result<std::vector<bpf_insn>> emit_skb(std::span<const ClassicInstruction> classic, const SkbProgram& program) {
  return emit_for(classic, program);
}

Result<std::vector<bpf_insn>> emit_xdp(std::span<const ClassicInstruction> classic, const XdpProgram& program) {
  return emit_for(classic, program);
}

Result<std::vector<bpf_insn>> emit_tracing(const TracingFunction& function) {
  Assembler code;
  const Exits exits{.accept = code.new_label(), .reject = code.new_label()};
  if (function.ethernet.size() + function.network.size() > kLongProgram) {
    code.keep_few_branches_open({exits.accept, exits.reject});
  }
  const Assembler::Label ethernet = code.new_label();
  code.add(store(BPF_DW, kFrame, KernelAccess::kWindow, kR1));
  code.add(move64(kContext, kR2));
  code.add(move32(kLength, kR4));
  code.add(move32(kR3, kR3));
  code.add(store(BPF_DW, kFrame, KernelAccess::kLinear, kR3));
  code.jump32_if(BPF_JNE, kR5, 0U, ethernet);
  if (auto done = emit_tracing_part(function.network, code, exits); !done) return std::unexpected(done.error());
  code.place(ethernet);
  if (auto done = emit_tracing_part(function.ethernet, code, exits); !done) return std::unexpected(done.error());
  struct {
    std::array<bpf_insn, 2> on_match{move32(kR0, 1), exit()};
    std::array<bpf_insn, 2> on_reject{move32(kR0, 0), exit()};
  } constexpr kVerdicts;
  return finish(std::move(code), exits, kVerdicts);
}

}  // namespace trawl
