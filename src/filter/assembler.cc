#include "filter/assembler.h"

#include <algorithm>

namespace trawl {
namespace {

// Below 32,767 by more than an island and the longest piece that is added at once can be.
constexpr size_t kIslandDistance = 24000;

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

void Assembler::add(bpf_insn instruction) {
  make_island_if_needed();
  code_.push_back(instruction);
}

void Assembler::add(std::span<const bpf_insn> instructions) {
  for (const bpf_insn& i : instructions) code_.push_back(i);  // may jump within themselves: no island between them
}

void Assembler::jump(Label target) {
  add_jump(ebpf::instruction(BPF_JMP | BPF_JA, 0, 0, 0, 0), target);
}

void Assembler::jump32_if(uint8_t operation, ebpf::Register left, uint32_t right, Label target) {
  add_jump(ebpf::instruction(BPF_JMP32 | operation | BPF_K, left, 0, 0, static_cast<int32_t>(right)), target);
}

void Assembler::jump32_if(uint8_t operation, ebpf::Register left, ebpf::Register right, Label target) {
  add_jump(ebpf::instruction(BPF_JMP32 | operation | BPF_X, left, right, 0, 0), target);
}

void Assembler::jump64_if(uint8_t operation, ebpf::Register left, int32_t right, Label target) {
  add_jump(ebpf::instruction(BPF_JMP | operation | BPF_K, left, 0, 0, right), target);
}

void Assembler::jump64_if(uint8_t operation, ebpf::Register left, ebpf::Register right, Label target) {
  add_jump(ebpf::instruction(BPF_JMP | operation | BPF_X, left, right, 0, 0), target);
}

void Assembler::add_jump(bpf_insn instruction, Label target) {
  make_island_if_needed();
  waiting_.push_back({code_.size(), target});
  code_.push_back(instruction);
}

void Assembler::make_island_if_needed() {
  if (waiting_.empty() || code_.size() - waiting_.front().at < kIslandDistance) return;
  std::vector<Label> targets;
  for (const Jump& jump : waiting_) targets.push_back(jump.target);
  std::ranges::sort(targets);
  const auto repeated = std::ranges::unique(targets);
  targets.erase(repeated.begin(), repeated.end());

  const bpf_insn past_the_island = ebpf::instruction(BPF_JMP | BPF_JA, 0, 0, static_cast<int16_t>(targets.size()), 0);
  code_.push_back(past_the_island);
  std::vector<Jump> carried;
  for (const Label target : targets) {
    place(target);
    carried.push_back({code_.size(), target});
    code_.push_back(ebpf::instruction(BPF_JMP | BPF_JA, 0, 0, 0, 0));
  }
  waiting_ = std::move(carried);
}

}  // namespace trawl
