// Waiting for the first record of a ring buffer whose kernel side wakes only a reader that says that it waits
// (bpf/lib/reader.h).
#pragma once

#include <cstdint>
#include <span>

#include "kernel/ring.h"

namespace trawl {

/// Blocks until `ring` has a record, one of `others` becomes readable (-1 entries are ignored), a signal comes, or
/// `timeout_ms` (-1: never) is over. `reader_waits`: the kernel side's variable of that name.
void wait_for_record(const Ring& ring, volatile uint32_t& reader_waits, std::span<const int> others, int timeout_ms);

}  // namespace trawl
