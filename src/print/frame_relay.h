// Frame relay frames, for those who carry them.
#pragma once

#include <cstddef>

#include "print/util.h"

namespace trawl {

/// A frame from its Q.922 address on. Returns the length of its headers.
size_t put_frame_relay(Printer& p, Reader r);

/// A frame of multilink frame relay (FRF.16). Returns the length of its header.
size_t put_multilink_frame(Printer& p, Reader r);

/// Flags of fragment headers (FRF.12, FRF.15, FRF.16), whose first byte has these bits.
inline constexpr ValueName kFragmentFlags[] = {{0x80, "Begin"}, {0x40, "End"}, {0x20, "Control"}};
inline constexpr uint8_t kFragmentFlagBits = 0xe0;

}  // namespace trawl
