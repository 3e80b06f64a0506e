// Classic BPF: the instruction set that libpcap compiles expressions to (McCanne & Jacobson 1993; linux/filter.h).
// The numbers are spelt out here because libpcap's and the kernel's headers cannot be included together.
#pragma once

#include <cstdint>

namespace trawl {

/// One instruction, laid out as the kernel's struct sock_filter and libpcap's struct bpf_insn.
struct ClassicInstruction {
  uint16_t code;  // class | mode and size, or operation and source
  uint8_t jt;     // conditional jumps: how many instructions to skip when true
  uint8_t jf;     // ... and when false
  uint32_t k;

  bool operator==(const ClassicInstruction&) const = default;
};

namespace classic {

// Class: code & 0x07.
inline constexpr uint16_t kLd = 0x00;
inline constexpr uint16_t kLdx = 0x01;
inline constexpr uint16_t kSt = 0x02;
inline constexpr uint16_t kStx = 0x03;
inline constexpr uint16_t kAlu = 0x04;
inline constexpr uint16_t kJmp = 0x05;
inline constexpr uint16_t kRet = 0x06;
inline constexpr uint16_t kMisc = 0x07;

// Loads: size (code & 0x18) and mode (code & 0xe0).
inline constexpr uint16_t kWord = 0x00;
inline constexpr uint16_t kHalf = 0x08;
inline constexpr uint16_t kByte = 0x10;
inline constexpr uint16_t kImm = 0x00;
inline constexpr uint16_t kAbs = 0x20;
inline constexpr uint16_t kInd = 0x40;
inline constexpr uint16_t kMem = 0x60;
inline constexpr uint16_t kLen = 0x80;
inline constexpr uint16_t kMsh = 0xa0;  // X = 4 * (byte & 0xf): the length of an IPv4 header

// ALU and jumps: operation (code & 0xf0) and source (code & 0x08).
inline constexpr uint16_t kAdd = 0x00;
inline constexpr uint16_t kSub = 0x10;
inline constexpr uint16_t kMul = 0x20;
inline constexpr uint16_t kDiv = 0x30;
inline constexpr uint16_t kOr = 0x40;
inline constexpr uint16_t kAnd = 0x50;
inline constexpr uint16_t kLsh = 0x60;
inline constexpr uint16_t kRsh = 0x70;
inline constexpr uint16_t kNeg = 0x80;
inline constexpr uint16_t kMod = 0x90;
inline constexpr uint16_t kXor = 0xa0;
inline constexpr uint16_t kJa = 0x00;
inline constexpr uint16_t kJeq = 0x10;
inline constexpr uint16_t kJgt = 0x20;
inline constexpr uint16_t kJge = 0x30;
inline constexpr uint16_t kJset = 0x40;
inline constexpr uint16_t kK = 0x00;
inline constexpr uint16_t kX = 0x08;

// RET returns k or A; MISC copies between A and X.
inline constexpr uint16_t kRetA = 0x10;
inline constexpr uint16_t kTax = 0x00;
inline constexpr uint16_t kTxa = 0x80;

inline constexpr uint32_t kScratchWords = 16;

// Offsets from here on are not in the packet: they name what the kernel knows about it (SKF_AD_* of linux/filter.h).
inline constexpr uint32_t kAncillary = 0xfffff000;
inline constexpr uint32_t kAncillaryProtocol = kAncillary + 0;
inline constexpr uint32_t kAncillaryPacketType = kAncillary + 4;
inline constexpr uint32_t kAncillaryIfindex = kAncillary + 8;
inline constexpr uint32_t kAncillaryMark = kAncillary + 20;
inline constexpr uint32_t kAncillaryQueue = kAncillary + 24;
inline constexpr uint32_t kAncillaryHash = kAncillary + 32;
inline constexpr uint32_t kAncillaryVlanTag = kAncillary + 44;
inline constexpr uint32_t kAncillaryVlanTagPresent = kAncillary + 48;
inline constexpr uint32_t kAncillaryVlanProtocol = kAncillary + 60;

constexpr uint16_t instruction_class(const ClassicInstruction& i) {
  return i.code & 0x07;
}
constexpr uint16_t mode(const ClassicInstruction& i) {
  return i.code & 0xe0;
}
constexpr uint16_t operation(const ClassicInstruction& i) {
  return i.code & 0xf0;
}
constexpr bool source_is_x(const ClassicInstruction& i) {
  return (i.code & kX) != 0;
}

/// Bytes that a load reads from the packet.
constexpr uint32_t load_size(const ClassicInstruction& i) {
  switch (i.code & 0x18) {
    case kWord:
      return 4;
    case kHalf:
      return 2;
    default:
      return 1;
  }
}

/// Whether the instruction reads the packet (or what the kernel knows about it) at k or X + k.
constexpr bool loads_packet(const ClassicInstruction& i) {
  if (instruction_class(i) == kLd) return mode(i) == kAbs || mode(i) == kInd;
  return instruction_class(i) == kLdx && mode(i) == kMsh;
}

constexpr bool loads_ancillary(const ClassicInstruction& i) {
  return instruction_class(i) == kLd && mode(i) == kAbs && i.k >= kAncillary;
}

}  // namespace classic
}  // namespace trawl
