// A bar on a terminal for the reading of a large file.
#pragma once

#include <cstdint>
#include <string>

#include "source/file_source.h"

namespace trawl {

class Progress {
 public:
  /// Shown on standard error when that is a terminal and standard output is not: lines show themselves that it goes on.
  Progress();
  /// Takes the bar away.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Draws the bar anew if the last time is long enough ago. Cheap otherwise.
  void update(const FileSource& file);

 private:
  bool wanted_;
  uint64_t next_;  // CLOCK_MONOTONIC, ns
  bool drawn_ = false;
};

}  // namespace trawl
