#include "filter/emit_blocks.h"

#include <algorithm>

namespace trawl {
namespace {

using namespace classic;
using Label = Assembler::Label;

int16_t scratch_slot(uint32_t k) {
  return static_cast<int16_t>(-4 * (static_cast<int>(k) + 1));
}

class Emitter {
 public:
  Emitter(const Graph& graph, std::span<const BlockGuards> guards, Access& access, Assembler& code, Exits exits)
      : graph_(graph), guards_(guards), access_(access), code_(code), exits_(exits) {
    for (size_t b = 0; b < graph.size(); b++) labels_.push_back(code.new_label());
  }

  void run() {
    if (guards_[0].rejects) return code_.jump(exits_.reject);
    clear_state();
    for (size_t b = 0; b < graph_.size(); b++) {
      if (!guards_[b].rejects) emit_block(b);
    }
  }

 private:
  // The kernel wants everything written before it is read; classic programs find zeros.
  void clear_state() {
    code_.add(ebpf::move32(kRegisterA, 0));
    code_.add(ebpf::move32(kRegisterX, 0));
    for (uint32_t k = 0; k < kScratchWords; k++) {
      if (reads_scratch(k)) code_.add(ebpf::store(BPF_W, ebpf::kFrame, scratch_slot(k), kRegisterX));
    }
  }

  bool reads_scratch(uint32_t k) const {
    return std::ranges::any_of(graph_, [&](const Block& block) {
      return std::ranges::any_of(block.body, [&](const ClassicInstruction& i) {
        return instruction_class(i) <= kLdx && mode(i) == kMem && i.k == k;
      });
    });
  }

  void emit_block(size_t b) {
    const BlockGuards& guards = guards_[b];
    code_.place(labels_[b]);
    if (guards.length != 0) access_.guard(guards.length);
    for (size_t n = 0; n < graph_[b].body.size(); n++) {
      const ClassicInstruction& i = graph_[b].body[n];
      if (guards.indirect[n]) access_.guard_beyond_x(i.k + load_size(i));
      emit_instruction(i);
    }
    emit_end(b);
  }

  void emit_instruction(const ClassicInstruction& i) {
    switch (instruction_class(i)) {
      case kLd:
        return emit_load(i);
      case kLdx:
        return emit_load_x(i);
      case kSt:
        return code_.add(ebpf::store(BPF_W, ebpf::kFrame, scratch_slot(i.k), kRegisterA));
      case kStx:
        return code_.add(ebpf::store(BPF_W, ebpf::kFrame, scratch_slot(i.k), kRegisterX));
      case kAlu:
        return emit_arithmetic(i);
      default:
        return code_.add(i.code == (kMisc | kTax) ? ebpf::move32(kRegisterX, kRegisterA)
                                                  : ebpf::move32(kRegisterA, kRegisterX));
    }
  }

  void emit_load(const ClassicInstruction& i) {
    if (loads_ancillary(i)) return access_.load_ancillary(i.k);
    if (mode(i) == kAbs) return access_.load(i.k, load_size(i));
    if (mode(i) == kInd) return access_.load_beyond_x(i.k, load_size(i));
    emit_register_load(i, kRegisterA);
  }

  void emit_load_x(const ClassicInstruction& i) {
    if (mode(i) != kMsh) return emit_register_load(i, kRegisterX);
    code_.add(ebpf::move32(kSaved, kRegisterA));
    access_.load(i.k, 1);
    code_.add(ebpf::move32(kRegisterX, kRegisterA));
    code_.add(ebpf::alu32(BPF_AND, kRegisterX, 0xf));
    code_.add(ebpf::alu32(BPF_LSH, kRegisterX, 2));
    code_.add(ebpf::move32(kRegisterA, kSaved));
  }

  void emit_register_load(const ClassicInstruction& i, ebpf::Register to) {
    if (mode(i) == kImm) code_.add(ebpf::move32(to, i.k));
    if (mode(i) == kMem) code_.add(ebpf::load(BPF_W, to, ebpf::kFrame, scratch_slot(i.k)));
    if (mode(i) == kLen) code_.add(ebpf::move32(to, kLength));
  }

