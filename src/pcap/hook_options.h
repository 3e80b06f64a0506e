// What the XDP hook knows of a packet, as options of its pcapng block.
#pragma once

#include <optional>
#include <span>

#include "packet/hook_facts.h"
#include "pcap/encoder.h"
#include "pcap/endian.h"

namespace trawl {

/// epb_dropcount where it is not 0, epb_packetid, epb_queue, epb_verdict where there is one, and a comment where bytes
/// are missing.
void put_hook_facts(Encoder& out, const HookFacts& facts);

/// The same from a block's options (ng::packet_options()). Nothing where they have no packet id.
std::optional<HookFacts> read_hook_facts(std::span<const uint8_t> options, FileIntegers integers);

}  // namespace trawl
