// libpcap's own interpreter. Apart from everything that includes linux/bpf.h: both define struct bpf_insn.
#pragma once

#include <cstdint>
#include <span>

#include "filter/classic.h"

namespace trawl {

uint32_t libpcap_interpret(std::span<const ClassicInstruction> program, std::span<const uint8_t> captured,
                           uint32_t wire_length);

/// Whether every scratch word is written before it is read. libpcap's interpreter finds whatever was on the stack there
/// (ours and the kernel's find 0), and its compiler makes such programs where `geneve` stands beside other terms.
bool writes_before_it_reads(std::span<const ClassicInstruction> program);

}  // namespace trawl
