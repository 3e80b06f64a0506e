#include "attribute/runtime/unix_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

namespace trawl {

namespace {

int milliseconds_until(Deadline deadline) {
  if (deadline == kNoDeadline) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<int64_t>(left, 0, INT_MAX));
}

}  // namespace

Result<void> wait_for(int fd, short events, Deadline deadline, int stop_fd) {
  for (;;) {
    std::array<pollfd, 2> waiting = {{{stop_fd, POLLIN, 0}, {fd, events, 0}}};
    const int timeout = milliseconds_until(deadline);
    const int ready = ::poll(waiting.data(), waiting.size(), timeout);
    if (ready < 0 && errno != EINTR) return fail_errno("poll", errno);
    if (waiting[0].revents != 0 && ready > 0) return fail_errno("stopped", ECANCELED);
    if (ready > 0) return {};
    if (ready == 0) return fail_errno("no answer", ETIMEDOUT);
  }
}

Result<UnixSocket> UnixSocket::connect(std::string_view address, int stop_fd) {
  constexpr std::string_view kScheme = "unix://";
  if (address.starts_with(kScheme)) address.remove_prefix(kScheme.size());
  sockaddr_un where{};
  where.sun_family = AF_UNIX;
  if (address.empty() || address.size() >= sizeof(where.sun_path)) return fail("no path of a Unix socket");
  std::memcpy(where.sun_path, address.data(), address.size());
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return fail_errno("socket", errno);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&where), sizeof(where)) != 0) {
    return fail_errno("cannot connect", errno);
  }
  return UnixSocket(std::move(fd), stop_fd);
}

Result<void> UnixSocket::write(std::span<const uint8_t> bytes, Deadline deadline) {
  while (!bytes.empty()) {
    if (auto ready = wait_for(fd_.get(), POLLOUT, deadline, stop_fd_); !ready) return ready;
    const ssize_t n = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno != EINTR && errno != EAGAIN) return fail_errno("cannot write", errno);
    if (n > 0) bytes = bytes.subspan(static_cast<size_t>(n));
  }
  return {};
}

Result<size_t> UnixSocket::read(std::span<uint8_t> room, Deadline deadline) {
  for (;;) {
    if (auto ready = wait_for(fd_.get(), POLLIN, deadline, stop_fd_); !ready) return std::unexpected(ready.error());
    const ssize_t n = ::recv(fd_.get(), room.data(), room.size(), 0);
    if (n >= 0) return static_cast<size_t>(n);
    if (errno != EINTR && errno != EAGAIN) return fail_errno("cannot read", errno);
  }
}

}  // namespace trawl
