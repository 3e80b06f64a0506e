// A classic program as text, as tcpdump's -d, -dd and -ddd print it.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "filter/classic.h"

namespace trawl {

enum class DumpStyle : uint8_t {
  kAssembly,  // -d: one instruction per line, readable
  kC,         // -dd: elements of a C array of struct bpf_insn
  kDecimal,   // -ddd: the count, then four decimal numbers per line
};

/// Every line ends with a newline.
std::string dump(std::span<const ClassicInstruction> program, DumpStyle style);

}  // namespace trawl
