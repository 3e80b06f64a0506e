// Bytes that no printer decodes, shown in hexadecimal on lines of their own.
#pragma once

#include <cstddef>
#include <string_view>

#include "print/printer.h"

namespace trawl {

/// The next `n` bytes: `indent` (which begins with a newline), an offset and 16 bytes per line. Where fewer are
/// captured, those, and then " [|protocol]". Returns whether all were there.
bool put_unknown_data(Printer& p, std::string_view indent, const Reader& r, size_t n);

/// The next `n` bytes as safe text, moving on. Where fewer are captured: those, and the read fails behind them.
void put_text_bytes(Printer& p, Reader& r, size_t n);

}  // namespace trawl
