#include "filter/access_xdp.h"

namespace trawl {
namespace {

using enum ebpf::Register;

constexpr int16_t kBuffer = kAccessStack - 8;

}  // namespace

void XdpHelperAccess::load(uint32_t offset, uint32_t size) {
  code_.add(ebpf::move32(kR2, offset));
  call_helper(size);
}

void XdpHelperAccess::load_beyond_x(uint32_t offset, uint32_t size) {
  code_.add(ebpf::move32(kR2, kRegisterX));
  code_.add(ebpf::alu32(BPF_ADD, kR2, offset));
  call_helper(size);
}

void XdpHelperAccess::call_helper(uint32_t size) {
  code_.add(ebpf::move64(kR1, kContext));
  code_.add(ebpf::move64(kR3, kFrame));
  code_.add(ebpf::alu64(BPF_ADD, kR3, kBuffer));
  code_.add(ebpf::move32(kR4, size));
  code_.add(ebpf::call(BPF_FUNC_xdp_load_bytes));
  code_.jump64_if(BPF_JNE, kR0, 0, reject_);
  code_.add(ebpf::load(ebpf_size(size), kRegisterA, kFrame, kBuffer));
  if (size > 1) code_.add(ebpf::from_big_endian(kRegisterA, static_cast<int32_t>(8 * size)));
}

}  // namespace trawl
