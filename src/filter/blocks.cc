#include "filter/blocks.h"

namespace trawl {
namespace {

using namespace classic;

constexpr size_t kNoBlock = SIZE_MAX;

bool ends_block(const ClassicInstruction& i) {
  return instruction_class(i) == kJmp || instruction_class(i) == kRet;
}

// Which instructions begin a block: the first, and those that a reached jump goes to.
std::vector<bool> find_leaders(std::span<const ClassicInstruction> program, std::span<const Branch> branches) {
  std::vector<bool> leader(program.size());
  std::vector<bool> reached(program.size());
  leader[0] = reached[0] = true;
  const auto mark = [&](const Target& target, bool begins_block) {
    if (target.kind != Target::Kind::kNext) return;
    reached[target.index] = true;
    if (begins_block) leader[target.index] = true;
  };
  for (size_t n = 0; n < program.size(); n++) {
    if (!reached[n] || branches[n].kind == Branch::Kind::kTestA) continue;
    // An instruction that follows the last one of a straight piece through a jump begins a block of its own.
    const bool jumps = ends_block(program[n]) || branches[n].if_true.index != n + 1;
    mark(branches[n].if_true, jumps);
    if (branches[n].kind == Branch::Kind::kTest) mark(branches[n].if_false, true);
  }
  return leader;
}

Block make_block(std::span<const ClassicInstruction> program, std::span<const Branch> branches,
                 const std::vector<bool>& leader, size_t first) {
  Block block;
  for (size_t n = first;; n++) {
    if (!ends_block(program[n])) block.body.push_back(program[n]);
    const Target& next = branches[n].if_true;
    const bool straight_on = !ends_block(program[n]) && next == Target{Target::Kind::kNext, n + 1} && !leader[n + 1];
    if (straight_on) continue;
    block.end = branches[n];
    return block;
  }
}

void renumber(Target& target, const std::vector<size_t>& block_at) {
  if (target.kind == Target::Kind::kNext) target.index = block_at[target.index];
}

}  // namespace

Graph make_blocks(std::span<const ClassicInstruction> program, std::span<const Branch> branches) {
  const std::vector<bool> leader = find_leaders(program, branches);
  std::vector<size_t> block_at(program.size(), kNoBlock);
  Graph graph;
  for (size_t n = 0; n < program.size(); n++) {
    if (!leader[n]) continue;
    block_at[n] = graph.size();
    graph.push_back(make_block(program, branches, leader, n));
  }
  for (Block& block : graph) {
    if (block.end.kind == Branch::Kind::kTestA) continue;
    renumber(block.end.if_true, block_at);
    if (block.end.kind == Branch::Kind::kTest) renumber(block.end.if_false, block_at);
  }
  return graph;
}

}  // namespace trawl
