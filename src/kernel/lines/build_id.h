// The build ids of the running kernel and its modules, which say what debug image belongs to them.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/error.h"

namespace trawl {

/// A build id as names have it: hexadecimal.
std::string build_id_text(std::span<const uint8_t> id);

/// Hexadecimal, as in the names below /usr/lib/debug/.build-id. Errors: the kernel does not tell (/sys/kernel/notes).
Result<std::string> kernel_build_id();
/// Of a loaded module (/sys/module/NAME/notes).
Result<std::string> module_build_id(const std::string& name);

}  // namespace trawl
