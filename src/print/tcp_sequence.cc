#include "print/tcp_sequence.h"

#include <algorithm>

namespace trawl {

template <size_t kAddress>
uint64_t TcpBases<kAddress>::hash(const Key& key) {
  constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15;  // 2^64 divided by the golden ratio (Knuth, 6.4)
  uint64_t h = key.ports;
  for (const auto* address : {&key.low, &key.high}) {
    for (const uint32_t word : *address) {
      h = (h ^ word) * kMultiplier;
      h ^= h >> 32;
    }
  }
  return h;
}

template <size_t kAddress>
void TcpBases<kAddress>::grow() {
  const std::vector<Row> old = std::move(rows_);
  rows_.assign(old.empty() ? kFirstRows : old.size() * 2, Row{});
  for (const Row& row : old) {
    for (const Entry& entry : row.entries) {
      if (entry.used == 0) continue;
      // A row's entries part between two rows: there is always a free one.
      *std::ranges::find(rows_[row_of(entry.key)].entries, 0U, &Entry::used) = entry;
    }
  }
}

template <size_t kAddress>
void TcpBases<kAddress>::prefetch(const Key& key) const {
  if (rows_.empty()) return;
  // Entries fill a row from its start: most are found in the first lines.
  const Row& row = rows_[row_of(key)];
  __builtin_prefetch(&row.entries.front());
  __builtin_prefetch(&row.entries[kWays / 2]);
}

template <size_t kAddress>
TcpBase& TcpBases<kAddress>::find(const Key& key, bool& made) {
  if (++clock_ == 0) clock_ = 1;
  if (rows_.empty()) grow();
  for (;;) {
    Entry* oldest = nullptr;
    for (Entry& entry : rows_[row_of(key)].entries) {
      if (entry.used != 0 && entry.key == key) {
        entry.used = clock_;
        made = false;
        return entry.base;
      }
      // By age, and right when the clock wraps; a free entry is the oldest.
      if (oldest == nullptr ||
          (oldest->used != 0 && (entry.used == 0 || clock_ - entry.used > clock_ - oldest->used))) {
        oldest = &entry;
      }
    }
    if (oldest->used != 0 && rows_.size() < max_rows_) {
      grow();
      continue;
    }
    oldest->key = key;
    oldest->used = clock_;
    made = true;
    return oldest->base;
  }
}

template class TcpBases<4>;
template class TcpBases<16>;

}  // namespace trawl
