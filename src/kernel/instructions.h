// Machine code, as far as a line trace asks: where instructions begin, and which of them call.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace trawl {

struct Instruction {
  uint64_t address = 0;
  uint8_t size = 0;  // bytes
  bool calls = false;
  bool landing_pad = false;     // of x86-64, for indirect calls: the kernel moves a probe at it behind it
  uint8_t target_register = 0;  // of an indirect call, or jump on x86-64: which word of struct pt_regs it is in, from
                                // 1; 0: in none
  uint64_t target = 0;          // of a direct call, or jump on x86-64
};

/// The instructions of this machine's code that begins at `address`, in order; fewer at bytes that are none.
std::vector<Instruction> decode_instructions(std::span<const uint8_t> code, uint64_t address);

/// Where indirect calls go through a function of the kernel that jumps to what a register holds ("retpoline"): which
/// word of struct pt_regs that is in, from 1. 0: it is no such function.
uint8_t thunk_register(std::string_view function);

}  // namespace trawl
