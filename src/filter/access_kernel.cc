#include "filter/access_kernel.h"

namespace trawl {
namespace {

using enum ebpf::Register;

constexpr int16_t kBuffer = KernelAccess::kLinear - 8;

}  // namespace

void KernelAccess::guard(uint32_t length) {
  code_.add(ebpf::load(BPF_DW, kR2, kFrame, kLinear));
  code_.jump32_if(BPF_JLT, kR2, length, reject_);
}

void KernelAccess::guard_beyond_x(uint32_t length) {
  code_.add(ebpf::move64(kR2, kRegisterX));
  code_.add(ebpf::alu64(BPF_ADD, kR2, static_cast<int32_t>(length)));
  code_.add(ebpf::load(BPF_DW, kR1, kFrame, kLinear));
  code_.jump64_if(BPF_JGT, kR2, kR1, reject_);
}

void KernelAccess::load(uint32_t offset, uint32_t size) {
  code_.add(ebpf::move64(kR3, kContext));
  code_.add(ebpf::alu64(BPF_ADD, kR3, static_cast<int32_t>(offset)));
  call_helper(size);
}

void KernelAccess::load_beyond_x(uint32_t offset, uint32_t size) {
  code_.add(ebpf::move64(kR3, kContext));
  code_.add(ebpf::alu64(BPF_ADD, kR3, kRegisterX));
  code_.add(ebpf::alu64(BPF_ADD, kR3, static_cast<int32_t>(offset)));
  call_helper(size);
}

// `size` bytes at the address in r3.
void KernelAccess::call_helper(uint32_t size) {
  code_.add(ebpf::move64(kR1, kFrame));
  code_.add(ebpf::alu64(BPF_ADD, kR1, kBuffer));
  code_.add(ebpf::move32(kR2, size));
  code_.add(ebpf::call(BPF_FUNC_probe_read_kernel));
  code_.jump64_if(BPF_JNE, kR0, 0, reject_);
  code_.add(ebpf::load(ebpf_size(size), kRegisterA, kFrame, kBuffer));
  if (size > 1) code_.add(ebpf::from_big_endian(kRegisterA, static_cast<int32_t>(8 * size)));
}

}  // namespace trawl
