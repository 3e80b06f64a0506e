// Lays eBPF instructions out in a row: labels, and jumps that reach them however far they are.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <span>
#include <vector>

#include "filter/ebpf.h"

namespace trawl {

/// Jumps go forward only. A jump's distance is a signed 16-bit number, so where the target of a waiting jump is still
/// out of sight after some 30,000 instructions an island of unconditional jumps carries it on. The verifier puts
/// several instructions in the place of some (a packet load, a division) and the distance must hold then, so those
/// count as many.
class Assembler {
 public:
  using Label = uint32_t;

  /// For long programs: a conditional jump to one of `ends`, where the program goes on no further, becomes a jump over
  /// an unconditional one. The verifier follows the way without a jump first and keeps the other for later, at most
  /// 8,192 of them at a time (BPF_COMPLEXITY_LIMIT_JMP_SEQ): the way it follows first must be the short one.
  void keep_few_branches_open(std::vector<Label> ends) { ends_ = std::move(ends); }

  Label new_label();
  /// The next instruction is where `label` is.
  void place(Label label);
  /// Whether a jump to `label` waits for it. The kernel refuses code that nothing reaches.
  bool wanted(Label label) const;

  void add(bpf_insn instruction);
  void add(std::span<const bpf_insn> instructions);

  void jump(Label target);
  /// Compares 32 bits, unsigned; `operation` is BPF_JEQ, BPF_JGT, ...
  void jump32_if(uint8_t operation, ebpf::Register left, uint32_t right, Label target);
  void jump32_if(uint8_t operation, ebpf::Register left, ebpf::Register right, Label target);
  /// Compares 64 bits, unsigned.
  void jump64_if(uint8_t operation, ebpf::Register left, int32_t right, Label target);
  void jump64_if(uint8_t operation, ebpf::Register left, ebpf::Register right, Label target);

  /// All labels that were jumped to must have been placed.
  std::vector<bpf_insn> finish() && { return std::move(code_); }
  size_t size() const { return code_.size(); }

 private:
  struct Jump {
    size_t at;
    size_t expanded_at;
    Label target;
  };

  void add_jump(bpf_insn instruction, Label target);
  void add_conditional(bpf_insn instruction, Label target);
  void append(bpf_insn instruction);
  void append_jump(bpf_insn instruction, Label target);
  void make_island_if_needed();

  std::vector<bpf_insn> code_;
  size_t expanded_ = 0;        // size of the code when the verifier is done with it, at most
  std::vector<Jump> waiting_;  // oldest first
  std::vector<Label> ends_;
  Label labels_ = 0;
};

}  // namespace trawl
