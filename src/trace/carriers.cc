#include "trace/carriers.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace trawl {

namespace {

constexpr std::array<std::string_view, 4> kNames = {"clone", "copy", "segment", "fragment"};

/// By the function that was seen, or by who called it.
struct Maker {
  std::string_view function;
  CopyKind kind;
};
constexpr Maker kMakers[] = {
    {"ip_copy_metadata", CopyKind::kFragment}, {"ip6_copy_metadata", CopyKind::kFragment},
    {"skb_segment", CopyKind::kSegment},       {"skb_segment_list", CopyKind::kSegment},
    {"skb_clone", CopyKind::kClone},           {"__skb_clone", CopyKind::kClone},
};

CopyKind kind_of(const TraceStep& step) {
  for (const std::string_view function : {step.name, step.caller}) {
    const auto* row = std::ranges::find(kMakers, function, &Maker::function);
    if (row != std::end(kMakers)) return row->kind;
  }
  return CopyKind::kCopy;
}

bool is_piece(CopyKind kind) {
  return kind == CopyKind::kSegment || kind == CopyKind::kFragment;
}

}  // namespace

std::string_view copy_name(CopyKind kind) {
  return kNames[static_cast<size_t>(kind)];
}

bool Carriers::knows(uint64_t skb) const {
  return std::ranges::find(addresses_, skb) != addresses_.end();
}

size_t Carriers::number(uint64_t skb) {
  const auto known = std::ranges::find(addresses_, skb);
  if (known != addresses_.end()) return static_cast<size_t>(known - addresses_.begin()) + 1;
  addresses_.push_back(skb);
  const auto expected = expected_.find(skb);
  if (expected != expected_.end()) {
    origins_.emplace(addresses_.size(), expected->second);
    expected_.erase(expected);
  }
  return addresses_.size();
}

std::optional<Origin> Carriers::origin(size_t number) const {
  const auto found = origins_.find(number);
  return found == origins_.end() ? std::nullopt : std::optional(found->second);
}

void Carriers::note_copy(const TraceStep& step) {
  if (step.copy != 0) note(step.copy, kind_of(step), number(step.skb));
}

void Carriers::note_segment(uint64_t segment, uint64_t whole) {
  note(segment, CopyKind::kSegment, number(whole));
}

// One copy may be told by several functions, of which one calls the other.
void Carriers::note(uint64_t address, CopyKind kind, size_t of) {
  const auto [at, fresh] = expected_.try_emplace(address);
  if (!fresh && at->second.of == of) return;
  at->second = {.kind = kind, .of = of};
  if (is_piece(kind)) at->second.number = ++pieces_[of];
  std::ranges::replace(addresses_, address, uint64_t{0});
}

}  // namespace trawl
