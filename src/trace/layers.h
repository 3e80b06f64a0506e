// What a packet's headers say, as far as a trace tells of it: the outermost addresses, and the names of the layers.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/text.h"

namespace trawl {

/// Of the outermost network and transport header.
struct Flow {
  uint8_t version = 0;   // 4, 6; 0: not IP
  uint8_t protocol = 0;  // IPPROTO_*
  uint8_t hops = 0;      // time to live, hop limit
  bool ports = false;    // both are known
  uint16_t source_port = 0;
  uint16_t destination_port = 0;
  uint32_t sequence = 0;             // of TCP
  std::array<uint8_t, 16> source{};  // IPv4 addresses in the first 4 bytes
  std::array<uint8_t, 16> destination{};

  bool operator==(const Flow&) const = default;
};

struct Layers {
  Flow flow;
  std::vector<const char*> names;  // "ip", "udp", "vxlan", "eth", "ip", "tcp": from the network header inwards
};

/// `headers` from the network header on; may be cut anywhere. Tunnels are followed six layers deep.
Layers read_layers(std::span<const uint8_t> headers, uint16_t ethertype);

/// "10.0.0.1:80", "[fd00::1]:80", or without a port.
struct Endpoint {
  const Flow& flow;
  bool source;
};
void append(TextBuffer& out, Endpoint endpoint);

}  // namespace trawl
