// The xdp command: packets at a device's XDP hook, to text or a file, or only counted.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "mode/capture.h"
#include "source/xdp_hook.h"

namespace trawl {

/// Which packets are taken of those that match. All of them hold.
struct XdpSampling {
  uint32_t one_packet_in = 1;    // 1: all
  uint32_t one_flow_in = 1;      // 1: all
  uint32_t most_per_second = 0;  // 0: no limit
};

struct XdpOptions {
  CaptureOptions capture;  // as for the capture: print, files, -c, -s, -B, -i, the expression
  XdpMode mode = XdpMode::kAny;
  XdpNeighbour neighbour = XdpNeighbour::kNone;
  bool at_entry = false;  // --at: what the attached program gets
  bool at_exit = false;   // and what it decides
  XdpSampling sampling;
  bool promiscuous = false;  // -P
  bool hex = false;          // --hex: lines of bytes
  bool rate = false;         // --rate: no packets, but new flows and packets per second
};

/// Runs until a signal, or -c. Returns the exit status.
Result<int> run_xdp(const XdpOptions& options);

/// -D: the devices, one a line, with the programs at their XDP hooks.
Result<void> print_xdp_devices();

}  // namespace trawl
