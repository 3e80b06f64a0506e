// Writing to descriptors and files: all of it or an error.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace trawl {

/// Writes everything, in as many calls as it takes. `name` stands in the error before errno's text; Error::error_number
/// is EPIPE when the reader went away.
Result<void> write_all(int fd, std::span<const uint8_t> bytes, const std::string& name);
Result<void> write_all(int fd, std::string_view text, const std::string& name);

/// Makes a file that all may read, whole or not at all: one that is written beside it takes its place. Errors: "write
/// PATH" and errno's text.
Result<void> replace_file(const std::string& path, std::span<const uint8_t> content);

}  // namespace trawl
