#include "attribute/proc_text.h"

#include <charconv>

namespace trawl {

namespace {

uint64_t to_number(std::string_view text) {
  uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Field `n` (1 is the first) of a line whose fields are separated by white space.
std::string_view field(std::string_view line, int n) {
  for (int i = 1;; i++) {
    const size_t start = line.find_first_not_of(" \t");
    if (start == std::string_view::npos) return {};
    line.remove_prefix(start);
    const size_t end = line.find_first_of(" \t\n");
    if (i == n) return line.substr(0, end);
    if (end == std::string_view::npos) return {};
    line.remove_prefix(end);
  }
}

/// The rest of the line of /proc/PID/status that begins with `name`.
std::string_view status_line(std::string_view status, std::string_view name) {
  const size_t at = status.find(name);
  if (at == std::string_view::npos) return {};
  status.remove_prefix(at + name.size());
  return status.substr(0, status.find('\n'));
}

}  // namespace

std::optional<ProcStat> parse_proc_stat(std::string_view text) {
  // The name may hold any character: what follows the last parenthesis is safe to split.
  const size_t start = text.find('(');
  const size_t end = text.rfind(')');
  if (start == std::string_view::npos || end == std::string_view::npos || end < start) return std::nullopt;
  const std::string_view fields = text.substr(end + 1);
  return ProcStat{.comm = std::string(text.substr(start + 1, end - start - 1)),
                  .parent_tgid = static_cast<uint32_t>(to_number(field(fields, 2))),
                  .start_ticks = to_number(field(fields, 20))};
}

uint32_t parse_effective_user(std::string_view status) {
  return static_cast<uint32_t>(to_number(field(status_line(status, "\nUid:"), 2)));
}

std::vector<std::string> split_at_zeros(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t end = text.find('\0');
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parts;
}

}  // namespace trawl
