// A line index from an image's DWARF.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "kernel/lines/debug_image.h"

namespace trawl {

/// Reads all units, by as many threads as there are processors, 8 at most: 600 MB take seconds. Errors: there is no
/// code in the image, no memory for its readers. The same image has the same index, byte for byte.
Result<std::vector<uint8_t>> make_line_index(const DebugImage& image);

}  // namespace trawl
