// One packet on its way from a source to the sinks. It owns nothing: its bytes live until the source moves on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "packet/link_type.h"

namespace trawl {

/// Wall-clock time. `nanoseconds` is what the file or the kernel said: a hostile file may say more than 999,999,999,
/// and one that counts microseconds more than 32 bits hold.
struct Timestamp {
  int64_t seconds = 0;
  uint64_t nanoseconds = 0;
};

enum class Direction : uint8_t { kUnknown, kIn, kOut };

struct PacketContext;  // who it belongs to: packet/context.h
struct HookFacts;      // what the XDP hook knows: packet/hook_facts.h

struct Packet {
  Timestamp time;
  std::span<const uint8_t> data;  // captured bytes
  uint32_t length = 0;            // bytes on the wire; less than data.size() only in a corrupt file
  LinkType link_type = kLinkEthernet;
  uint32_t interface = 0;  // index into the source's list of interfaces
  Direction direction = Direction::kUnknown;
  const PacketContext* context = nullptr;  // null when nothing is known
  const HookFacts* hook = nullptr;         // null: not from the XDP hook
  std::span<const uint8_t> record;         // from a file: header and data as they stand there; empty from the kernel
};

/// A block of a pcapng file that is no packet, on its way to a file that keeps it.
struct OtherBlock {
  size_t before;                   // index of the batch's packet that follows it
  std::span<const uint8_t> bytes;  // whole, from type to trailing length
};

}  // namespace trawl
