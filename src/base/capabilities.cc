#include "base/capabilities.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>

namespace trawl {

namespace {

struct Name {
  Capability capability;
  std::string_view name;
};

constexpr Name kNames[] = {
    {Capability::kBpf, "CAP_BPF"},
    {Capability::kNetAdmin, "CAP_NET_ADMIN"},
    {Capability::kPerfmon, "CAP_PERFMON"},
    {Capability::kNetRaw, "CAP_NET_RAW"},
    {Capability::kSyslog, "CAP_SYSLOG"},
    {Capability::kSysPtrace, "CAP_SYS_PTRACE"},
    {Capability::kDacOverride, "CAP_DAC_OVERRIDE"},
    {Capability::kDacReadSearch, "CAP_DAC_READ_SEARCH"},
    {Capability::kSysAdmin, "CAP_SYS_ADMIN"},
    {Capability::kSetuid, "CAP_SETUID"},
    {Capability::kSetgid, "CAP_SETGID"},
};

using Sets = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

bool read_sets(Sets& sets) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  return ::syscall(SYS_capget, &header, sets.data()) == 0;
}

}  // namespace

std::string capability_names(CapabilitySet set) {
  std::string names;
  for (const auto& [capability, name] : kNames) {
    if ((set & capability_set({capability})) == 0) continue;
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return names;
}

CapabilitySet effective_capabilities() {
  Sets sets{};
  if (!read_sets(sets)) return 0;
  CapabilitySet set = CapabilitySet{sets[1].effective} << 32 | sets[0].effective;
  if ((set & capability_set({Capability::kSysAdmin})) != 0) {
    set |= capability_set({Capability::kBpf, Capability::kPerfmon});
  }
  return set;
}

Result<void> keep_capabilities(CapabilitySet kept) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  Sets sets{};
  if (!read_sets(sets)) return fail_errno("read capabilities", errno);
  for (size_t i = 0; i < sets.size(); i++) {
    sets[i].permitted &= static_cast<uint32_t>(kept >> (32 * i));
    sets[i].effective = sets[i].permitted;
    sets[i].inheritable = 0;
  }
  if (::syscall(SYS_capset, &header, sets.data()) != 0) return fail_errno("give up capabilities", errno);
  return {};
}

}  // namespace trawl
