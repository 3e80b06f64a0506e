// Names of users, from /etc/passwd: a static binary has no other way that always works.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

namespace trawl {

std::unordered_map<uint32_t, std::string> read_users();

}  // namespace trawl
