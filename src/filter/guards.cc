#include "filter/guards.h"

#include <algorithm>

namespace trawl {
namespace {

using namespace classic;

// Stands for a length that no packet has: nothing is accepted. Packets are shorter than 2^31 bytes.
constexpr uint32_t kImpossible = 0x80000000;

bool loads_indirect(const ClassicInstruction& i) {
  return loads_packet(i) && mode(i) == kInd;
}

using Knows = std::function<bool(uint32_t ancillary)>;

// Bytes the packet must have for this instruction, whatever X is.
uint32_t length_for(const ClassicInstruction& i) {
  if (!loads_packet(i) || loads_ancillary(i)) return 0;
  const uint64_t end = uint64_t{i.k} + load_size(i);
  return static_cast<uint32_t>(std::min<uint64_t>(end, kImpossible));
}

// Bytes a packet needs to be accepted by way of each block.
class LengthsAhead {
 public:
  LengthsAhead(const Graph& graph, const Knows& knows) : at_(graph.size()), knows_(knows) {
    for (size_t b = graph.size(); b-- > 0;) at_[b] = of_block(graph[b]);
  }
  uint32_t at(size_t block) const { return at_[block]; }

 private:
  uint32_t of_target(const Target& target) const {
    if (target.kind == Target::Kind::kNext) return at_[target.index];
    return target.kind == Target::Kind::kReject ? kImpossible : 0;
  }
  uint32_t of_block(const Block& block) const {
    uint32_t length = 0;
    if (block.end.kind == Branch::Kind::kGoto) length = of_target(block.end.if_true);
    if (block.end.kind == Branch::Kind::kTest) {
      length = std::min(of_target(block.end.if_true), of_target(block.end.if_false));
    }
    for (const ClassicInstruction& i : block.body) {
      length = std::max(length, loads_ancillary(i) && !knows_(i.k) ? kImpossible : length_for(i));
    }
    return length;
  }

  std::vector<uint32_t> at_;
  const Knows& knows_;
};

// What is known at one place on every way that leads to it.
struct Known {
  bool reached = false;
  uint32_t length = 0;    // the packet has this many bytes
  uint32_t beyond_x = 0;  // the packet has this many bytes from X on, whatever X is on each way

  void merge(const Known& other) {
    if (!reached) {
      *this = other;
      return;
    }
    length = std::min(length, other.length);
    beyond_x = std::min(beyond_x, other.beyond_x);
  }
};

bool changes_x(const ClassicInstruction& i) {
  return instruction_class(i) == kLdx || i.code == (kMisc | kTax);
}

class Placer {
 public:
  Placer(const Graph& graph, const Knows& knows)
      : graph_(graph), ahead_(graph, knows), known_(graph.size()), guards_(graph.size()) {}

  std::vector<BlockGuards> run() && {
    known_[0].reached = true;
    for (size_t b = 0; b < graph_.size(); b++) {
      if (known_[b].reached) place(b);
    }
    return std::move(guards_);
  }

 private:
  void place(size_t b) {
    BlockGuards& guards = guards_[b];
    Known known = known_[b];
    guards.rejects = ahead_.at(b) >= kImpossible;
    if (guards.rejects) return;
    if (ahead_.at(b) > known.length) known.length = guards.length = ahead_.at(b);
    for (const ClassicInstruction& i : graph_[b].body) guards.indirect.push_back(walk(i, known));
    if (graph_[b].end.kind == Branch::Kind::kTestA) return;
    pass_on(graph_[b].end.if_true, known);
    if (graph_[b].end.kind == Branch::Kind::kTest) pass_on(graph_[b].end.if_false, known);
  }

  static bool walk(const ClassicInstruction& i, Known& known) {
    bool compare = false;
    if (loads_indirect(i)) {
      compare = known.beyond_x < length_for(i);
      known.beyond_x = std::max(known.beyond_x, length_for(i));
    }
    if (changes_x(i)) known.beyond_x = 0;
    return compare;
  }

  void pass_on(const Target& target, const Known& known) {
    if (target.kind == Target::Kind::kNext) known_[target.index].merge(known);
  }

  const Graph& graph_;
  LengthsAhead ahead_;
  std::vector<Known> known_;
  std::vector<BlockGuards> guards_;
};

}  // namespace

std::vector<BlockGuards> place_guards(const Graph& graph, const Knows& knows) {
  return Placer(graph, knows).run();
}

}  // namespace trawl
