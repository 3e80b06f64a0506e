#include "filter/access_kernel.h"

#include <algorithm>
#include <bit>

#include "filter/emit.h"

namespace trawl {
namespace {

using enum ebpf::Register;

constexpr int16_t kBuffer = KernelAccess::kWindow - 8;
// X is where IPv4 ends, nearly always: a header without options.
constexpr uint32_t kUsualX = 20;

bool in_window(uint64_t offset, uint32_t size) {
  return offset + size <= kTracingWindow;
}

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
  if (in_window(offset, size)) return load_from_window(offset, size);
  code_.add(ebpf::move64(kR3, kContext));
  code_.add(ebpf::alu64(BPF_ADD, kR3, static_cast<int32_t>(offset)));
  call_helper(size);
}

void KernelAccess::load_beyond_x(uint32_t offset, uint32_t size) {
  const Assembler::Label unusual = code_.new_label();
  const Assembler::Label done = code_.new_label();
  const bool usual_in_window = in_window(uint64_t{offset} + kUsualX, size);
  if (usual_in_window) {
    // The verifier must not learn what X is: it would follow what comes for each value by itself.
    code_.add(ebpf::move32(kR2, kRegisterX));
    code_.add(ebpf::alu32(BPF_SUB, kR2, kUsualX));
    code_.jump32_if(BPF_JNE, kR2, 0U, unusual);
    load_from_window(kUsualX + offset, size);
    code_.jump(done);
    code_.place(unusual);
  }
  code_.add(ebpf::move64(kR3, kContext));
  code_.add(ebpf::alu64(BPF_ADD, kR3, kRegisterX));
  code_.add(ebpf::alu64(BPF_ADD, kR3, static_cast<int32_t>(offset)));
  call_helper(size);
  if (usual_in_window) code_.place(done);
}

// In parts that are aligned: the verifier wants that of memory on the stack.
void KernelAccess::load_from_window(uint32_t offset, uint32_t size) {
  const uint32_t part = offset == 0 ? size : std::min(size, 1U << std::countr_zero(offset));
  code_.add(ebpf::load(BPF_DW, kR1, kFrame, kWindow));
  code_.add(ebpf::load(ebpf_size(part), kRegisterA, kR1, static_cast<int16_t>(offset)));
  to_host_order(kRegisterA, part);
  for (uint32_t loaded = part; loaded < size; loaded += part) {
    code_.add(ebpf::load(ebpf_size(part), kR2, kR1, static_cast<int16_t>(offset + loaded)));
    to_host_order(kR2, part);
    code_.add(ebpf::alu64(BPF_LSH, kRegisterA, static_cast<int32_t>(8 * part)));
    code_.add(ebpf::alu64(BPF_OR, kRegisterA, kR2));
  }
}

// `size` bytes at the address in r3.
void KernelAccess::call_helper(uint32_t size) {
  code_.add(ebpf::move64(kR1, kFrame));
  code_.add(ebpf::alu64(BPF_ADD, kR1, kBuffer));
  code_.add(ebpf::move32(kR2, size));
  code_.add(ebpf::call(BPF_FUNC_probe_read_kernel));
  code_.jump64_if(BPF_JNE, kR0, 0, reject_);
  code_.add(ebpf::load(ebpf_size(size), kRegisterA, kFrame, kBuffer));
  to_host_order(kRegisterA, size);
}

void KernelAccess::to_host_order(ebpf::Register number, uint32_t size) {
  if (size > 1) code_.add(ebpf::from_big_endian(number, static_cast<int32_t>(8 * size)));
}

}  // namespace trawl
