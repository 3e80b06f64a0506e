// Functions of Go programs, stripped ones too: Go keeps a table of its own, for tracebacks (.gopclntab).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace trawl {

/// The entry of a function in the table of Go 1.18 and later, as an address relative to the start of the program's text
/// segment; nothing when it has no such function, or the table is another's or damaged.
std::optional<uint64_t> find_go_function(std::span<const uint8_t> table, std::string_view name);

/// Where in the file of an executable the function begins. Errors: it cannot be read, is no Go program of a known kind,
/// or has no such function.
Result<uint64_t> go_function_offset(const std::string& executable, std::string_view name);

}  // namespace trawl
