#include "mode/key_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/output.h"

namespace trawl {

namespace {
constexpr mode_t kOwnerOnly = 0600;
}

KeyLog::KeyLog(Fd file, std::string path, bool temporary)
    : file_(std::move(file)), path_(std::move(path)), temporary_(temporary) {}

Result<KeyLog> KeyLog::create(const std::string& path) {
  if (!path.empty()) {
    Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, kOwnerOnly));
    // An older file keeps the mode it had.
    if (!file.valid() || ::fchmod(file.get(), kOwnerOnly) != 0) return fail_errno(path, errno);
    return KeyLog(std::move(file), path, false);
  }
  const char* folder = std::getenv("TMPDIR");
  std::string name = std::string(folder != nullptr && *folder != '\0' ? folder : "/tmp") + "/trawl-secrets-XXXXXX";
  Fd file(::mkostemp(name.data(), O_APPEND | O_CLOEXEC));
  if (!file.valid()) return fail_errno(name, errno);
  return KeyLog(std::move(file), name, true);
}

KeyLog::~KeyLog() {
  if (file_.valid() && temporary_) ::unlink(path_.c_str());
}

void KeyLog::append(const std::string& line) {
  (void)write_all(file_.get(), line, path_);  // what cannot be kept is not embedded, either
}

std::string KeyLog::take_new() {
  std::array<char, 65536> buffer{};
  for (ssize_t n = 0; (n = ::pread(file_.get(), buffer.data(), buffer.size(), static_cast<off_t>(read_))) > 0;) {
    partial_.append(buffer.data(), static_cast<size_t>(n));
    read_ += static_cast<size_t>(n);
  }
  const size_t end = partial_.rfind('\n') + 1;  // 0: no whole line
  std::string lines = partial_.substr(0, end);
  partial_.erase(0, end);
  return lines;
}

}  // namespace trawl
