// Root gives up what a capture no longer needs.
#pragma once

#include <string>

#include "base/capabilities.h"
#include "base/error.h"

namespace trawl {

// What modes keep when they run (docs/privileges.md).

/// To load and attach programs to devices that come, and to look at processes that come.
inline constexpr CapabilitySet kCaptureKeeps = capability_set(
    {Capability::kBpf, Capability::kNetAdmin, Capability::kPerfmon, Capability::kNetRaw, Capability::kSysPtrace});
/// Besides, unless a capture has become another user: to open files of -C and -G, and control groups by their number.
inline constexpr CapabilitySet kFileCapabilities =
    capability_set({Capability::kDacOverride, Capability::kDacReadSearch});
/// To read maps, and to look at processes that come.
inline constexpr CapabilitySet kWatcherKeeps =
    capability_set({Capability::kBpf, Capability::kSysPtrace, Capability::kDacReadSearch});
/// Besides, to name the programs at devices of other namespaces.
inline constexpr CapabilitySet kTraceKeeps = kWatcherKeeps | capability_set({Capability::kSysAdmin});
/// To read maps.
inline constexpr CapabilitySet kXdpKeeps = capability_set({Capability::kBpf});

/// Becomes the user of that `name` with the user's groups; keeps the capabilities by which a running capture goes on
/// (BPF, PERFMON, NET_ADMIN, NET_RAW, and SYS_PTRACE for other users' /proc). Does nothing when not root. Errors: no
/// such user, in tcpdump's words.
Result<void> become_user(const std::string& name);

}  // namespace trawl
