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
  std::vector<Entry> old = std::move(entries_);
  rows_ = rows_ == 0 ? kFirstRows : rows_ * 2;
  entries_.assign(rows_ * kWays, Entry{});
  for (const Entry& entry : old) {
    if (entry.used == 0) continue;
    // A row's entries part between two rows: there is always a free one.
    *std::ranges::find(row(entry.key), 0U, &Entry::used) = entry;
  }
}

template <size_t kAddress>
TcpBase& TcpBases<kAddress>::find(const Key& key, bool& made) {
  if (++clock_ == 0) clock_ = 1;
  if (rows_ == 0) grow();
  for (;;) {
    Entry* oldest = nullptr;
    for (Entry& entry : row(key)) {
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
    if (oldest->used != 0 && rows_ < max_rows_) {
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
