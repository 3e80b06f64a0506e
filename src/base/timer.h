// Timers that are waited for like everything else (timerfd_create(2)).
#pragma once

#include <cstdint>

#include "base/fd.h"

namespace trawl {

/// Readable after `first` ns (0: never), and then each `interval` ns unless that is 0. Invalid where the kernel
/// refuses.
Fd make_timer(uint64_t first, uint64_t interval);

/// Whether it went off since the last call.
bool has_expired(const Fd& timer);

}  // namespace trawl
