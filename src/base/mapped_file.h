// A file's bytes in memory, read only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

class MappedFile {
 public:
  /// Maps a file that is open for reading. For files that nobody cuts while they are mapped: bytes that go away are a
  /// SIGBUS. Errors: `name` and errno's text; the file is empty, or has more than `limit` bytes.
  static Result<MappedFile> map(const Fd& file, const std::string& name, size_t limit);
  MappedFile(MappedFile&& other) noexcept
      : start_(std::exchange(other.start_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(start_, other.start_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~MappedFile();

  std::span<const uint8_t> bytes() const { return {static_cast<const uint8_t*>(start_), size_}; }

 private:
  MappedFile(void* start, size_t size) : start_(start), size_(size) {}

  void* start_;
  size_t size_;
};

}  // namespace trawl
