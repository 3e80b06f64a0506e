// A file, a pipe or standard output written through one buffer. Records go in whole and reach the file whole: when a
// write fails half-way in a regular file, the half is cut off again. A name that ends in .gz or .zst is compressed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/error.h"
#include "base/fd.h"
#include "pcap/compression.h"

namespace trawl {

class ByteOutput {
 public:
  /// Creates or empties the file, with this mode less the umask; "-" is standard output. Errors: the path and errno's
  /// text.
  static Result<ByteOutput> create(const std::string& path, mode_t mode = 0666);

  /// One or more whole records, copied.
  Result<void> append(std::span<const uint8_t> records);
  /// The same without a copy where that pays: `records` must stay as it is until settle(). Neighbours in memory are
  /// written together.
  Result<void> append_stable(std::span<const uint8_t> records);
  /// Lets go of what append_stable() was given.
  Result<void> settle();
  /// Everything reaches the file.
  Result<void> flush();
  /// The same, and what a compressed file ends with. The last call.
  Result<void> finish();
  /// Bytes in the file, with those that still wait in the buffer: of a compressed file an upper bound.
  uint64_t size() const { return file_->written + size_ + run_.size(); }

 private:
  struct File {
    Fd fd;
    std::string name;
    bool regular = false;
    uint64_t written = 0;  // bytes in the file; they end with a whole record if it is not compressed

    Result<void> write(std::span<const uint8_t> bytes, bool whole_records);
  };

  ByteOutput(std::unique_ptr<File> file, Compression compression);
  Result<void> write_through(std::span<const uint8_t> records);
  Result<void> flush_buffer();

  std::unique_ptr<File> file_;
  std::unique_ptr<Compressor> compressor_;  // null: the file is not compressed
  std::unique_ptr<uint8_t[]> buffer_;
  size_t size_ = 0;
  std::span<const uint8_t> run_;  // given to append_stable(), not in the buffer yet
};

}  // namespace trawl
