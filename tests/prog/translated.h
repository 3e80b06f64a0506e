// An expression as a program of its own: 1 matches, 0 does not.
#pragma once

#include "filter/emit.h"
#include "filter/expression.h"
#include "prog/kernel_program.h"

namespace trawl {

/// A SCHED_CLS program; its verdict sequences are set here. A mark on the packet is a VLAN tag (protocol << 16 | TCI),
/// which it first puts beside the packet as a network device does.
Result<KernelProgram> load_translated(const Expression& expression, SkbProgram program);
Result<KernelProgram> load_translated(const Expression& expression, XdpProgram program);

/// Exits with `result`.
std::vector<bpf_insn> return_value(uint32_t result);

}  // namespace trawl
