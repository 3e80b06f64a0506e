#include "source/record_queue.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/clock.h"

namespace trawl {

namespace {

constexpr size_t kBatch = 4096;        // records
constexpr size_t kMany = kBatch / 2;   // records that must not wait longer, lest the buffer fill
constexpr uint64_t kSettle = 200'000;  // ns; see collect()
constexpr auto kPause = std::chrono::milliseconds(1);

}  // namespace

void RecordQueue::give_back() {
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<ptrdiff_t>(batch_.size()));
  batch_.clear();
  uint64_t oldest = UINT64_MAX;
  for (const auto& record : pending_) oldest = std::min(oldest, record.position);
  if (oldest == UINT64_MAX) {
    ring_->release();
  } else {
    ring_->release_to(oldest);
  }
}

void RecordQueue::collect(bool stopping) {
  ring_->read(pending_, kBatch - std::min(kBatch, pending_.size()));
  // Two CPUs may reserve their records in another order than they took the time. What is younger than kSettle waits
  // for the next batch, unless nothing more can come.
  if (!std::ranges::is_sorted(pending_, {}, time_of)) std::ranges::stable_sort(pending_, {}, time_of);
  const uint64_t horizon = stopping ? UINT64_MAX : monotonic_now() - kSettle;
  auto end = std::ranges::upper_bound(pending_, horizon, {}, time_of);
  if (waits_ && !stopping && pending_.size() < kMany) {
    end = std::find_if(pending_.begin(), end, [&](const Ring::Record& record) { return waits_(record, horizon); });
  }
  batch_.assign(pending_.begin(), end);
}

void RecordQueue::next(const std::function<void()>& wait, bool stopping) {
  give_back();
  if (!crowded_ && !stopping) std::this_thread::sleep_for(kPause);  // one batch for what comes meanwhile
  collect(stopping);
  if (pending_.empty() && !stopping) {
    wait();
    std::this_thread::sleep_for(kPause);  // more come behind the first
    collect(stopping);
  }
  crowded_ = batch_.size() > kBatch / 2;
}

}  // namespace trawl
