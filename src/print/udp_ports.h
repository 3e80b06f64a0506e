// The ports of the datagram being printed, for protocols whose services are known by them.
#pragma once

#include <cstdint>

#include "print/printer.h"

namespace trawl {

/// Set before each payload that was found by its ports: `p.state<UdpPorts>()`.
struct UdpPorts : ProtocolState {
  uint16_t source = 0;
  uint16_t destination = 0;
};

}  // namespace trawl
