#include "filter/access_xdp.h"

#include <cstddef>

namespace trawl {
namespace {

using enum ebpf::Register;

constexpr int16_t kBuffer = kAccessStack - 8;

// The verifier follows offsets into a packet up to here (MAX_PACKET_OFF).
constexpr uint32_t kMaxOffset = 0xffff;

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

void XdpDirectAccess::load(uint32_t offset, uint32_t size) {
  if (offset + size > kMaxOffset) return code_.jump32_if(BPF_JGE, kLength, 0U, reject_);  // always
  code_.add(ebpf::load(BPF_W, kR1, kContext, offsetof(xdp_md, data)));
  load_at_pointer(offset, size);
}

void XdpDirectAccess::load_beyond_x(uint32_t offset, uint32_t size) {
  if (offset + size > kMaxOffset) return code_.jump32_if(BPF_JGE, kLength, 0U, reject_);  // always
  code_.add(ebpf::move32(kR3, kRegisterX));
  code_.jump64_if(BPF_JGT, kR3, static_cast<int32_t>(kMaxOffset - offset - size), reject_);
  code_.add(ebpf::load(BPF_W, kR1, kContext, offsetof(xdp_md, data)));
  code_.add(ebpf::alu64(BPF_ADD, kR1, kR3));
  load_at_pointer(offset, size);
}

// `offset` bytes behind the pointer in r1.
void XdpDirectAccess::load_at_pointer(uint32_t offset, uint32_t size) {
  code_.add(ebpf::load(BPF_W, kR2, kContext, offsetof(xdp_md, data_end)));
  if (offset != 0) code_.add(ebpf::alu64(BPF_ADD, kR1, static_cast<int32_t>(offset)));
  code_.add(ebpf::move64(kR3, kR1));
  code_.add(ebpf::alu64(BPF_ADD, kR3, static_cast<int32_t>(size)));
  code_.jump64_if(BPF_JGT, kR3, kR2, reject_);
  code_.add(ebpf::load(ebpf_size(size), kRegisterA, kR1, 0));
  if (size > 1) code_.add(ebpf::from_big_endian(kRegisterA, static_cast<int32_t>(8 * size)));
}

}  // namespace trawl
