// --color, which commands share.
#pragma once

#include <string_view>

#include "base/error.h"

namespace trawl {

/// "auto": on a terminal, unless NO_COLOR is set; "always"; "never". Errors: another word.
Result<bool> wants_color(std::string_view when);

}  // namespace trawl
