// Access to a packet in a struct xdp_md.
#pragma once

#include "filter/access.h"

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

/// Through the pointers data and data_end. The verifier wants to see every load compared with data_end.
class XdpDirectAccess : public XdpAccess {
 public:
  using XdpAccess::XdpAccess;
  void load(uint32_t offset, uint32_t size) override;
  void load_beyond_x(uint32_t offset, uint32_t size) override;

 private:
  void load_at_pointer(uint32_t offset, uint32_t size);
};

}  // namespace trawl
