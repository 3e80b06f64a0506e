#include "filter/access.h"

namespace trawl {

uint8_t ebpf_size(uint32_t size) {
  return size == 4 ? BPF_W : size == 2 ? BPF_H : BPF_B;
}

void Access::guard(uint32_t length) {
  code_.jump32_if(BPF_JLT, kLength, length, reject_);
}

void Access::guard_beyond_x(uint32_t length) {
  // In 64 bits, where the sum cannot wrap around.
  code_.add(ebpf::move64(ebpf::kR2, kRegisterX));
  code_.add(ebpf::alu64(BPF_ADD, ebpf::kR2, static_cast<int32_t>(length)));
  code_.jump64_if(BPF_JGT, ebpf::kR2, kLength, reject_);
}

}  // namespace trawl
