#include "kernel/tracefs.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>

#include "base/file.h"

namespace trawl {

Result<Tracefs> Tracefs::open() {
  const std::string usual = "/sys/kernel/tracing/";
  struct statfs status{};
  if (::statfs(usual.c_str(), &status) == 0 && status.f_type == TRACEFS_MAGIC) return Tracefs(Fd(), usual);
  const Fd context(static_cast<int>(::syscall(SYS_fsopen, "tracefs", FSOPEN_CLOEXEC)));
  if (!context.valid() || ::syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) {
    return fail_errno("mount tracefs", errno);
  }
  Fd mount(static_cast<int>(::syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, 0)));
  if (!mount.valid()) return fail_errno("mount tracefs", errno);
  std::string path = "/proc/self/fd/" + std::to_string(mount.get()) + '/';
  return Tracefs(std::move(mount), std::move(path));
}

Result<std::string> Tracefs::read(const std::string& name, size_t limit) const {
  return read_file(path_ + name, limit);
}

Result<Fd> Tracefs::append_to(const std::string& name) const {
  Fd file(::open((path_ + name).c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (!file.valid()) return fail_errno("open " + name + " of tracefs", errno);
  return file;
}

}  // namespace trawl
