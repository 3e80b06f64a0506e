// Integers from bytes of either order, wherever they lie: one load, where the compiler does not see it by itself.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace trawl {

namespace integers {

/// The unsigned integer of N bytes, where there is one; void for 3, 5, 6 and 7.
template <int N>
using Whole = std::conditional_t<
    N == 1, uint8_t,
    std::conditional_t<N == 2, uint16_t,
                       std::conditional_t<N == 4, uint32_t, std::conditional_t<N == 8, uint64_t, void>>>>;

template <int N, std::endian kOrder>
constexpr uint64_t load(const uint8_t* at) {
  if constexpr (!std::is_void_v<Whole<N>>) {
    if (!std::is_constant_evaluated()) {
      Whole<N> v;
      std::memcpy(&v, at, N);
      return kOrder == std::endian::native ? v : std::byteswap(v);
    }
  }
  uint64_t v = 0;
  for (int i = 0; i < N; i++) v = v << 8 | at[kOrder == std::endian::big ? i : N - 1 - i];
  return v;
}

}  // namespace integers

/// The N bytes from `at`, which must be there, as an unsigned integer.
template <int N>
constexpr uint64_t load_big(const uint8_t* at) {
  return integers::load<N, std::endian::big>(at);
}
template <int N>
constexpr uint64_t load_little(const uint8_t* at) {
  return integers::load<N, std::endian::little>(at);
}

}  // namespace trawl
