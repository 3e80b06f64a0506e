#include "packet/tcp_states.h"

#include <algorithm>
#include <cctype>

namespace trawl {

namespace {

bool same_letters(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::toupper(x) == std::toupper(y); });
}

constexpr std::string_view kPrefix = "TCP_";

}  // namespace

std::optional<uint8_t> find_tcp_state(std::string_view name) {
  if (name.size() > kPrefix.size() && same_letters(name.substr(0, kPrefix.size()), kPrefix)) {
    name.remove_prefix(kPrefix.size());
  }
  for (size_t i = 1; i < kTcpStates.size(); i++) {
    if (same_letters(name, kTcpStates[i])) return static_cast<uint8_t>(i);
  }
  return std::nullopt;
}

}  // namespace trawl
