// The first sequence numbers of TCP connections, so that later ones print relative to them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "print/printer.h"

namespace trawl {

struct TcpBase {
  uint32_t sequence;         // of the side with the smaller port (or address, where the ports are equal)
  uint32_t acknowledgement;  // of the other
};

/// Connections by addresses and ports. Memory is bounded: the table grows with the connections seen, up to `max_rows`
/// rows of 8; then a new connection takes the place of the one in its row that was silent the longest.
template <size_t kAddress>
class TcpBases {
 public:
  struct Key {
    uint32_t ports;
    std::array<uint32_t, kAddress / 4> low;  // addresses as they lie in memory
    std::array<uint32_t, kAddress / 4> high;
    bool operator==(const Key& other) const {
      // By words, which the compiler compares in place.
      uint32_t difference = ports ^ other.ports;
      for (size_t i = 0; i < kAddress / 4; i++) difference |= (low[i] ^ other.low[i]) | (high[i] ^ other.high[i]);
      return difference == 0;
    }
  };

  explicit TcpBases(size_t max_rows) : max_rows_(max_rows) {}

  /// Has the processor fetch the connection's row while its find() is still to come.
  void prefetch(const Key& key) const;
  /// The connection's entry, made when it is new (`made` is set then).
  TcpBase& find(const Key& key, bool& made);

 private:
  static constexpr size_t kWays = 8;
  static constexpr size_t kFirstRows = 256;

  struct Entry {
    Key key;
    TcpBase base;
    uint32_t used = 0;  // when, by clock_; 0: never
  };

  /// Whole cache lines.
  struct alignas(64) Row {
    std::array<Entry, kWays> entries;
  };

  static uint64_t hash(const Key& key);
  size_t row_of(const Key& key) const { return hash(key) & (rows_.size() - 1); }
  void grow();

  std::vector<Row> rows_;  // a power of 2
  size_t max_rows_;
  uint32_t clock_ = 0;
};

struct TcpState : ProtocolState {
  TcpBases<4> ipv4{size_t{1} << 16};   // half a million connections in 14 MiB
  TcpBases<16> ipv6{size_t{1} << 15};  // a quarter of a million in 14 MiB
};

}  // namespace trawl
