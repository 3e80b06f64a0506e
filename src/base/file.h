// Small files read whole.
#pragma once

#include <cstddef>
#include <string>

#include "base/error.h"

namespace trawl {

/// The file's content; "-" is standard input. Errors: "can't open PATH" and errno's text; a file of more than `limit`
/// bytes is one, too.
Result<std::string> read_file(const std::string& path, size_t limit = size_t{16} << 20);

}  // namespace trawl
