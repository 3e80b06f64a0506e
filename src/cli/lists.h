// Lists on the command line: "a,b,c".
#pragma once

#include <string_view>

#include "base/error.h"

namespace trawl {

/// Calls `take` with each part of a list with commas until one fails.
template <class Take>
Result<void> each_part(std::string_view list, Take take) {
  while (true) {
    const size_t comma = list.find(',');
    if (auto taken = take(list.substr(0, comma)); !taken || comma == std::string_view::npos) return taken;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace trawl
