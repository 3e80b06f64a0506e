// A connection to a runtime's Unix socket on which nothing waits without an end: every wait has a deadline, and ends
// when the capture ends.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

using Deadline = std::chrono::steady_clock::time_point;
constexpr Deadline kNoDeadline = Deadline::max();
inline Deadline deadline_in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

/// Waits until `fd` has one of poll(2)'s `events`; -1 waits for the deadline only. Errors: ETIMEDOUT at the deadline,
/// ECANCELED when `stop_fd` becomes readable.
Result<void> wait_for(int fd, short events, Deadline deadline, int stop_fd);

class UnixSocket {
 public:
  /// `address`: a path, or "unix://" and a path. `stop_fd` is borrowed. Errors: connect(2)'s; a listener that accepts
  /// nobody is one (EAGAIN).
  static Result<UnixSocket> connect(std::string_view address, int stop_fd);

  /// All of it. Errors: write(2)'s, and those of wait_for().
  Result<void> write(std::span<const uint8_t> bytes, Deadline deadline);
  /// How many bytes came, at least one; 0: the peer closed the connection. Errors: read(2)'s, and those of wait_for().
  Result<size_t> read(std::span<uint8_t> room, Deadline deadline);

 private:
  UnixSocket(Fd fd, int stop_fd) : fd_(std::move(fd)), stop_fd_(stop_fd) {}

  Fd fd_;
  int stop_fd_;
};

}  // namespace trawl
