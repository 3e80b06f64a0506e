// The skbs that carry one packet, and how one came about from another.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "trace/step.h"

namespace trawl {

/// What was made of an skb.
enum class CopyKind : uint8_t { kClone, kCopy, kSegment, kFragment };

/// "clone", "copy", "segment", "fragment"
std::string_view copy_name(CopyKind kind);

/// How an skb came about.
struct Origin {
  CopyKind kind = CopyKind::kCopy;
  size_t of = 0;      // the number of the skb that it was made of
  size_t number = 0;  // among the segments or fragments of that one, from 1
};

class Carriers {
 public:
  bool knows(uint64_t skb) const;
  /// The number of the skb at this address, from 1, in the order in which they turn up.
  size_t number(uint64_t skb);
  /// Of the skb with this number; none: it was not seen being made.
  std::optional<Origin> origin(size_t number) const;
  /// At functions that copy or cut: what turns up at `step.copy` is another skb from now on.
  void note_copy(const TraceStep& step);
  /// What turns up at `segment` is one of the skb at `whole`.
  void note_segment(uint64_t segment, uint64_t whole);

 private:
  void note(uint64_t address, CopyKind kind, size_t of);

  std::vector<uint64_t> addresses_;      // by number; 0: that skb is gone
  std::map<size_t, Origin> origins_;     // by number
  std::map<uint64_t, Origin> expected_;  // by address, of skbs that have not turned up yet
  std::map<size_t, size_t> pieces_;      // how many segments or fragments an skb has had
};

}  // namespace trawl
