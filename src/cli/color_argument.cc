#include "cli/color_argument.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace trawl {

Result<bool> wants_color(std::string_view when) {
  if (when != "auto" && when != "always" && when != "never") return fail("unknown color '" + std::string(when) + "'");
  const char* no_color = std::getenv("NO_COLOR");  // no-color.org: set and not empty
  const bool wanted = ::isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0');
  return when == "always" || (when == "auto" && wanted);
}

}  // namespace trawl
