// Paths of cgroups, which whoever may make cgroups chooses, and /proc/PID/cgroup made of them.
#include <cstdint>
#include <string_view>

#include "attribute/runtime/cgroup_path.h"

namespace {

using namespace trawl;

void check_path(std::string_view path) {
  const std::string_view id = container_id_in(path);
  if (!id.empty() && id.size() != 64) __builtin_trap();
  if (const auto own = cgroup_of_container(path, id); !id.empty() && (!own || !path.starts_with(*own))) {
    __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_path(text);
  const auto cgroups = parse_process_cgroups(text);
  check_path(cgroups.unified);
  for (const auto& path : cgroups.legacy) check_path(path);
  (void)cgroup_of_container(text.substr(size / 2), text.substr(0, size / 2));
  return 0;
}
