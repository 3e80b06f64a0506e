// The states of a TCP socket by the kernel's numbers and names (include/net/tcp_states.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trawl {

inline constexpr std::array<std::string_view, 14> kTcpStates = {
    "",      "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2",    "TIME_WAIT",
    "CLOSE", "CLOSE_WAIT",  "LAST_ACK", "LISTEN",   "CLOSING",   "NEW_SYN_RECV", "BOUND_INACTIVE",
};
inline constexpr uint8_t kTcpClose = 7;

/// "?" for a number that has no name.
constexpr std::string_view tcp_state_name(uint8_t state) {
  return state != 0 && state < kTcpStates.size() ? kTcpStates[state] : "?";
}

/// By its name, in any case, with or without "TCP_".
std::optional<uint8_t> find_tcp_state(std::string_view name);

}  // namespace trawl
