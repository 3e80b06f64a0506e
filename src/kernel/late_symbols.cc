#include "kernel/late_symbols.h"

namespace trawl {

Result<LateSymbols> LateSymbols::start() {
  if (auto shown = KernelSymbols::check(); !shown) return std::unexpected(shown.error());
  return LateSymbols(
      std::async(std::launch::async, [] { return KernelSymbols::read().value_or(KernelSymbols::parse("")); }).share());
}

}  // namespace trawl
