// A classic program as a program of its own. A packet load that fails ends a program with 0: that is neither verdict.
#pragma once

#include "filter/classic.h"
#include "filter/emit.h"
#include "prog/kernel_program.h"

namespace trawl {

inline constexpr uint32_t kMatched = 1;
inline constexpr uint32_t kRejected = 2;

/// A SCHED_CLS program; its verdict sequences are set here. A mark on the packet is a VLAN tag (protocol << 16 | TCI),
/// which it first puts beside the packet as a network device does.
Result<KernelProgram> load_translated(std::span<const ClassicInstruction> classic, SkbProgram program);
Result<KernelProgram> load_translated(std::span<const ClassicInstruction> classic, XdpProgram program);

/// As a trace calls it: a function that is given the address of a packet's bytes, in a SCHED_CLS program that calls it.
/// A mark on the packet is how many of the bytes lie together.
Result<KernelProgram> load_traced(std::span<const ClassicInstruction> classic, bool ethernet);

/// Exits with `result`.
std::vector<bpf_insn> return_value(uint32_t result);

}  // namespace trawl
