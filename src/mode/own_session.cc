#include "mode/own_session.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <string_view>

#include "base/file.h"

namespace trawl {

namespace {

constexpr std::string_view kVariable = "SSH_CONNECTION=";
constexpr int kMaxAncestors = 64;

/// "host ADDRESS" without an interface's name behind it; empty when it is no address.
std::string host_expression(std::string_view address) {
  const std::string plain(address.substr(0, address.find('%')));
  std::array<uint8_t, 16> bytes{};
  const bool is_address =
      ::inet_pton(AF_INET, plain.c_str(), bytes.data()) == 1 || ::inet_pton(AF_INET6, plain.c_str(), bytes.data()) == 1;
  return is_address ? "host " + plain : "";
}

std::optional<std::string> variable_of(pid_t pid) {
  const auto environment = read_file(fmt::format("/proc/{}/environ", pid));
  if (!environment) return std::nullopt;
  std::string_view rest = *environment;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\0'), rest.size());
    if (rest.starts_with(kVariable)) return std::string(rest.substr(kVariable.size(), end - kVariable.size()));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::nullopt;
}

/// 0: none.
pid_t parent_of(pid_t pid) {
  const auto stat = read_file(fmt::format("/proc/{}/stat", pid));
  if (!stat) return 0;
  // "PID (COMM) STATE PPID": COMM may hold anything, so the last parenthesis ends it.
  const size_t end = stat->rfind(')');
  if (end == std::string::npos || end + 4 > stat->size()) return 0;
  pid_t parent = 0;
  std::from_chars(stat->data() + end + 4, stat->data() + stat->size(), parent);
  return parent;
}

}  // namespace

std::optional<std::string> session_expression(const std::string& connection) {
  std::array<std::string, 4> words;
  size_t word = 0;
  for (const char c : connection) {
    if (c == ' ') {
      word++;
    } else if (word < words.size()) {
      words[word] += c;
    }
  }
  const std::string client = host_expression(words[0]);
  const std::string server = host_expression(words[2]);
  const auto is_port = [](const std::string& text) {
    uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size();
  };
  if (word != 3 || client.empty() || server.empty() || !is_port(words[1]) || !is_port(words[3])) return std::nullopt;
  return fmt::format("tcp and {} and {} and port {} and port {}", client, server, words[1], words[3]);
}

std::optional<std::string> own_session_expression() {
  pid_t pid = ::getpid();
  for (int i = 0; i < kMaxAncestors && pid > 0; i++) {
    if (const auto variable = variable_of(pid)) return session_expression(*variable);
    pid = parent_of(pid);
  }
  return std::nullopt;
}

}  // namespace trawl
