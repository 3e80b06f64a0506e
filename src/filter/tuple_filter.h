// An expression applied to the addresses and ports of a connection: as if to a TCP segment without data that its local
// end sends.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "filter/expression.h"

namespace trawl {

struct Tuple {
  bool ipv6 = false;
  std::array<uint8_t, 16> local{};  // an IPv4 address in the first four bytes
  std::array<uint8_t, 16> remote{};
  uint16_t local_port = 0;
  uint16_t remote_port = 0;
};

class TupleFilter {
 public:
  /// Matches everything.
  TupleFilter() = default;
  /// Errors are libpcap's.
  static Result<TupleFilter> create(std::string_view expression);

  bool matches(const Tuple& tuple) const;

 private:
  Expression expression_;
};

}  // namespace trawl
