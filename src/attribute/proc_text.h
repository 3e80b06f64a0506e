// What the files of /proc/PID say of a process, as far as it is used. Any bytes will do: names and arguments are the
// process's own choice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trawl {

/// Of /proc/PID/stat (proc_pid_stat(5)).
struct ProcStat {
  std::string comm;
  uint32_t parent_tgid = 0;
  uint64_t start_ticks = 0;  // since boot, in 1/100 s (USER_HZ)
};

/// Nothing where the text has no name in parentheses; what else is missing is 0.
std::optional<ProcStat> parse_proc_stat(std::string_view text);

/// The effective user id of /proc/PID/status (proc_pid_status(5)); 0 where the text has none.
uint32_t parse_effective_user(std::string_view status);

/// The arguments of /proc/PID/cmdline, or any strings that end with zero bytes; the last may lack its own.
std::vector<std::string> split_at_zeros(std::string_view text);

}  // namespace trawl
