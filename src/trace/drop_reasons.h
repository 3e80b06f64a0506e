// Drop reasons in plain words.
#pragma once

#include <string_view>

namespace trawl {

/// What the kernel's name for a reason means (include/net/dropreason-core.h); empty for names that are not known.
std::string_view explain_drop(std::string_view reason);

}  // namespace trawl
