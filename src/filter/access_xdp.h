// Access to a packet in a struct xdp_md.
#pragma once

#include <cstddef>

#include "filter/access.h"
#include "filter/pointer_loads.h"

namespace trawl {

class XdpAccess : public Access {
 public:
  using Access::Access;
  bool knows(uint32_t /*ancillary*/) const override { return false; }
  void load_ancillary(uint32_t /*ancillary*/) override {}
};

/// Through bpf_xdp_load_bytes (Linux 5.18), which compares for itself: packets of more than one buffer too.
class XdpHelperAccess : public XdpAccess {
 public:
  using XdpAccess::XdpAccess;
  void load(uint32_t offset, uint32_t size) override;
  void load_beyond_x(uint32_t offset, uint32_t size) override;

 private:
  void call_helper(uint32_t size);
};

/// Through the pointers data and data_end.
class XdpDirectAccess : public XdpAccess {
 public:
  XdpDirectAccess(Assembler& code, Assembler::Label reject)
      : XdpAccess(code, reject), loads_(code, reject, {offsetof(xdp_md, data), offsetof(xdp_md, data_end)}) {}
  void load(uint32_t offset, uint32_t size) override { loads_.load(offset, size); }
  void load_beyond_x(uint32_t offset, uint32_t size) override { loads_.load_beyond_x(offset, size); }

 private:
  PointerLoads loads_;
};

}  // namespace trawl
