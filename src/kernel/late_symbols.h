// The kernel's functions, read while something else goes on.
#pragma once

#include <future>

#include "kernel/kallsyms.h"

namespace trawl {

class LateSymbols {
 public:
  /// Errors: the kernel hides its addresses.
  static Result<LateSymbols> start();
  /// Waits until they are read; none, when that failed.
  const KernelSymbols& get() const { return symbols_.get(); }

 private:
  explicit LateSymbols(std::shared_future<KernelSymbols> symbols) : symbols_(std::move(symbols)) {}
  std::shared_future<KernelSymbols> symbols_;
};

}  // namespace trawl
