#include "kernel/late_symbols.h"

#include <utility>

namespace trawl {

// Unlike that of std::async, a task's future does not wait for the task when it goes.
Result<LateSymbols> LateSymbols::start() {
  if (auto shown = KernelSymbols::check(); !shown) return std::unexpected(shown.error());
  std::packaged_task<KernelSymbols(std::stop_token)> read(
      [](const std::stop_token& given_up) { return KernelSymbols::read(given_up).value_or(KernelSymbols()); });
  auto symbols = read.get_future().share();
  return LateSymbols(std::move(symbols), std::jthread(std::move(read)));
}

}  // namespace trawl
