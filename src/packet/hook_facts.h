// What the XDP hook knows of a packet beside its bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace trawl {

struct HookFacts {
  uint64_t id = 0;                  // of the packet: the same wherever it is seen
  uint64_t lost = 0;                // packets lost between the one before of its CPU and this one
  uint32_t queue = 0;               // receive queue
  std::optional<uint32_t> verdict;  // enum xdp_action of linux/bpf.h; nothing where none was passed yet
  bool first_buffer_only = false;   // the bytes of the packet's other buffers could not be had
};

/// What is said of a packet whose other buffers are missing.
inline constexpr std::string_view kFirstBufferOnly = "first buffer only";

/// "XDP_DROP"; "?" for a number that is none.
constexpr std::string_view xdp_verdict_name(uint32_t verdict) {
  constexpr std::string_view kNames[] = {"XDP_ABORTED", "XDP_DROP", "XDP_PASS", "XDP_TX", "XDP_REDIRECT"};
  return verdict < std::size(kNames) ? kNames[verdict] : "?";
}

}  // namespace trawl
