// Runs a classic program on a packet in user space: for files, and as the reference that the tests hold the eBPF to.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "filter/classic.h"

namespace trawl {

/// What an expression may ask about a packet besides its bytes. An answer that is not known rejects the packet.
struct PacketFacts {
  uint32_t wire_length = 0;            // bytes on the wire: `len`, `less`, `greater`
  std::optional<uint8_t> packet_type;  // PACKET_HOST ... PACKET_OUTGOING of linux/if_packet.h: `inbound`, `outbound`
  std::optional<uint32_t> ifindex;
};

/// The program's verdict: 0 rejects, anything else accepts (libpcap: how many bytes to keep). `program` must have
/// passed validate(). A load outside `captured` and a division by zero reject. As in libpcap's interpreter an indirect
/// offset does not wrap around, and a shift by 32 or more gives 0.
uint32_t interpret(std::span<const ClassicInstruction> program, std::span<const uint8_t> captured,
                   const PacketFacts& facts);

}  // namespace trawl
