// What network devices can do at the XDP hook, and what runs at their hooks: programs of trawl and of other tools.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/finding.h"
#include "kernel/netlink.h"

namespace trawl {

/// A program or filter at a hook of a device.
struct DeviceProgram {
  std::string hook;  // "XDP native", "tcx ingress", "tc egress"
  std::string name;  // of the program or the filter; may be empty
  uint32_t id = 0;   // of the BPF program; 0: not known
  bool ours = false;
  bool left_over = false;  // ours, of a capture that is gone
};

/// Of the network namespace this thread is in.
class DeviceProbe {
 public:
  static Result<DeviceProbe> create();

  /// Whether the device's driver runs XDP programs. Asked for, not tried: attaching restarts the queues of some
  /// devices. Kernels tell since 6.3; before: kUnknown.
  Support native_xdp(uint32_t ifindex) const;
  /// In the order in which packets meet the hooks.
  std::vector<DeviceProgram> programs(uint32_t ifindex);

 private:
  explicit DeviceProbe(Netlink netlink) : netlink_(std::move(netlink)) {}

  Netlink netlink_;
  std::map<uint32_t, uint64_t> xdp_features_;  // by interface index
};

}  // namespace trawl
