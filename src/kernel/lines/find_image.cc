#include "kernel/lines/find_image.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <vector>

#include "base/file.h"
#include "base/lines.h"
#include "base/os_release.h"

namespace trawl {

namespace {

constexpr size_t kLargestList = size_t{16} << 20;  // bytes of modules.dep

std::string release() {
  utsname names{};
  ::uname(&names);
  return names.release;
}

/// A module's path is its file's; in names a dash is the same as an underscore.
bool is_named(std::string_view path, std::string_view module) {
  const std::string_view file = path.substr(path.rfind('/') + 1);
  return std::ranges::equal(file, std::string(module) + ".ko", {}, [](char c) { return c == '-' ? '_' : c; });
}

std::vector<std::string> places_of_kernel() {
  std::vector<std::string> places;
  for (const char* before : {"/usr/lib/debug/boot/vmlinux-", "/boot/vmlinux-"}) places.push_back(before + release());
  for (const char* before : {"/usr/lib/debug/lib/modules/", "/lib/modules/"}) {
    places.push_back(before + release() + "/vmlinux");
  }
  places.push_back("/lib/modules/" + release() + "/build/vmlinux");
  return places;
}

std::vector<std::string> places_of_module(const std::string& module) {
  const std::string folder = "/lib/modules/" + release() + '/';
  const auto list = read_file(folder + "modules.dep", kLargestList);
  const std::string path = list ? module_path(*list, module) : std::string();
  if (path.empty()) return {};
  return {"/usr/lib/debug" + folder + path + ".debug", "/usr/lib/debug" + folder + path, folder + path};
}

std::vector<std::string> usual_places(const std::string& build_id, const std::string& module) {
  auto places = module.empty() ? places_of_kernel() : places_of_module(module);
  if (build_id.size() > 2) {
    places.insert(places.begin(),
                  "/usr/lib/debug/.build-id/" + build_id.substr(0, 2) + '/' + build_id.substr(2) + ".debug");
  }
  return places;
}

/// What debuginfod-find says; empty when it is not installed or finds nothing.
std::string ask_debuginfod(const std::string& build_id) {
  struct Close {
    void operator()(std::FILE* file) const { ::pclose(file); }
  };
  // The build id is hexadecimal: nothing in it means something to the shell.
  const std::string command = "debuginfod-find debuginfo " + build_id + " 2>/dev/null";
  const std::unique_ptr<std::FILE, Close> output(::popen(command.c_str(), "re"));
  std::array<char, 4096> line{};
  if (!output || std::fgets(line.data(), line.size(), output.get()) == nullptr) return {};
  std::string path = line.data();
  if (path.ends_with('\n')) path.pop_back();
  return path;
}

/// What to type for it, with the release between the two parts.
struct Packages {
  std::string_view system;  // ID or ID_LIKE of os-release(5)
  std::string_view before;
  std::string_view after;
};
constexpr Packages kPackages[] = {
    {"ubuntu", "apt install linux-image-", "-dbgsym"},
    {"debian", "apt install linux-image-", "-dbg"},
    {"fedora", "dnf debuginfo-install kernel-core-", ""},
    {"rhel", "dnf debuginfo-install kernel-core-", ""},
};

}  // namespace

std::string module_path(std::string_view list, std::string_view module) {
  while (!list.empty()) {
    const std::string_view line = next_line(list);
    const std::string_view file = line.substr(0, line.find(':'));
    const std::string_view path = file.substr(0, file.rfind(".ko") + std::string_view(".ko").size());
    if (file.contains(".ko") && is_named(path, module)) return std::string(path);
  }
  return {};
}

std::string debug_package_hint(std::string_view os_release, const std::string& release) {
  const std::string systems = os_release_value(os_release, "ID") + ' ' + os_release_value(os_release, "ID_LIKE");
  const auto* known = std::ranges::find_if(
      kPackages, [&](const Packages& each) { return systems.find(each.system) != std::string::npos; });
  if (known != std::end(kPackages)) return std::string(known->before) + release + std::string(known->after);
  return "install linux-image-" + release + "-dbg (Debian), linux-image-" + release +
         "-dbgsym (Ubuntu) or kernel-debuginfo (Fedora)";
}

Result<DebugImage> find_debug_image(const std::string& build_id, const std::string& module) {
  std::string others;
  const auto open = [&](const std::string& place) {
    auto image = DebugImage::open(place, build_id);
    if (!image) others += "; " + image.error().what;
    return image;
  };
  for (const std::string& place : usual_places(build_id, module)) {
    if (::access(place.c_str(), R_OK) != 0) continue;
    if (auto image = open(place)) return image;
  }
  if (const std::string path = ask_debuginfod(build_id); !path.empty()) {
    if (auto image = open(path)) return image;
  }
  const auto system = read_file(kOsRelease);
  return fail("no debug image of " + (module.empty() ? "the kernel" : module) + " (build id " + build_id + ')' + others,
              debug_package_hint(system ? *system : "", release()) + ", or name one with -d");
}

}  // namespace trawl
