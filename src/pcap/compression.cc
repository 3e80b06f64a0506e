#include "pcap/compression.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace trawl {

namespace {

constexpr size_t kBuffer = size_t{128} << 10;
constexpr int kGzipWindow = 15 + 16;  // the largest window; 16: a gzip header, not zlib's

struct Ending {
  std::string_view name;
  Compression compression;
};
constexpr Ending kEndings[] = {{".gz", Compression::kGzip}, {".zst", Compression::kZstd}};

const Ending* ending_of(std::string_view path) {
  const auto* found = std::ranges::find_if(kEndings, [&](const Ending& e) { return path.ends_with(e.name); });
  return found == std::end(kEndings) ? nullptr : found;
}

/// What both decompressors share: the compressed bytes on their way in.
class CompressedInput {
 public:
  explicit CompressedInput(Decompressor::Input input) : input_(std::move(input)), buffer_(kBuffer) {}

  /// The bytes that are there; when there are none, more are read. Empty: the end.
  Result<std::span<const uint8_t>> bytes() {
    if (!rest_.empty()) return rest_;
    const auto n = input_(buffer_);
    if (!n) return std::unexpected(n.error());
    rest_ = std::span<const uint8_t>(buffer_).first(*n);
    return rest_;
  }
  void consume(size_t n) { rest_ = rest_.subspan(n); }

 private:
  Decompressor::Input input_;
  std::vector<uint8_t> buffer_;
  std::span<const uint8_t> rest_;
};

std::unexpected<Error> damaged(std::string_view what, std::string_view why) {
  return fail("damaged " + std::string(what) + " data: " + std::string(why));
}

class Gunzip final : public Decompressor {
 public:
  explicit Gunzip(Input input) : input_(std::move(input)) { ::inflateInit2(&stream_, kGzipWindow); }
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;
  ~Gunzip() override { ::inflateEnd(&stream_); }

  Result<size_t> read(std::span<uint8_t> out) override {
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<uInt>(std::min<size_t>(out.size(), UINT32_MAX));
    const uInt room = stream_.avail_out;
    while (stream_.avail_out == room) {
      const auto bytes = input_.bytes();
      if (!bytes) return std::unexpected(bytes.error());
      if (bytes->empty()) return between_streams_ ? Result<size_t>(0) : damaged("gzip", "it ends in the middle");
      if (std::exchange(between_streams_, false)) ::inflateReset(&stream_);
      stream_.next_in = const_cast<Bytef*>(bytes->data());
      stream_.avail_in = static_cast<uInt>(bytes->size());
      const int status = ::inflate(&stream_, Z_NO_FLUSH);
      input_.consume(bytes->size() - stream_.avail_in);
      if (status == Z_STREAM_END) {
        between_streams_ = true;
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        return damaged("gzip", stream_.msg != nullptr ? stream_.msg : "invalid stream");
      }
    }
    return room - stream_.avail_out;
  }

 private:
  CompressedInput input_;
  z_stream stream_{};
  bool between_streams_ = false;
};

class Unzstd final : public Decompressor {
 public:
  explicit Unzstd(Input input) : input_(std::move(input)), stream_(::ZSTD_createDStream()) {}
  Unzstd(const Unzstd&) = delete;
  Unzstd& operator=(const Unzstd&) = delete;
  ~Unzstd() override { ::ZSTD_freeDStream(stream_); }

  Result<size_t> read(std::span<uint8_t> out) override {
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    while (to.pos == 0) {
      const auto bytes = input_.bytes();
      if (!bytes) return std::unexpected(bytes.error());
      if (bytes->empty()) return between_streams_ ? Result<size_t>(0) : damaged("zstd", "it ends in the middle");
      ZSTD_inBuffer from{bytes->data(), bytes->size(), 0};
      const size_t left = ::ZSTD_decompressStream(stream_, &to, &from);
      if (::ZSTD_isError(left) != 0) return damaged("zstd", ::ZSTD_getErrorName(left));
      between_streams_ = left == 0;
      input_.consume(from.pos);
    }
    return to.pos;
  }

