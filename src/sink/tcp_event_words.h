// The words for TCP events that their sinks share.
#pragma once

#include <string_view>

#include "base/text.h"
#include "packet/tcp_event.h"

namespace trawl {

/// "out", "in", "-": from the view of the socket.
std::string_view opening_word(TcpOpening opening);

/// 192.0.2.1:80 or [2001:db8::1]:80
struct EndpointText {
  const TcpEndpoint& endpoint;
  bool ipv6;
};
void append(TextBuffer& out, const EndpointText& e);

/// The address alone.
struct EndpointAddress {
  const TcpEndpoint& endpoint;
  bool ipv6;
};
void append(TextBuffer& out, const EndpointAddress& e);

/// Nanoseconds as milliseconds with three digits after the point.
struct Milliseconds {
  uint64_t nanoseconds;
};
void append(TextBuffer& out, Milliseconds m);

}  // namespace trawl
