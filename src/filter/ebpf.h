// eBPF instructions as values (the kernel's Documentation/bpf/instruction-set). Nothing here is newer than Linux 5.10.
#pragma once

#include <linux/bpf.h>

#include <cstdint>

namespace trawl::ebpf {

enum Register : uint8_t { kR0, kR1, kR2, kR3, kR4, kR5, kR6, kR7, kR8, kR9, kFrame };

// Sources of operands; classes and operations come from linux/bpf.h and linux/bpf_common.h.
inline constexpr uint8_t kImmediate = BPF_K;
inline constexpr uint8_t kFromRegister = BPF_X;

constexpr bpf_insn instruction(uint8_t code, uint8_t destination, uint8_t source, int16_t offset, int32_t immediate) {
  bpf_insn i{};
  i.code = code;
  i.dst_reg = destination & 0xf;
  i.src_reg = source & 0xf;
  i.off = offset;
  i.imm = immediate;
  return i;
}

/// 32-bit arithmetic, which clears the upper half of `destination`.
constexpr bpf_insn alu32(uint8_t operation, Register destination, uint32_t immediate) {
  return instruction(BPF_ALU | operation | BPF_K, destination, 0, 0, static_cast<int32_t>(immediate));
}
constexpr bpf_insn alu32(uint8_t operation, Register destination, Register source) {
  return instruction(BPF_ALU | operation | BPF_X, destination, source, 0, 0);
}
constexpr bpf_insn alu64(uint8_t operation, Register destination, int32_t immediate) {
  return instruction(BPF_ALU64 | operation | BPF_K, destination, 0, 0, immediate);
}
constexpr bpf_insn alu64(uint8_t operation, Register destination, Register source) {
  return instruction(BPF_ALU64 | operation | BPF_X, destination, source, 0, 0);
}
constexpr bpf_insn move32(Register destination, uint32_t immediate) {
  return alu32(BPF_MOV, destination, immediate);
}
constexpr bpf_insn move32(Register destination, Register source) {
  return alu32(BPF_MOV, destination, source);
}
constexpr bpf_insn move64(Register destination, Register source) {
  return alu64(BPF_MOV, destination, source);
}

/// From network to host byte order; `bits` is 16 or 32.
constexpr bpf_insn from_big_endian(Register destination, int32_t bits) {
  return instruction(BPF_ALU | BPF_END | BPF_TO_BE, destination, 0, 0, bits);
}

/// `size` is BPF_B, BPF_H, BPF_W or BPF_DW.
constexpr bpf_insn load(uint8_t size, Register destination, Register base, int16_t offset) {
  return instruction(BPF_LDX | BPF_MEM | size, destination, base, offset, 0);
}
constexpr bpf_insn store(uint8_t size, Register base, int16_t offset, Register source) {
  return instruction(BPF_STX | BPF_MEM | size, base, source, offset, 0);
}

/// Packet bytes into r0, in host order; needs the context in r6 and spoils r1 to r5.
constexpr bpf_insn load_absolute(uint8_t size, uint32_t offset) {
  return instruction(BPF_LD | BPF_ABS | size, 0, 0, 0, static_cast<int32_t>(offset));
}
constexpr bpf_insn load_indirect(uint8_t size, Register base, int32_t offset) {
  return instruction(BPF_LD | BPF_IND | size, 0, base, 0, offset);
}

constexpr bpf_insn call(int32_t helper) {
  return instruction(BPF_JMP | BPF_CALL, 0, 0, 0, helper);
}
constexpr bpf_insn exit() {
  return instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

}  // namespace trawl::ebpf
