// The kernel's functions, read while something else goes on.
#pragma once

#include <future>
#include <thread>

#include "kernel/kallsyms.h"

namespace trawl {

/// The end does not wait for the reading: that is given up.
class LateSymbols {
 public:
  /// Errors: the kernel hides its addresses.
  static Result<LateSymbols> start();
  /// Waits until they are read; none, when that failed.
  const KernelSymbols& get() const { return symbols_.get(); }

 private:
  LateSymbols(std::shared_future<KernelSymbols> symbols, std::jthread reader)
      : symbols_(std::move(symbols)), reader_(std::move(reader)) {}
  std::shared_future<KernelSymbols> symbols_;
  std::jthread reader_;
};

}  // namespace trawl
