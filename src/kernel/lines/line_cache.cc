#include "kernel/lines/line_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "base/fd.h"
#include "base/hex_digits.h"
#include "base/output.h"

namespace trawl {

namespace {

constexpr size_t kLargestIndex = size_t{1} << 30;  // bytes
constexpr std::string_view kEnding = ".lines";

std::string variable(const char* name) {
  const char* value = ::secure_getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

Result<StoredIndex> StoredIndex::open(Bytes bytes, const std::string& build_id) {
  const auto* mapped = std::get_if<MappedFile>(&bytes);
  const auto index =
      LineIndex::parse(mapped != nullptr ? mapped->bytes() : std::get<std::vector<uint8_t>>(bytes), build_id);
  if (!index) return std::unexpected(index.error());
  return StoredIndex(std::move(bytes), *index);
}

LineCache LineCache::of_user() {
  if (const std::string caches = variable("XDG_CACHE_HOME"); caches.starts_with('/'))
    return LineCache(caches + "/trawl");
  if (::geteuid() == 0) return LineCache("/var/cache/trawl");
  const std::string home = variable("HOME");
  return LineCache(home.starts_with('/') ? home + "/.cache/trawl" : "");
}

std::string LineCache::path_of(const std::string& build_id) const {
  return folder_.empty() || !is_hexadecimal(build_id) ? "" : folder_ + '/' + build_id + std::string(kEnding);
}

Result<StoredIndex> LineCache::find(const std::string& build_id) const {
  const std::string path = path_of(build_id);
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.valid()) return fail_errno(path, errno);
  struct stat about{};
  if (::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode) || about.st_uid != ::geteuid()) {
    return fail(path + ": is not a file of this user");
  }
  auto mapped = MappedFile::map(file, path, kLargestIndex);
  if (!mapped) return std::unexpected(mapped.error());
  ::futimens(file.get(), nullptr);  // those that are used stay
  return StoredIndex::open(std::move(*mapped), build_id);
}

Result<void> LineCache::store(const std::string& build_id, std::span<const uint8_t> index) const {
  const std::string path = path_of(build_id);
  if (path.empty()) return fail("there is no folder for line indexes", "set HOME or XDG_CACHE_HOME");
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) return fail_errno("make " + folder_, error.value());
  auto done = replace_file(path, index);
  remove_old();
  return done;
}

void LineCache::remove_old() const {
  struct Old {
    std::filesystem::path path;
    std::filesystem::file_time_type used;
    uint64_t size;
  };
  std::vector<Old> kept;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    if (!entry.is_regular_file(error) || !entry.path().native().contains(kEnding)) continue;
    kept.push_back({entry.path(), entry.last_write_time(error), entry.file_size(error)});
  }
  std::ranges::sort(kept, std::greater(), &Old::used);
  uint64_t total = 0;
  for (const Old& each : kept) {
    total += each.size;
    // The newest stays however large it is: it is in use.
    if (total > limit_ && &each != kept.data()) std::filesystem::remove(each.path, error);
  }
}

}  // namespace trawl
