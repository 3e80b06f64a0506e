// A file, a pipe or standard output written through one buffer. Records go in whole and reach the file whole: when a
// write fails half-way in a regular file, the half is cut off again.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

class ByteOutput {
 public:
  /// Creates or empties the file; "-" is standard output. Errors: the path and errno's text.
  static Result<ByteOutput> create(const std::string& path);

  /// One or more whole records, copied.
  Result<void> append(std::span<const uint8_t> records);
  /// The same without a copy where that pays: `records` must stay as it is until settle(). Neighbours in memory are
  /// written together.
  Result<void> append_stable(std::span<const uint8_t> records);
  /// Lets go of what append_stable() was given.
  Result<void> settle();
  /// Everything reaches the file.
  Result<void> flush();

 private:
  ByteOutput(Fd fd, std::string name, bool regular);
  Result<void> write_through(std::span<const uint8_t> records);

  Fd fd_;
  std::string name_;
  bool regular_;
  uint64_t written_ = 0;  // bytes in the file that end with a whole record
  std::unique_ptr<uint8_t[]> buffer_;
  size_t size_ = 0;
  std::span<const uint8_t> run_;  // given to append_stable(), not in the buffer yet
};

}  // namespace trawl
