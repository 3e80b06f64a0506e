#include "filter/assembler.h"

#include <algorithm>

namespace trawl {
namespace {

// Below 32,767 by more than an island and the longest piece that is added at once can be.
constexpr size_t kIslandDistance = 28000;

// Instructions that the verifier makes of one, at most (bpf_gen_ld_abs, convert_ctx_access, do_misc_fixups).
size_t expansion_of(const bpf_insn& i) {
  const uint8_t instruction_class = BPF_CLASS(i.code);
  if (instruction_class == BPF_LD) return 7;
  if (instruction_class == BPF_LDX && i.src_reg == ebpf::kR6) return 6;  // a field of the context
  if (instruction_class == BPF_ALU && (BPF_OP(i.code) == BPF_DIV || BPF_OP(i.code) == BPF_MOD)) return 8;
  return 1;
}

constexpr uint8_t kOperationBits = 0xf0;

// 0: there is none.
uint8_t opposite_of(uint8_t operation) {
  switch (operation) {
    case BPF_JEQ:
      return BPF_JNE;
    case BPF_JNE:
      return BPF_JEQ;
    case BPF_JGT:
      return BPF_JLE;
    case BPF_JLE:
      return BPF_JGT;
    case BPF_JGE:
      return BPF_JLT;
    case BPF_JLT:
      return BPF_JGE;
    default:
      return 0;
  }
}

}  // namespace

Assembler::Label Assembler::new_label() {
  return labels_++;
}

void Assembler::place(Label label) {
  std::erase_if(waiting_, [&](const Jump& jump) {
    if (jump.target != label) return false;
    code_[jump.at].off = static_cast<int16_t>(code_.size() - jump.at - 1);
    return true;
  });
}

bool Assembler::wanted(Label label) const {
  return std::ranges::find(waiting_, label, &Jump::target) != waiting_.end();
}

void Assembler::append(bpf_insn instruction) {
  expanded_ += expansion_of(instruction);
  code_.push_back(instruction);
}

void Assembler::append_jump(bpf_insn instruction, Label target) {
  waiting_.push_back({code_.size(), expanded_, target});
  append(instruction);
}

void Assembler::add(bpf_insn instruction) {
  make_island_if_needed();
  append(instruction);
}

void Assembler::add(std::span<const bpf_insn> instructions) {
  for (const bpf_insn& i : instructions) append(i);  // may jump within themselves: no island between them
}

void Assembler::jump(Label target) {
  add_jump(ebpf::instruction(BPF_JMP | BPF_JA, 0, 0, 0, 0), target);
}

void Assembler::jump32_if(uint8_t operation, ebpf::Register left, uint32_t right, Label target) {
  add_conditional(ebpf::instruction(BPF_JMP32 | operation | BPF_K, left, 0, 0, static_cast<int32_t>(right)), target);
}

void Assembler::jump32_if(uint8_t operation, ebpf::Register left, ebpf::Register right, Label target) {
  add_conditional(ebpf::instruction(BPF_JMP32 | operation | BPF_X, left, right, 0, 0), target);
}

void Assembler::jump64_if(uint8_t operation, ebpf::Register left, int32_t right, Label target) {
  add_conditional(ebpf::instruction(BPF_JMP | operation | BPF_K, left, 0, 0, right), target);
}

void Assembler::jump64_if(uint8_t operation, ebpf::Register left, ebpf::Register right, Label target) {
  add_conditional(ebpf::instruction(BPF_JMP | operation | BPF_X, left, right, 0, 0), target);
}

void Assembler::add_conditional(bpf_insn instruction, Label target) {
  const uint8_t opposite = opposite_of(BPF_OP(instruction.code));
  if (opposite == 0 || std::ranges::find(ends_, target) == ends_.end()) return add_jump(instruction, target);
  instruction.code = static_cast<uint8_t>((instruction.code & ~kOperationBits) | opposite);
  const Label over = new_label();
  add_jump(instruction, over);
  jump(target);
  place(over);
}

void Assembler::add_jump(bpf_insn instruction, Label target) {
  make_island_if_needed();
  append_jump(instruction, target);
}

void Assembler::make_island_if_needed() {
  if (waiting_.empty() || expanded_ - waiting_.front().expanded_at < kIslandDistance) return;
  std::vector<Label> targets;
  targets.reserve(waiting_.size());
  for (const Jump& jump : waiting_) targets.push_back(jump.target);
  std::ranges::sort(targets);
  const auto repeated = std::ranges::unique(targets);
  targets.erase(repeated.begin(), repeated.end());

  append(ebpf::instruction(BPF_JMP | BPF_JA, 0, 0, static_cast<int16_t>(targets.size()), 0));  // past the island
  std::vector<Jump> short_of_it = std::move(waiting_);
  waiting_.clear();
  for (const Label target : targets) {
    for (const Jump& jump : short_of_it) {
      if (jump.target == target) code_[jump.at].off = static_cast<int16_t>(code_.size() - jump.at - 1);
    }
    append_jump(ebpf::instruction(BPF_JMP | BPF_JA, 0, 0, 0, 0), target);
  }
}

}  // namespace trawl
