#include "base/output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "base/fd.h"

namespace trawl {

namespace {

constexpr mode_t kReadableByAll = 0644;

}  // namespace

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

Result<void> replace_file(const std::string& path, std::span<const uint8_t> content) {
  std::string temporary = path + ".XXXXXX";
  const Fd file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.valid()) return fail_errno("write " + path, errno);
  auto written = write_all(file.get(), content, "write " + path);
  if (written && (::fchmod(file.get(), kReadableByAll) != 0 || ::fsync(file.get()) != 0 ||
                  ::rename(temporary.c_str(), path.c_str()) != 0)) {
    written = fail_errno("write " + path, errno);
  }
  if (!written) ::unlink(temporary.c_str());
  return written;
}

}  // namespace trawl
