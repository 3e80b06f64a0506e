// Which programs can have dropped a packet at a device's XDP or tc hook.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "kernel/hook_programs.h"

namespace trawl {

class DropPrograms {
 public:
  /// The hook that dropped it, by the kernel's name of the reason or the function that let go; nothing: it was none.
  static std::optional<DeviceHook> hook_of(std::string_view reason, std::string_view caller);

  /// What is attached there. `netns`: inode number. `now`: CLOCK_MONOTONIC, ns. It is believed for a second.
  std::vector<std::string> find(DeviceHook hook, uint32_t netns, uint32_t ifindex, uint64_t now);

 private:
  using Place = std::tuple<uint32_t, uint32_t, DeviceHook>;
  std::map<Place, std::vector<std::string>> known_;
  uint64_t known_since_ = 0;
};

}  // namespace trawl
