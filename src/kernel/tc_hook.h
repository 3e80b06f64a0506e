// The two places of a network device where traffic control runs programs.
#pragma once

#include <cstdint>

namespace trawl {

enum class TcHook : uint8_t { kIngress, kEgress };

}  // namespace trawl
