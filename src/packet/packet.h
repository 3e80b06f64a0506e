// One packet on its way from a source to the sinks. It owns nothing: its bytes live until the source moves on.
#pragma once

#include <cstdint>
#include <span>

#include "packet/link_type.h"

namespace trawl {

/// Wall-clock time. `nanoseconds` is what the file or the kernel said: a hostile file may say more than 999,999,999.
struct Timestamp {
  int64_t seconds = 0;
  uint32_t nanoseconds = 0;
};

enum class Direction : uint8_t { kUnknown, kIn, kOut };

struct PacketContext;  // who it belongs to: attribute/context.h

struct Packet {
  Timestamp time;
  std::span<const uint8_t> data;  // captured bytes
  uint32_t length = 0;            // bytes on the wire, at least data.size()
  LinkType link_type = kLinkEthernet;
  uint32_t interface = 0;  // index into the source's list of interfaces
  Direction direction = Direction::kUnknown;
  const PacketContext* context = nullptr;  // null when nothing is known
};

}  // namespace trawl
