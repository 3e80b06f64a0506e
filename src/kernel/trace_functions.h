// Which kernel functions a trace probes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "kernel/kallsyms.h"
#include "kernel/kernel_btf.h"

namespace trawl {

struct FunctionProbe {
  uint64_t address = 0;
  uint64_t cookie = 0;  // enum trawl_probe
  std::string needed;   // what the user called it, where a refusal is an error; empty: it is left out then
};

/// Names that ftrace can attach to, from its own list; empty when the list cannot be read.
using FunctionNames = std::unordered_set<std::string>;
FunctionNames traceable_functions();

/// The probe's cookie for a function's entry.
uint64_t cookie_of(const SkbFunction& function);

/// Whether the function is one of those that are probed where all would take too long.
bool is_chosen_function(std::string_view name);

/// Whether a name matches a pattern of "*", "?" and characters.
bool matches_pattern(std::string_view name, std::string_view pattern);

/// The probes for functions that match one of `patterns` ("all": every one). Those that have several addresses, and
/// with a non-empty `traceable` those that are not in it, are left out. Functions that tell of copies and ends are
/// always there: packets could not be followed without them.
std::vector<FunctionProbe> choose_functions(std::span<const SkbFunction> functions,
                                            std::span<const std::string> patterns, const KernelSymbols& symbols,
                                            const FunctionNames& traceable);

}  // namespace trawl
