// Names of users, from /etc/passwd: a static binary has no other way that always works.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace trawl {

std::unordered_map<uint32_t, std::string> read_users();

/// A user by name or number. Nothing: there is no such name.
std::optional<uint32_t> find_user(std::string_view text);

}  // namespace trawl
