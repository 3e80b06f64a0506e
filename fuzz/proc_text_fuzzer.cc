// The text of files in /proc/PID, with names and arguments that a process has chosen.
#include <cstdint>
#include <string_view>

#include "attribute/proc_text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto stat = trawl::parse_proc_stat(text);
  if (stat && stat->comm.size() > size) __builtin_trap();
  (void)trawl::parse_effective_user(text);
  size_t length = 0;
  for (const auto& part : trawl::split_at_zeros(text)) length += part.size() + 1;
  if (length > size + 1) __builtin_trap();
  return 0;
}
