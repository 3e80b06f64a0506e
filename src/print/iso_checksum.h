// The checksum of ISO's network protocols, of IS-IS and of OSPF's advertisements: ISO 8473 annex C, RFC 1008.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "print/printer.h"

namespace trawl {

/// The checksum that `bytes` should carry in the two bytes at `offset`. `offset` + 2 must not exceed their size.
uint16_t iso_checksum(std::span<const uint8_t> bytes, size_t offset);

/// " (correct)", " (incorrect should be 0x1234)", or " (unverified)" where there is no checksum, or not everything that
/// it covers: `length` bytes of `covered`, with the checksum itself at `offset`.
void put_iso_checksum_verdict(Printer& p, const Reader& covered, size_t length, uint16_t checksum, size_t offset);

}  // namespace trawl
