// The types of BPF programs: what each does, what trawl does with it, and whether this kernel has it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "kernel/probe/attempt.h"

namespace trawl {

struct ProgramTypeText {
  uint32_t number;  // enum bpf_prog_type
  std::string_view name;
  std::string_view since;        // the kernel it came with; for readers, never compared
  std::string_view used;         // what trawl does with it; empty: nothing
  uint32_t attach_type;          // that the smallest program needs; enum bpf_attach_type
  std::string_view kernel_type;  // function or tracepoint that it is for, in the kernel's BTF; empty: none
  int32_t verdict;               // that the verifier takes
};

/// One row for each, in the order of their numbers.
std::span<const ProgramTypeText> program_types();

/// Loads the smallest program of the type, of which nothing stays.
Probe probe(const ProgramTypeText& type);

}  // namespace trawl
