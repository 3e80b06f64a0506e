#include "base/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/fd.h"

namespace trawl {

Result<std::string> read_file(const std::string& path, size_t limit) {
  const Fd fd(path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return fail_errno("can't open " + path, errno);
  std::string text;
  std::array<char, 4096> part;
  for (;;) {
    const ssize_t n = ::read(fd.get(), part.data(), part.size());
    if (n == 0) return text;
    if (n < 0) return fail_errno("error reading " + path, errno);
    text.append(part.data(), static_cast<size_t>(n));
    if (text.size() > limit) return fail(path + ": larger than " + std::to_string(limit) + " bytes");
  }
}

}  // namespace trawl
