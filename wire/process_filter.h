// Which processes' packets are wanted: decided by user space, applied by the kernel side.
#pragma once

#include "wire/owner.h"

/// What a process is chosen by. A set of them, a "mark", says by which of them something was found to be wanted.
enum trawl_process_mark {
  TRAWL_BY_PID = 1,
  TRAWL_BY_NAME = 2,
  TRAWL_BY_USER = 4,
  TRAWL_BY_CONTAINER_ID = 8,
  TRAWL_BY_CONTAINER_NAME = 16,
  TRAWL_BY_POD = 32,
  TRAWL_BY_CONTAINERS = TRAWL_BY_CONTAINER_ID | TRAWL_BY_CONTAINER_NAME | TRAWL_BY_POD,
  TRAWL_CGROUP_KNOWN = 64,  // what containers have to say is among the marks
  TRAWL_UNWANTED = 128,     // excluded, whatever else it matches
};

/// A process's marks. What it got from its parent stays when its own name changes.
struct trawl_process_marks {
  __u8 own;
  __u8 inherited;
};

/// One process for ever: numbers are used again.
struct trawl_process_key {
  __u64 start_time;  // as in trawl_owner
  __u32 tgid;
  __u32 reserved;  // 0
};

#define TRAWL_PATTERN_WORDS 4

/// Glob patterns for process names as one automaton, a bit per state and up to 16 states per pattern: state n is "n
/// characters of the pattern have matched". Any pattern that reaches its last state at the end of the name matches.
struct trawl_name_patterns {
  __u64 start[TRAWL_PATTERN_WORDS];
  __u64 stay[TRAWL_PATTERN_WORDS];         // a "*" stands here: any character leaves the state as it is
  __u64 last[TRAWL_PATTERN_WORDS];         // end of a pattern
  __u64 accept[256][TRAWL_PATTERN_WORDS];  // this character leads from the state to the next
};

/// Keys of the map of patterns.
enum trawl_pattern_set { TRAWL_WANTED_NAMES, TRAWL_UNWANTED_NAMES, TRAWL_PATTERN_SETS };

/// Whether a name, ended by a zero byte or its length, matches one of the patterns.
static inline __attribute__((always_inline)) bool trawl_name_matches(const struct trawl_name_patterns* patterns,
                                                                     const char name[TRAWL_COMM_LENGTH]) {
  bool matches = false;
  for (int word = 0; word < TRAWL_PATTERN_WORDS; word++) {
    __u64 states = patterns->start[word];
    for (int i = 0; i < TRAWL_COMM_LENGTH; i++) {
      const __u8 c = (__u8)name[i];
      if (c == 0) break;
      states = (states & patterns->accept[c][word]) << 1 | (states & patterns->stay[word]);
    }
    matches |= (states & patterns->last[word]) != 0;
  }
  return matches;
}
