// Which kernel functions a trace probes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/kallsyms.h"
#include "kernel/kernel_btf.h"

namespace trawl {

struct FunctionProbe {
  uint64_t address = 0;  // 0: not located yet
  uint64_t cookie = 0;   // enum trawl_probe
  std::string needed;    // what the user called it, where a refusal is an error; empty: it is left out then
  std::string name;      // of the function that begins there; empty: it is another place
};

/// ftrace's own list of what it can attach to: lines of a name and perhaps a module; empty when it cannot be read.
std::string ftrace_list();

/// The probe's cookie for a function's entry.
uint64_t cookie_of(const SkbFunction& function);

/// Whether a name matches a pattern of "*", "?" and characters.
bool matches_pattern(std::string_view name, std::string_view pattern);

/// The probes, by name, for functions that match one of `patterns` ("all": every one; none: those that are probed where
/// all would take too long). With a non-empty `list` of ftrace's those that are not in it just once are left out.
/// Functions that tell of copies and ends are always there: packets could not be followed without them.
std::vector<FunctionProbe> choose_functions(std::span<const SkbFunction> functions,
                                            std::span<const std::string> patterns, std::string_view list);

/// The same with their addresses. Those that have several are left out.
std::vector<FunctionProbe> locate(std::vector<FunctionProbe> probes, const KernelSymbols& symbols);

}  // namespace trawl
