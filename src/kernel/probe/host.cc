#include "kernel/probe/host.h"

#include <linux/magic.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>

#include "base/file.h"
#include "kernel/lockdown.h"

namespace trawl {

namespace {

constexpr size_t kLargestConfiguration = size_t{4} << 20;  // bytes of text

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

/// What every host has, containers and empty roots perhaps not.
struct Mount {
  const char* name;
  const char* file;  // that is there where it is mounted
  const char* consequence;
};

constexpr Mount kMounts[] = {
    {"/proc", "/proc/self", "not mounted: paths and arguments of processes are unknown"},
    {"/sys", "/sys/kernel", "not mounted: what is looked up there could not be told"},
};

/// A setting below /proc or /sys, and what its values mean.
struct Setting {
  std::string_view name;
  const char* path;
  std::array<std::string_view, 4> meaning;  // by value; empty: the number says it
};

constexpr Setting kSettings[] = {
    {"unprivileged BPF",
     "/proc/sys/kernel/unprivileged_bpf_disabled",
     {"allowed: trawl needs capabilities all the same", "off until the next boot", "off"}},
    {"BPF JIT",
     "/proc/sys/net/core/bpf_jit_enable",
     {"off: programs are interpreted, and cost more", "on", "on, and logged"}},
    {"perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid", {}},
    {"kptr_restrict",
     "/proc/sys/kernel/kptr_restrict",
     {"addresses are shown", "addresses are shown with CAP_SYSLOG", "addresses are hidden: trace knows no functions"}},
};

Finding read_setting(const Setting& setting) {
  Finding finding{.name = std::string(setting.name)};
  const auto text = read_file(setting.path);
  if (!text) {
    finding.support = Support::kUnknown;
    finding.error_number = text.error().error_number;
    return finding;
  }
  const std::string value = trimmed(*text);
  const bool known = value.size() == 1 && value[0] >= '0' && value[0] < '4';
  const std::string_view meaning = known ? setting.meaning[static_cast<size_t>(value[0] - '0')] : "";
  finding.detail = meaning.empty() ? value : std::string(meaning) + " (" + value + ")";
  return finding;
}

Finding lockdown_finding() {
  Finding finding{.name = "lockdown"};
  constexpr const char* kFolder = "/sys/kernel/security";
  const auto text = read_lockdown();
  struct statfs system{};
  const bool mounted = ::statfs(kFolder, &system) == 0 && system.f_type == SECURITYFS_MAGIC;
  if (!text && mounted && text.error().error_number == ENOENT) {
    finding.detail = "none: this kernel has no such module";
    return finding;
  }
  if (!text) {
    finding.support = Support::kUnknown;
    finding.error_number = text.error().error_number;
    if (!mounted) finding.detail = std::string("securityfs is not mounted at ") + kFolder;
    return finding;
  }
  finding.detail = lockdown_level(*text);
  if (finding.detail == "confidentiality") finding.detail += ": programs may not read the kernel's memory";
  return finding;
}

struct Option {
  std::string_view name;
  std::string_view used;
  std::string_view otherwise;
};

constexpr Option kOptions[] = {
    {"CONFIG_BPF_SYSCALL", "everything in the kernel", ""},
    {"CONFIG_BPF_JIT", "speed", "programs are interpreted"},
    {"CONFIG_BPF_EVENTS", "trace, TLS secrets of Go programs", ""},
    {"CONFIG_CGROUP_BPF", "owners of sockets", "owners are known from a socket's first use"},
    {"CONFIG_DEBUG_INFO_BTF", "owners, states, trace", "--kernel-btf"},
    {"CONFIG_NET_CLS_ACT", "capture before 6.6", "tcx"},
    {"CONFIG_NET_SCH_INGRESS", "capture before 6.6", "tcx"},
    {"CONFIG_NET_CLS_BPF", "capture before 6.6", "tcx"},
    {"CONFIG_KPROBES", "trace: functions and lines", "tracepoints tell the steps"},
    {"CONFIG_KPROBE_EVENTS", "trace: functions and lines", "tracepoints tell the steps"},
    {"CONFIG_FPROBE", "trace: all functions at once", "a choice of functions, by kprobes"},
    {"CONFIG_UPROBE_EVENTS", "TLS secrets of Go programs", "secrets of programs with SSLKEYLOGFILE only"},
};

/// zlib reads what is not compressed as it is.
std::optional<std::string> read_unpacked(const std::string& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(::gzopen(path.c_str(), "rbe"), ::gzclose);
  if (!file) return std::nullopt;
  std::string text;
  std::array<char, 65536> part{};
  int count = 0;
  while (text.size() < kLargestConfiguration && (count = ::gzread(file.get(), part.data(), part.size())) > 0) {
    text.append(part.data(), static_cast<size_t>(count));
  }
  return count < 0 ? std::nullopt : std::optional(text);
}

utsname host_name() {
  utsname name{};
  ::uname(&name);
  return name;
}

bool is_set(std::string_view configuration, std::string_view option) {
  const std::string line = "\n" + std::string(option) + '=';
  const size_t at = configuration.find(line);
  return at != std::string_view::npos && configuration.substr(at + line.size()).substr(0, 1) != "n";
}

}  // namespace

FindingGroup host_facts() {
  const utsname name = host_name();
  FindingGroup group{.name = "kernel"};
  group.findings.push_back(
      {.name = "version", .detail = std::string(name.sysname) + ' ' + name.release + ' ' + name.machine});
  for (const Mount& mount : kMounts) {
    if (::access(mount.file, F_OK) == 0) continue;
    group.findings.push_back({.name = mount.name, .support = Support::kNo, .detail = mount.consequence});
  }
  for (const Setting& setting : kSettings) group.findings.push_back(read_setting(setting));
  group.findings.push_back(lockdown_finding());
  return group;
}

FindingGroup host_configuration() {
  FindingGroup group{.name = "configuration", .counted = true};
  const std::string release = host_name().release;
  for (const std::string& path :
       {std::string("/proc/config.gz"), "/boot/config-" + release, "/lib/modules/" + release + "/config",
        "/lib/modules/" + release + "/build/.config"}) {
    auto text = read_unpacked(path);
    if (!text) continue;
    text->insert(0, 1, '\n');
    group.findings.push_back({.name = "file", .detail = path});
    for (const Option& option : kOptions) {
      group.findings.push_back({.name = std::string(option.name),
                                .support = is_set(*text, option.name) ? Support::kYes : Support::kNo,
                                .used_for = std::string(option.used),
                                .otherwise = std::string(option.otherwise)});
    }
    return group;
  }
  group.findings.push_back({.name = "file", .detail = "not found; the hooks below were tried all the same"});
  return group;
}

}  // namespace trawl
