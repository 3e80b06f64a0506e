// How a program at one hook gets at a packet. The registers of all emitted programs:
//
//   r0 A   r8 X   r6 the context   r9 the packet's length   r7 scratch that loads keep   r1-r5 scratch
//
// The scratch words M[] stand at the top of the stack frame; an Access may use what lies below kAccessStack.
#pragma once

#include <cstdint>

#include "filter/assembler.h"

namespace trawl {

inline constexpr auto kRegisterA = ebpf::kR0;
inline constexpr auto kRegisterX = ebpf::kR8;
inline constexpr auto kContext = ebpf::kR6;
inline constexpr auto kLength = ebpf::kR9;
inline constexpr auto kSaved = ebpf::kR7;

inline constexpr int16_t kAccessStack = -64;  // M[0] to M[15] are above

/// 1, 2 or 4 bytes as BPF_B, BPF_H or BPF_W.
uint8_t ebpf_size(uint32_t size);

class Access {
 public:
  Access(Assembler& code, Assembler::Label reject) : code_(code), reject_(reject) {}
  Access(const Access&) = delete;
  Access& operator=(const Access&) = delete;
  virtual ~Access() = default;

  /// Jumps to reject unless the packet has `length` bytes.
  virtual void guard(uint32_t length);
  /// Jumps to reject unless the packet has `length` bytes from X on.
  virtual void guard_beyond_x(uint32_t length);

  /// Loads `size` bytes at `offset` into A and spoils r1 to r5. A guard has been passed.
  virtual void load(uint32_t offset, uint32_t size) = 0;
  /// The same at X + `offset`, which a guard has compared as well; may spoil r7.
  virtual void load_beyond_x(uint32_t offset, uint32_t size) = 0;
  /// Whether this hook can tell what an ancillary offset asks for. A load of another rejects.
  virtual bool knows(uint32_t ancillary) const = 0;
  /// Loads it into A.
  virtual void load_ancillary(uint32_t ancillary) = 0;

 protected:
  Assembler& code_;
  Assembler::Label reject_;
};

}  // namespace trawl
