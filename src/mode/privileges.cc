#include "mode/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

namespace trawl {

namespace {

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
  return keep_capabilities(kCaptureKeeps);
}

}  // namespace trawl
