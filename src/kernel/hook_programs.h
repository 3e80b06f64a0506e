// What is attached to the hooks of a network device, by name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace trawl {

enum class DeviceHook : uint8_t { kXdp, kTcIngress, kTcEgress };

/// Programs and filters that may drop packets at a hook of a device in the thread's network namespace, in the order in
/// which they run: a BPF program by its name, another filter by its kind ("flower"). Trawl's own are left out.
std::vector<std::string> programs_at(uint32_t ifindex, DeviceHook hook);

}  // namespace trawl
