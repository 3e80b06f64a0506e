#include "base/mapped_file.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

namespace trawl {

Result<MappedFile> MappedFile::map(const Fd& file, const std::string& name, size_t limit) {
  struct stat about{};
  if (::fstat(file.get(), &about) != 0) return fail_errno(name, errno);
  const auto size = static_cast<size_t>(about.st_size);
  if (size == 0) return fail(name + ": is empty");
  if (size > limit) return fail(name + ": larger than " + std::to_string(limit) + " bytes");
  void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (start == MAP_FAILED) return fail_errno("map " + name, errno);
  return MappedFile(start, size);
}

MappedFile::~MappedFile() {
  if (start_ != nullptr) ::munmap(start_, size_);
}

}  // namespace trawl
