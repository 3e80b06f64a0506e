// Which system this is: os-release(5).
#pragma once

#include <string>
#include <string_view>

namespace trawl {

inline constexpr const char* kOsRelease = "/etc/os-release";

/// The value of KEY=value or KEY="value" in the text of os-release(5); empty when it is not there.
std::string os_release_value(std::string_view text, std::string_view key);

}  // namespace trawl