  void emit_arithmetic(const ClassicInstruction& i) {
    const uint16_t op = operation(i);
    if (op == kNeg) return code_.add(ebpf::alu32(BPF_NEG, kRegisterA, 0U));
    if (op == kLsh || op == kRsh) return emit_shift(i);
    if (!source_is_x(i)) return code_.add(ebpf::alu32(static_cast<uint8_t>(op), kRegisterA, i.k));
    if (op == kDiv || op == kMod) code_.jump32_if(BPF_JEQ, kRegisterX, 0U, exits_.reject);
    code_.add(ebpf::alu32(static_cast<uint8_t>(op), kRegisterA, kRegisterX));
  }

  // eBPF leaves shifts by 32 and more undefined; here they give 0.
  void emit_shift(const ClassicInstruction& i) {
    const auto op = static_cast<uint8_t>(operation(i));
    if (!source_is_x(i)) return code_.add(i.k < 32 ? ebpf::alu32(op, kRegisterA, i.k) : ebpf::move32(kRegisterA, 0));
    const Label small = code_.new_label();
    code_.jump32_if(BPF_JLT, kRegisterX, 32, small);
    code_.add(ebpf::move32(kRegisterA, 0));
    code_.place(small);
    code_.add(ebpf::move32(ebpf::kR1, kRegisterX));
    code_.add(ebpf::alu32(BPF_AND, ebpf::kR1, 31));
    code_.add(ebpf::alu32(op, kRegisterA, ebpf::kR1));
  }

  void emit_end(size_t b) {
    const Branch& end = graph_[b].end;
    switch (end.kind) {
      case Branch::Kind::kTestA:
        code_.jump32_if(BPF_JEQ, kRegisterA, 0U, exits_.reject);
        return code_.jump(exits_.accept);
      case Branch::Kind::kGoto:
        if (!follows(b, end.if_true)) code_.jump(label_of(end.if_true));
        return;
      case Branch::Kind::kTest:
        return emit_test(b, end);
    }
  }

  void emit_test(size_t b, const Branch& end) {
    const Label if_true = label_of(end.if_true);
    const Label if_false = label_of(end.if_false);
    if (if_true == if_false) return code_.jump(if_true);
    const uint16_t op = operation(end.jump);
    if (follows(b, end.if_true) && op != kJset) {
      const uint8_t opposite = op == kJeq ? BPF_JNE : op == kJgt ? BPF_JLE : BPF_JLT;
      return test(opposite, end.jump, if_false);
    }
    test(static_cast<uint8_t>(op), end.jump, if_true);
    if (!follows(b, end.if_false)) code_.jump(if_false);
  }

  void test(uint8_t op, const ClassicInstruction& i, Label target) {
    if (source_is_x(i)) {
      code_.jump32_if(op, kRegisterA, kRegisterX, target);
    } else {
      code_.jump32_if(op, kRegisterA, i.k, target);
    }
  }

  Label label_of(const Target& target) const {
    if (target.kind == Target::Kind::kAccept) return exits_.accept;
    if (target.kind == Target::Kind::kReject || guards_[target.index].rejects) return exits_.reject;
    return labels_[target.index];
  }

  // Whether `target` is the block that is emitted next.
  bool follows(size_t b, const Target& target) const {
    if (target.kind != Target::Kind::kNext || guards_[target.index].rejects) return false;
    for (b++; b < target.index; b++) {
      if (!guards_[b].rejects) return false;
    }
    return true;
  }

  const Graph& graph_;
  std::span<const BlockGuards> guards_;
  Access& access_;
  Assembler& code_;
  Exits exits_;
  std::vector<Label> labels_;
};

}  // namespace

void emit_blocks(const Graph& graph, std::span<const BlockGuards> guards, Access& access, Assembler& code,
                 Exits exits) {
  Emitter(graph, guards, access, code, exits).run();
}

}  // namespace trawl
