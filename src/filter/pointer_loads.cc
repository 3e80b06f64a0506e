#include "filter/pointer_loads.h"

namespace trawl {
namespace {

using enum ebpf::Register;

// The verifier follows offsets into a packet up to here (MAX_PACKET_OFF).
constexpr uint32_t kMaxOffset = 0xffff;

}  // namespace

void PointerLoads::load(uint32_t offset, uint32_t size) {
  if (offset + size > kMaxOffset) return code_.jump32_if(BPF_JGE, kLength, 0U, beyond_);  // always
  code_.add(ebpf::load(BPF_W, kR1, kContext, fields_.data));
  load_at_pointer(offset, size);
}

void PointerLoads::load_beyond_x(uint32_t offset, uint32_t size) {
  if (offset + size > kMaxOffset) return code_.jump32_if(BPF_JGE, kLength, 0U, beyond_);  // always
  code_.add(ebpf::move32(kR3, kRegisterX));
  code_.jump64_if(BPF_JGT, kR3, static_cast<int32_t>(kMaxOffset - offset - size), beyond_);
  code_.add(ebpf::load(BPF_W, kR1, kContext, fields_.data));
  code_.add(ebpf::alu64(BPF_ADD, kR1, kR3));
  load_at_pointer(offset, size);
}

// `offset` bytes behind the pointer in r1.
void PointerLoads::load_at_pointer(uint32_t offset, uint32_t size) {
  code_.add(ebpf::load(BPF_W, kR2, kContext, fields_.data_end));
  if (offset != 0) code_.add(ebpf::alu64(BPF_ADD, kR1, static_cast<int32_t>(offset)));
  code_.add(ebpf::move64(kR3, kR1));
  code_.add(ebpf::alu64(BPF_ADD, kR3, static_cast<int32_t>(size)));
  code_.jump64_if(BPF_JGT, kR3, kR2, beyond_);
  code_.add(ebpf::load(ebpf_size(size), kRegisterA, kR1, 0));
  if (size > 1) code_.add(ebpf::from_big_endian(kRegisterA, static_cast<int32_t>(8 * size)));
}

}  // namespace trawl
