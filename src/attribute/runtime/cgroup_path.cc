#include "attribute/runtime/cgroup_path.h"

#include <algorithm>

#include "base/hex_digits.h"
#include "base/lines.h"

namespace trawl {

namespace {

constexpr size_t kIdLength = 64;
constexpr size_t kMostPaths = 32;  // hierarchies; the kernel knows 16 controllers

std::string_view without_unit_type(std::string_view component) {
  constexpr std::string_view kScope = ".scope";
  if (component.ends_with(kScope)) component.remove_suffix(kScope.size());
  return component;
}

bool is_id(std::string_view text) {
  return text.size() == kIdLength && is_hexadecimal(text);
}

/// Whether a component is "ID", "RUNTIME-ID" or "RUNTIME-ID.scope". A container's monitor, which runs outside, is named
/// after it, too.
bool is_named_after(std::string_view component, std::string_view id) {
  component = without_unit_type(component);
  if (!component.ends_with(id)) return false;
  const std::string_view runtime = component.substr(0, component.size() - id.size());
  return runtime.empty() || ((runtime.ends_with('-') || runtime.ends_with(':')) && !runtime.ends_with("conmon-"));
}

void add_path(std::vector<std::string>& paths, std::string_view path) {
  if (paths.size() < kMostPaths && std::ranges::find(paths, path) == paths.end()) paths.emplace_back(path);
}

}  // namespace

std::string_view container_id_at(std::string_view path) {
  const std::string_view component = without_unit_type(path.substr(path.rfind('/') + 1));
  if (component.size() < kIdLength) return {};
  const std::string_view id = component.substr(component.size() - kIdLength);
  return is_id(id) && is_named_after(component, id) ? id : std::string_view{};
}

std::string_view container_id_in(std::string_view path) {
  for (; !path.empty(); path = parent_cgroup(path)) {
    if (const std::string_view id = container_id_at(path); !id.empty()) return id;
  }
  return {};
}

std::string_view parent_cgroup(std::string_view path) {
  const size_t slash = path.rfind('/');
  return path.substr(0, slash == std::string_view::npos ? 0 : slash);
}

std::optional<std::string_view> cgroup_of_container(std::string_view path, std::string_view id) {
  for (; !id.empty() && !path.empty(); path = parent_cgroup(path)) {
    if (is_named_after(path.substr(path.rfind('/') + 1), id)) return path;
  }
  return std::nullopt;
}

ProcessCgroups parse_process_cgroups(std::string_view text) {
  ProcessCgroups cgroups;
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    // HIERARCHY:CONTROLLERS:PATH; a path may hold colons, controllers may not.
    const size_t first = line.find(':');
    const size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view path = line.substr(second + 1);
    const bool unified = line.starts_with("0::");
    cgroups.has_legacy |= !unified;
    if (!path.starts_with('/') || path == "/") continue;
    if (unified) {
      cgroups.unified = path;
    } else {
      add_path(cgroups.legacy, path);
    }
  }
  return cgroups;
}

}  // namespace trawl
