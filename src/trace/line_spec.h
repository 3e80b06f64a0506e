// Which instructions a line trace probes, as the user writes it.
//
//   [module:]symbol            its first instruction
//   [module:]symbol+12         at an offset, decimal or hexadecimal with 0x
//   [module:]symbol+*          where its source lines begin
//   [module:]symbol+**         every instruction
//   0xffffffff81234567         an address
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace trawl {

struct LineSpec {
  enum class Extent : uint8_t { kOne, kLines, kInstructions };
  std::string module;   // empty: any
  std::string symbol;   // empty: `address` is meant
  uint64_t offset = 0;  // bytes, for kOne
  uint64_t address = 0;
  Extent extent = Extent::kOne;

  bool operator==(const LineSpec&) const = default;
};

/// Errors: what is wrong with the text.
Result<LineSpec> parse_line_spec(std::string_view text);

}  // namespace trawl
