#include "attribute/users.h"

#include <pwd.h>

#include <algorithm>
#include <charconv>
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

std::optional<uint32_t> find_user(std::string_view text) {
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return number;
  const auto users = read_users();
  const auto found = std::ranges::find(users, text, [](const auto& user) { return user.second; });
  if (found == users.end()) return std::nullopt;
  return found->first;
}

}  // namespace trawl
