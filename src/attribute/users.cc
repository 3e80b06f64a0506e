#include "attribute/users.h"

#include <pwd.h>

#include <cstdio>
#include <memory>

namespace trawl {

std::unordered_map<uint32_t, std::string> read_users() {
  std::unordered_map<uint32_t, std::string> users;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/etc/passwd", "re"), std::fclose);
  if (!file) return users;
  while (const passwd* entry = ::fgetpwent(file.get())) users.emplace(entry->pw_uid, entry->pw_name);
  return users;
}

}  // namespace trawl
