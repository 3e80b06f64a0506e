// Waking the program that reads a ring buffer: only when it says that it waits. A wakeup is an interrupt, and while the
// reader is at work it finds the next records by itself.
#pragma once

#include "lib/kernel.h"

/// Set by the reader before it blocks; the first record then wakes it.
volatile __u32 reader_waits = 0;

/// The flags to submit a record with.
static __always_inline __u64 wakeup(void) {
  if (!reader_waits) return BPF_RB_NO_WAKEUP;
  reader_waits = 0;
  return BPF_RB_FORCE_WAKEUP;
}
