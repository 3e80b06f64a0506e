// Builds blocks and records in this machine's byte order.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace trawl {

class Encoder {
 public:
  template <class T>
    requires std::is_arithmetic_v<T>
  void put(T value) {
    const size_t at = bytes_.size();
    bytes_.resize(at + sizeof(T));
    std::memcpy(bytes_.data() + at, &value, sizeof(T));
  }
  void put(std::span<const uint8_t> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void put(std::string_view text) { bytes_.insert(bytes_.end(), text.begin(), text.end()); }
  /// Zeros up to a multiple of four bytes.
  void pad() { bytes_.resize((bytes_.size() + 3) & ~size_t{3}); }
  /// Overwrites four bytes put earlier.
  void put_at(size_t at, uint32_t value) { std::memcpy(bytes_.data() + at, &value, sizeof(value)); }

  size_t size() const { return bytes_.size(); }
  void clear() { bytes_.clear(); }
  std::span<const uint8_t> bytes() const { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

}  // namespace trawl
