// The host's cgroups: ids, paths and processes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "attribute/runtime/cgroup_path.h"
#include "base/fd.h"

namespace trawl {

/// May be used by several threads at once.
class CgroupTree {
 public:
  /// Finds where the cgroup v2 hierarchy is mounted, be it the only one or one beside those of v1.
  CgroupTree();

  /// Whether there are hierarchies of cgroup v1: then a cgroup v2 id need not tell containers apart.
  bool has_legacy() const { return has_legacy_; }

  /// From /proc/PID/cgroup; nothing when the process is gone.
  static std::optional<ProcessCgroups> of_process(uint32_t pid);

  /// The path of a cgroup v2 directory by its inode number, as in /proc/PID/cgroup. Nothing when it is gone, or where
  /// the kernel does not open by number (before 5.5, or without CAP_DAC_READ_SEARCH).
  std::optional<std::string> path_of(uint64_t id) const;

  /// The inverse; 0 when it is not there.
  uint64_t id_of(const std::string& path) const;

 private:
  std::string mount_point_;  // empty: not mounted
  Fd mount_;
  bool has_legacy_ = false;
};

}  // namespace trawl
