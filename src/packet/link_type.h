// Link types: the registry's numbers as files carry them (the LINKTYPE_ list of the tcpdump group).
#pragma once

#include <cstdint>
#include <string_view>

namespace trawl {

using LinkType = uint32_t;

inline constexpr LinkType kLinkNull = 0;
inline constexpr LinkType kLinkEthernet = 1;
inline constexpr LinkType kLinkRaw = 101;
inline constexpr LinkType kLinkLinuxSll = 113;
inline constexpr LinkType kLinkLinuxSll2 = 276;

}  // namespace trawl
