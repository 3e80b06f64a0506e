#include "base/output.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace trawl {

Result<void> write_all(int fd, std::span<const uint8_t> bytes, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n >= 0) {
      bytes = bytes.subspan(static_cast<size_t>(n));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return fail_errno(name, errno);
    pollfd room{fd, POLLOUT, 0};  // someone left the terminal or pipe non-blocking
    ::poll(&room, 1, -1);
  }
  return {};
}

Result<void> write_all(int fd, std::string_view text, const std::string& name) {
  return write_all(fd, std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()), name);
}

}  // namespace trawl
