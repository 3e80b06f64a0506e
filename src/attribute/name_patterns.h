// Globs for process names -> the automaton that the kernel side runs.
#pragma once

#include <span>
#include <string>

#include "base/error.h"
#include "wire/process_filter.h"

namespace trawl {

/// "*", "?", "[a-z]", "[!a-z]" and "\" as in glob(7). The kernel keeps 15 bytes of a name, so a pattern matches by its
/// first 15. Errors: a pattern that has no end; more patterns than there is room for (16 at least).
Result<trawl_name_patterns> compile_name_patterns(std::span<const std::string> globs);

}  // namespace trawl
