#include "attribute/cgroup_tree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string_view>

#include "base/file.h"
#include "base/lines.h"

namespace trawl {

namespace {

constexpr int kKernfsHandle = 0xfe;  // FILEID_KERNFS of linux/exportfs.h: the handle is the inode number

/// The mount point in a line of /proc/PID/mountinfo (proc(5)): its fifth field.
std::string_view mount_point_of(std::string_view line) {
  for (int i = 1; i < 5; i++) {
    const size_t blank = line.find(' ');
    if (blank == std::string_view::npos) return {};
    line.remove_prefix(blank + 1);
  }
  return line.substr(0, line.find(' '));
}

std::string find_mount_point() {
  const auto mounts = read_file("/proc/self/mountinfo");
  if (!mounts) return {};
  std::string_view rest = *mounts;
  while (!rest.empty()) {
    const std::string_view line = next_line(rest);
    if (line.find(" - cgroup2 ") != std::string_view::npos) return std::string(mount_point_of(line));
  }
  return {};
}

}  // namespace

CgroupTree::CgroupTree() : mount_point_(find_mount_point()) {
  if (!mount_point_.empty()) mount_ = Fd(::open(mount_point_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (const auto own = of_process(static_cast<uint32_t>(::getpid()))) has_legacy_ = own->has_legacy;
}

std::optional<ProcessCgroups> CgroupTree::of_process(uint32_t pid) {
  const auto text = read_file("/proc/" + std::to_string(pid) + "/cgroup");
  if (!text || text->empty()) return std::nullopt;
  return parse_process_cgroups(*text);
}

std::optional<std::string> CgroupTree::path_of(uint64_t id) const {
  if (!mount_.valid()) return std::nullopt;
  struct {
    file_handle header;
    uint64_t inode;
  } handle = {.header = {.handle_bytes = sizeof(uint64_t), .handle_type = kKernfsHandle}, .inode = id};
  static_assert(sizeof(file_handle) == 8);
  const Fd directory(::open_by_handle_at(mount_.get(), &handle.header, O_PATH | O_CLOEXEC));
  if (!directory.valid()) return std::nullopt;
  std::array<char, 4096> target{};
  const ssize_t n =
      ::readlink(("/proc/self/fd/" + std::to_string(directory.get())).c_str(), target.data(), target.size());
  const std::string_view path(target.data(), n > 0 ? static_cast<size_t>(n) : 0);
  if (!path.starts_with(mount_point_)) return std::nullopt;
  return path.size() == mount_point_.size() ? "/" : std::string(path.substr(mount_point_.size()));
}

uint64_t CgroupTree::id_of(const std::string& path) const {
  struct stat status{};
  if (mount_point_.empty() || ::stat((mount_point_ + path).c_str(), &status) != 0) return 0;
  return status.st_ino;
}

}  // namespace trawl
