#include "mode/fetch_btf.h"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/fd.h"
#include "base/file.h"
#include "base/os_release.h"
#include "base/output.h"
#include "kernel/btf_archive.h"
#include "kernel/btf_file.h"
#include "mode/http_download.h"
#include "mode/messages.h"

namespace trawl {

namespace {

Result<std::string> file_url(const std::string& url, const utsname& host) {
  if (url.ends_with(".tar.xz")) return url;
  auto os_release = read_file(kOsRelease);
  if (!os_release) os_release = read_file("/usr/lib/os-release");
  if (!os_release) return std::unexpected(os_release.error());
  const auto path = btf_archive_path(*os_release, host.machine, host.release);
  if (!path) return std::unexpected(path.error());
  return (url.empty() ? kBtfArchive : url) + '/' + *path;
}

/// On a terminal only: one line that is written again and again.
void show_progress(size_t bytes, size_t all) {
  const std::string of = all != 0 ? fmt::format(" of {}", all) : "";
  (void)write_all(STDERR_FILENO, fmt::format("\r{}{} bytes", bytes, of), {});
}

}  // namespace

Result<int> fetch_btf(const std::string& url) {
  utsname host{};
  ::uname(&host);
  const auto from = file_url(url, host);
  if (!from) return std::unexpected(from.error());
  const bool on_terminal = ::isatty(STDERR_FILENO) != 0;
  DownloadOptions options;
  if (on_terminal) options.progress = show_progress;
  const auto archive = download(*from, options);
  if (on_terminal) Messages::say("\n");
  if (!archive && archive.error().error_number == ENOENT) {
    return fail(archive.error().what,
                "the archive does not know this kernel: build it with CONFIG_DEBUG_INFO_BTF, or make "
                "a file of its debug information with pahole");
  }
  if (!archive) return std::unexpected(archive.error());
  const auto types = unpack_btf(*archive);
  if (!types) return fail(*from + ": " + types.error().what);
  if (auto checked = check_btf(*types); !checked) return fail(*from + ": " + checked.error().what);
  std::error_code error;
  std::filesystem::create_directories(kBtfFolder, error);
  if (error) return fail_errno(std::string("make ") + kBtfFolder, error.value());
  const std::string path = std::string(kBtfFolder) + '/' + host.release + ".btf";
  if (auto replaced = replace_file(path, *types); !replaced) return std::unexpected(replaced.error());
  Messages::say(fmt::format("{}: {} bytes, for Linux {}\n", path, types->size(), host.release));
  return 0;
}

}  // namespace trawl
