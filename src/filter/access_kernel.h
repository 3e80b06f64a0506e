// Access to a packet at an address in the kernel, for programs at tracing hooks: its first bytes have been read, others
// are by the probe-read helper.
#pragma once

#include "filter/access.h"

namespace trawl {

/// Offsets count from the address in r6. r9 is the packet's length; the bytes that lie together there, which may be
/// fewer, are counted in the word at kLinear: a load past them rejects. The word at kWindow points to the window.
class KernelAccess : public Access {
 public:
  static constexpr int16_t kLinear = kAccessStack - 8;
  static constexpr int16_t kWindow = kLinear - 8;

  using Access::Access;
  void guard(uint32_t length) override;
  void guard_beyond_x(uint32_t length) override;
  void load(uint32_t offset, uint32_t size) override;
  void load_beyond_x(uint32_t offset, uint32_t size) override;
  bool knows(uint32_t /*ancillary*/) const override { return false; }
  void load_ancillary(uint32_t /*ancillary*/) override {}

 private:
  void load_from_window(uint32_t offset, uint32_t size);
  void call_helper(uint32_t size);
  void to_host_order(ebpf::Register number, uint32_t size);
};

}  // namespace trawl
