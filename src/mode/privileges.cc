#include "mode/privileges.h"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

namespace trawl {

namespace {

// linux/capability.h of 5.8, for older headers' sake by number.
constexpr uint32_t kPerfmon = 38;
constexpr uint32_t kBpf = 39;
constexpr std::array kKept = {uint32_t{CAP_NET_ADMIN}, uint32_t{CAP_NET_RAW}, uint32_t{CAP_SYS_PTRACE}, kPerfmon, kBpf};

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

struct User {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;
};

/// From the files themselves: a static binary has no name service.
std::optional<User> find_user(const std::string& name) {
  const File users(std::fopen("/etc/passwd", "re"), std::fclose);
  const passwd* entry = nullptr;
  while (users && (entry = ::fgetpwent(users.get())) != nullptr && name != entry->pw_name) {
  }
  if (entry == nullptr) return std::nullopt;
  User user{entry->pw_uid, entry->pw_gid, {entry->pw_gid}};
  const File groups(std::fopen("/etc/group", "re"), std::fclose);
  while (const group* one = groups ? ::fgetgrent(groups.get()) : nullptr) {
    for (char** member = one->gr_mem; *member != nullptr; member++) {
      if (name == *member) user.groups.push_back(one->gr_gid);
    }
  }
  return user;
}

/// All of kKept that this process has now.
Result<void> keep_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return fail_errno("read capabilities", errno);
  std::array<uint32_t, 2> kept{};
  for (const uint32_t capability : kKept) kept[capability / 32] |= 1U << capability % 32;
  for (size_t i = 0; i < sets.size(); i++) {
    sets[i].permitted &= kept[i];
    sets[i].effective = sets[i].permitted;
    sets[i].inheritable = 0;
  }
  if (::syscall(SYS_capset, &header, sets.data()) != 0) return fail_errno("give up capabilities", errno);
  return {};
}

}  // namespace

Result<void> become_user(const std::string& name) {
  if (::geteuid() != 0) return {};
  const auto found = find_user(name);
  if (!found) return fail("Couldn't find user '" + name + "'");
  if (found->uid == 0) return {};
  if (::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0 || ::setgroups(found->groups.size(), found->groups.data()) != 0 ||
      ::setresgid(found->gid, found->gid, found->gid) != 0 || ::setresuid(found->uid, found->uid, found->uid) != 0) {
    return fail_errno("Couldn't change to '" + name + "'", errno);
  }
  return keep_capabilities();
}

}  // namespace trawl
