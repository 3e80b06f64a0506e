#include "filter/jumps.h"

namespace trawl {
namespace {

using namespace classic;

Target resolve(const std::vector<Branch>& branches, std::span<const ClassicInstruction> program, size_t index) {
  const ClassicInstruction& i = program[index];
  const bool passes_on = instruction_class(i) == kRet || instruction_class(i) == kJmp;
  const Branch& branch = branches[index];
  if (passes_on && branch.kind == Branch::Kind::kGoto) return branch.if_true;
  return {Target::Kind::kNext, index};
}

}  // namespace

std::vector<Branch> resolve_jumps(std::span<const ClassicInstruction> program) {
  std::vector<Branch> branches(program.size());
  // Jumps go forward, so from the end backwards every target is already known.
  for (size_t n = program.size(); n-- > 0;) {
    const ClassicInstruction& i = program[n];
    Branch& branch = branches[n];
    if (i.code == (kRet | kRetA)) {
      branch.kind = Branch::Kind::kTestA;
    } else if (instruction_class(i) == kRet) {
      branch.if_true.kind = i.k != 0 ? Target::Kind::kAccept : Target::Kind::kReject;
    } else if (instruction_class(i) == kJmp && operation(i) == kJa) {
      branch.if_true = resolve(branches, program, n + 1 + i.k);
    } else if (instruction_class(i) == kJmp) {
      branch.if_true = resolve(branches, program, n + 1 + i.jt);
      branch.if_false = resolve(branches, program, n + 1 + i.jf);
      branch.jump = i;
      branch.kind = branch.if_true == branch.if_false ? Branch::Kind::kGoto : Branch::Kind::kTest;
    } else {
      branch.if_true = resolve(branches, program, n + 1);
    }
  }
  return branches;
}

}  // namespace trawl
