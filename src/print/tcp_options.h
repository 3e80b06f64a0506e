// TCP's options, apart from the header.
#pragma once

#include <cstdint>

#include "print/printer.h"

namespace trawl {

/// What an option came to: printed, not in its format ("[bad opt]"), or not all captured.
enum class TcpOptionResult : uint8_t { kPrinted, kBad, kCut };

/// Of the segment whose options are printed.
struct TcpSegment {
  uint8_t flags = 0;
  uint32_t sack_base = 0;         // subtracted from the edges of SACK blocks
  std::span<const uint8_t> data;  // the captured part of what follows the header, for signatures
  Reader segment;                 // from the first byte of the header
  size_t header_length = 0;
};

/// "mss 1460,nop,wscale 7" of `length` bytes of options. False when the list is cut short or bad, which is said.
bool put_tcp_options(Printer& p, Reader r, size_t length, const TcpSegment& segment);

/// A Multipath TCP option (RFC 6824, RFC 8684); `r` is its body behind kind and length, all of it captured.
TcpOptionResult put_mptcp_option(Printer& p, Reader r, uint8_t tcp_flags);

}  // namespace trawl
