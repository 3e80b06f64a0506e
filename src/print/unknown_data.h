// Data that a printer does not understand.
#pragma once

#include <cstddef>
#include <string_view>

#include "print/printer.h"
#include "print/util.h"

namespace trawl {

/// The next `n` bytes in lines of hexadecimal after `indent`, or as many of them as are captured. Neither moves nor
/// fails.
inline void put_unknown(Printer& p, std::string_view indent, const Reader& r, size_t n) {
  put_hex_lines(p.text, indent, r.rest().first(n < r.captured() ? n : r.captured()));
}

}  // namespace trawl
