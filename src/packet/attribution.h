// To whom packets belong that belong to no process, and why.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace trawl {

enum class Attribution : uint8_t {
  kProcess,    // at least one of the parties is known
  kKernel,     // made or taken by the kernel itself: ARP, neighbour discovery, resets
  kForwarded,  // passes through this host
  kOtherHost,  // not addressed to this host, and seen in promiscuous mode or on a bridge
  kNoSocket,   // to a port that nobody has
  kUnknown,
};

struct AttributionRow {
  Attribution attribution;
  std::string_view name;     // in files and behind "Owner: "
  std::string_view counted;  // "3 packets ..."
};

/// In the order of the enumeration.
inline constexpr std::array<AttributionRow, 6> kAttributions = {{
    {Attribution::kProcess, "process", "attributed"},
    {Attribution::kKernel, "kernel", "of the kernel"},
    {Attribution::kForwarded, "forwarded", "forwarded"},
    {Attribution::kOtherHost, "other host", "to other hosts"},
    {Attribution::kNoSocket, "no socket", "to ports without a socket"},
    {Attribution::kUnknown, "unknown", "of unknown owner"},
}};

constexpr std::string_view name_of(Attribution attribution) {
  return kAttributions[static_cast<size_t>(attribution)].name;
}

/// kUnknown for a name that there is not.
constexpr Attribution attribution_of(std::string_view name) {
  const auto* row = std::ranges::find(kAttributions, name, &AttributionRow::name);
  return row == kAttributions.end() ? Attribution::kUnknown : row->attribution;
}

}  // namespace trawl
