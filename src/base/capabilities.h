// Capabilities of this process (capabilities(7)).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "base/error.h"

namespace trawl {

/// Those that trawl has a use for, by their numbers in linux/capability.h.
enum class Capability : uint8_t {
  kDacOverride = 1,
  kDacReadSearch = 2,
  kSetgid = 6,
  kSetuid = 7,
  kNetAdmin = 12,
  kNetRaw = 13,
  kSysPtrace = 19,
  kSysAdmin = 21,
  kSyslog = 34,
  kPerfmon = 38,
  kBpf = 39,
};

/// A set, as bits by their numbers.
using CapabilitySet = uint64_t;

constexpr CapabilitySet capability_set(std::initializer_list<Capability> capabilities) {
  CapabilitySet set = 0;
  for (const Capability capability : capabilities) set |= CapabilitySet{1} << static_cast<unsigned>(capability);
  return set;
}

/// "CAP_BPF, CAP_PERFMON": those of the set that have a use here.
std::string capability_names(CapabilitySet set);

/// What this process may do now. CAP_SYS_ADMIN stands for CAP_BPF and CAP_PERFMON, too, as the kernel has it.
CapabilitySet effective_capabilities();

/// The calling thread gives up all but these, for good; threads that it starts have no more. Programs that it starts
/// inherit none.
Result<void> keep_capabilities(CapabilitySet kept);

}  // namespace trawl
