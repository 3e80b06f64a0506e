// Integers in a file's byte order.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

#include "base/integers.h"

namespace trawl {

/// Reads unsigned integers at given places of a checked span. The caller has made sure that they are inside.
class FileIntegers {
 public:
  FileIntegers() = default;
  explicit FileIntegers(bool big_endian) : big_endian_(big_endian) {}

  uint16_t u16(std::span<const uint8_t> from, size_t at) const { return static_cast<uint16_t>(get<2>(from, at)); }
  uint32_t u32(std::span<const uint8_t> from, size_t at) const { return static_cast<uint32_t>(get<4>(from, at)); }
  uint64_t u64(std::span<const uint8_t> from, size_t at) const { return get<8>(from, at); }

  bool big_endian() const { return big_endian_; }
  bool native() const { return big_endian_ == (std::endian::native == std::endian::big); }

 private:
  template <int N>
  uint64_t get(std::span<const uint8_t> from, size_t at) const {
    if (at + N > from.size()) return 0;
    return big_endian_ ? load_big<N>(from.data() + at) : load_little<N>(from.data() + at);
  }

  bool big_endian_ = false;
};

}  // namespace trawl
