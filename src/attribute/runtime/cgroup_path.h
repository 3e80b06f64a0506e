// What the path of a cgroup says about containers. Runtimes put the container's id into it, each in its own way:
//
//   /docker/ID                                         Docker, cgroupfs driver
//   /system.slice/docker-ID.scope                      Docker, systemd driver
//   /kubepods/burstable/podUID/ID                      CRI runtimes, cgroupfs driver
//   /kubepods.slice/…/cri-containerd-ID.scope          CRI runtimes, systemd driver; also crio-ID.scope
//   /machine.slice/libpod-ID.scope/container           Podman
//   /docker/ID/docker/ID                               a container in a container
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trawl {

/// The id, 64 hexadecimal digits, of the container that the last component of `path` is named after; empty: of none.
/// Points into `path`.
std::string_view container_id_at(std::string_view path);

/// The same for the innermost component that is named after a container.
std::string_view container_id_in(std::string_view path);

/// `path` without its last component; empty for the topmost.
std::string_view parent_cgroup(std::string_view path);

/// The part of `path`, the cgroup of a container's first process, that ends with the innermost component named after
/// `id`, which may be any text: the container's own cgroup. Nothing when no component is.
std::optional<std::string_view> cgroup_of_container(std::string_view path, std::string_view id);

/// The paths in /proc/PID/cgroup (cgroups(7)): that of the cgroup v2 hierarchy, and those of the others, each once and
/// without "/", which tells nothing.
struct ProcessCgroups {
  std::string unified;              // empty: none, or "/"
  std::vector<std::string> legacy;  // cgroup v1
  bool has_legacy = false;          // there are cgroup v1 hierarchies, whatever the paths
};
ProcessCgroups parse_process_cgroups(std::string_view text);

}  // namespace trawl
