// Text line by line.
#pragma once

#include <algorithm>
#include <string_view>

namespace trawl {

/// Takes the first line off the front; returns it without its end. The last line need not have one.
inline std::string_view next_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

}  // namespace trawl
