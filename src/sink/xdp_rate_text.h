// New flows and packets per second as lines of text.
#pragma once

#include <cstdint>
#include <span>

#include "base/error.h"
#include "base/text.h"
#include "packet/tcp_event.h"
#include "sink/rfc3339.h"

namespace trawl {

struct NewFlow {
  Timestamp time;
  bool ipv6 = false;
  TcpEndpoint source;
  TcpEndpoint destination;
  uint8_t protocol = 0;  // IPPROTO_*
};

class XdpRateText {
 public:
  /// Does not own `fd`.
  explicit XdpRateText(int fd) : fd_(fd) {}

  void flow(const NewFlow& flow);
  /// Packets of each CPU in `nanoseconds`.
  void rates(const Timestamp& time, std::span<const uint64_t> packets, uint64_t nanoseconds);
  Result<void> flush();

 private:
  int fd_;
  TextBuffer text_;
  Rfc3339 time_;
};

}  // namespace trawl
