// A file, a pipe or a terminal read through one buffer. What was handed out stays where it is until the next fill().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/error.h"
#include "base/fd.h"
#include "pcap/compression.h"

namespace trawl {

class ByteInput {
 public:
  explicit ByteInput(Fd fd);

  /// Bytes read and not consumed yet.
  std::span<const uint8_t> buffered() const { return {buffer_.get() + start_, end_ - start_}; }
  void consume(size_t n) { start_ += n; }

  /// Reads until `needed` bytes are buffered, more where they come at once. False: the input ended before that.
  /// Spans from buffered() are invalid afterwards. Errors: "error reading dump file: " and errno's
  /// text; Error::error_number is EINTR when a signal came.
  Result<bool> fill(size_t needed);

  /// What is buffered and all that follows is compressed: from now on buffered() shows what it holds.
  void decompress(Compression compression);

  int fd() const { return fd_.get(); }

 private:
  void make_room(size_t needed);
  Result<size_t> read(std::span<uint8_t> out);

  Fd fd_;
  std::unique_ptr<Decompressor> decompressor_;  // null: the file is not compressed
  std::unique_ptr<uint8_t[]> buffer_;
  size_t capacity_;
  size_t start_ = 0;
  size_t end_ = 0;
};

}  // namespace trawl
