// A seeded source of choices: the same seed makes the same test everywhere (no std distribution, whose results differ
// between libraries).
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace trawl {

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}

  /// 0 to `n` - 1; `n` is not 0.
  uint32_t below(uint32_t n) { return static_cast<uint32_t>(engine_() % n); }
  uint32_t between(uint32_t first, uint32_t last) { return first + below(last - first + 1); }
  bool percent(uint32_t chance) { return below(100) < chance; }
  uint32_t u32() { return static_cast<uint32_t>(engine_()); }
  uint8_t byte() { return static_cast<uint8_t>(engine_()); }

  template <class T, size_t N>
  const T& one_of(const T (&choices)[N]) {
    return choices[below(N)];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace trawl
