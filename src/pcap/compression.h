// gzip and zstd around a capture file: chosen by the name when writing, by the first bytes when reading.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "base/error.h"

namespace trawl {

enum class Compression : uint8_t { kNone, kGzip, kZstd };

/// By the ending: ".gz", ".zst".
Compression compression_of_name(std::string_view path);
/// The name without that ending: "x.pcapng.gz" -> "x.pcapng".
std::string_view without_compression(std::string_view path);
/// By a file's first bytes: RFC 1952, RFC 8878. Four are enough.
Compression compression_of_start(std::span<const uint8_t> start);

/// Turns a compressed stream back into what was compressed. Streams may follow each other (RFC 1952, section 2.2).
class Decompressor {
 public:
  /// Fills the span as far as it can; 0: the compressed input has ended. Errors: those of read(2), with the errno value
  /// that makes EINTR known, and a damaged stream.
  using Input = std::function<Result<size_t>(std::span<uint8_t>)>;

  static std::unique_ptr<Decompressor> create(Compression compression, Input input);
  virtual ~Decompressor() = default;

  /// At least one byte into `out`; 0: the end. A stream that stops in the middle is an error.
  virtual Result<size_t> read(std::span<uint8_t> out) = 0;
};

class Compressor {
 public:
  using Output = std::function<Result<void>(std::span<const uint8_t>)>;
  enum class Flush : uint8_t {
    kNone,
    kBlock,   // what was given so far can be read by who reads along
    kFinish,  // the stream ends; nothing more may follow
  };

  /// `compression` is not kNone.
  static std::unique_ptr<Compressor> create(Compression compression, Output output);
  virtual ~Compressor() = default;

  /// Errors: those of the output.
  virtual Result<void> write(std::span<const uint8_t> bytes, Flush flush) = 0;
};

}  // namespace trawl
