// Bytes that no printer decodes, shown in hexadecimal on lines of their own.
#pragma once

#include <cstddef>
#include <string_view>

#include "print/printer.h"
#include "print/util.h"

namespace trawl {

/// The next `n` bytes in lines of hexadecimal after `indent` (which begins with a newline), or as many of them as are
/// captured. Neither moves nor fails.
inline void put_unknown(Printer& p, std::string_view indent, const Reader& r, size_t n) {
  put_hex_lines(p.text, indent, r.rest().first(n < r.captured() ? n : r.captured()));
}

/// The same. Where fewer are captured, those, and then " [|protocol]". Returns whether all were there.
inline bool put_unknown_data(Printer& p, std::string_view indent, const Reader& r, size_t n) {
  put_unknown(p, indent, r, n);
  if (r.has(n)) return true;
  p.truncated();
  return false;
}

}  // namespace trawl