 private:
  CompressedInput input_;
  ZSTD_DStream* stream_;
  bool between_streams_ = false;
};

class Gzip final : public Compressor {
 public:
  explicit Gzip(Output output) : output_(std::move(output)), buffer_(kBuffer) {
    ::deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY);
  }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;
  ~Gzip() override { ::deflateEnd(&stream_); }

  Result<void> write(std::span<const uint8_t> bytes, Flush flush) override {
    constexpr int kModes[] = {Z_NO_FLUSH, Z_SYNC_FLUSH, Z_FINISH};
    stream_.next_in = const_cast<Bytef*>(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = buffer_.data();
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      ::deflate(&stream_, kModes[static_cast<size_t>(flush)]);
      const auto done = output_(std::span<const uint8_t>(buffer_).first(buffer_.size() - stream_.avail_out));
      if (!done) return done;
    } while (stream_.avail_out == 0);
    return {};
  }

 private:
  Output output_;
  std::vector<uint8_t> buffer_;
  z_stream stream_{};
};

class Zstd final : public Compressor {
 public:
  explicit Zstd(Output output) : output_(std::move(output)), buffer_(kBuffer), stream_(::ZSTD_createCStream()) {
    ::ZSTD_CCtx_setParameter(stream_, ZSTD_c_checksumFlag, 1);
  }
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;
  ~Zstd() override { ::ZSTD_freeCStream(stream_); }

  Result<void> write(std::span<const uint8_t> bytes, Flush flush) override {
    constexpr ZSTD_EndDirective kModes[] = {ZSTD_e_continue, ZSTD_e_flush, ZSTD_e_end};
    ZSTD_inBuffer from{bytes.data(), bytes.size(), 0};
    while (true) {
      ZSTD_outBuffer to{buffer_.data(), buffer_.size(), 0};
      const size_t left = ::ZSTD_compressStream2(stream_, &to, &from, kModes[static_cast<size_t>(flush)]);
      if (::ZSTD_isError(left) != 0) return fail(std::string("zstd: ") + ::ZSTD_getErrorName(left));
      if (const auto done = output_(std::span<const uint8_t>(buffer_).first(to.pos)); !done) return done;
      if (flush == Flush::kNone ? from.pos == from.size : left == 0) return {};
    }
  }

 private:
  Output output_;
  std::vector<uint8_t> buffer_;
  ZSTD_CCtx* stream_;
};

}  // namespace

Compression compression_of_name(std::string_view path) {
  const Ending* ending = ending_of(path);
  return ending == nullptr ? Compression::kNone : ending->compression;
}

std::string_view without_compression(std::string_view path) {
  const Ending* ending = ending_of(path);
  return ending == nullptr ? path : path.substr(0, path.size() - ending->name.size());
}

Compression compression_of_start(std::span<const uint8_t> start) {
  const auto starts_with = [&](std::initializer_list<uint8_t> magic) {
    return start.size() >= magic.size() && std::ranges::equal(start.first(magic.size()), magic);
  };
  if (starts_with({0x1f, 0x8b})) return Compression::kGzip;
  if (starts_with({0x28, 0xb5, 0x2f, 0xfd})) return Compression::kZstd;
  return Compression::kNone;
}

std::unique_ptr<Decompressor> Decompressor::create(Compression compression, Input input) {
  if (compression == Compression::kGzip) return std::make_unique<Gunzip>(std::move(input));
  return std::make_unique<Unzstd>(std::move(input));
}

std::unique_ptr<Compressor> Compressor::create(Compression compression, Output output) {
  if (compression == Compression::kGzip) return std::make_unique<Gzip>(std::move(output));
  return std::make_unique<Zstd>(std::move(output));
}

}  // namespace trawl
