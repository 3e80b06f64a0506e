// IEEE 802.11 frames, for the headers that capture tools put before them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "print/printer.h"

namespace trawl {

enum class HeaderPadding : uint8_t { kNone, kToFourBytes };

/// A frame whose last `fcs_length` bytes are its check sequence. Returns the length of its headers.
size_t put_ieee80211(Printer& p, Reader r, HeaderPadding padding = HeaderPadding::kNone, size_t fcs_length = 0);

/// The body of a management frame behind the name of its subtype. `source` is the sender's address. False when the
/// body is cut short.
bool put_ieee80211_management(Printer& p, Reader body, uint8_t subtype, std::span<const uint8_t> source);

}  // namespace trawl
