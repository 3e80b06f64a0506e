#include "kernel/btf_archive.h"

#include <lzma.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>

#include "base/os_release.h"

namespace trawl {

namespace {

constexpr size_t kLargestContent = size_t{64} << 20;      // bytes
constexpr uint64_t kDecoderMemory = uint64_t{128} << 20;  // bytes; xz -9 needs 65 million
constexpr size_t kBlock = 512;                            // of tar, bytes

// A tar header's fields: offset and length.
constexpr size_t kSizeAt = 124;
constexpr size_t kSizeLength = 12;
constexpr size_t kChecksumAt = 148;
constexpr size_t kChecksumLength = 8;
constexpr size_t kTypeAt = 156;

std::optional<uint64_t> octal(std::span<const uint8_t> field) {
  uint64_t value = 0;
  bool any = false;
  for (const uint8_t c : field) {
    if (c == ' ' && !any) continue;
    if (c == ' ' || c == 0) break;
    if (c < '0' || c > '7') return std::nullopt;
    value = value * 8 + (c - '0');
    any = true;
  }
  return any ? std::optional(value) : std::nullopt;
}

/// The sum of all bytes of the header, those of the sum itself taken as blanks.
bool has_right_checksum(std::span<const uint8_t> header) {
  uint64_t sum = kChecksumLength * uint64_t{' '};
  for (size_t i = 0; i < header.size(); i++) {
    if (i < kChecksumAt || i >= kChecksumAt + kChecksumLength) sum += header[i];
  }
  return octal(header.subspan(kChecksumAt, kChecksumLength)) == sum;
}

class XzDecoder {
 public:
  XzDecoder() : works_(lzma_stream_decoder(&stream_, kDecoderMemory, 0) == LZMA_OK) {}
  XzDecoder(const XzDecoder&) = delete;
  XzDecoder& operator=(const XzDecoder&) = delete;
  ~XzDecoder() { lzma_end(&stream_); }

  Result<std::vector<uint8_t>> decode(std::span<const uint8_t> packed);

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool works_;
};

Result<std::vector<uint8_t>> XzDecoder::decode(std::span<const uint8_t> packed) {
  if (!works_) return fail("unpack: out of memory");
  std::vector<uint8_t> content;
  std::array<uint8_t, 65536> part{};
  stream_.next_in = packed.data();
  stream_.avail_in = packed.size();
  while (true) {
    stream_.next_out = part.data();
    stream_.avail_out = part.size();
    const lzma_ret state = lzma_code(&stream_, LZMA_FINISH);
    content.insert(content.end(), part.begin(), part.end() - static_cast<ptrdiff_t>(stream_.avail_out));
    if (content.size() > kLargestContent) return fail("unpack: more than 64 MiB, which is no kernel's BTF");
    if (state == LZMA_STREAM_END) return content;
    if (state == LZMA_FORMAT_ERROR) return fail("unpack: not compressed by xz");
    if (state == LZMA_BUF_ERROR) return fail("unpack: the file is cut short");
    if (state != LZMA_OK) return fail("unpack: the file is damaged");
  }
}

/// Names of systems become folders of a path: nothing else may be in them.
bool is_plain(std::string_view name) {
  return !name.empty() && !name.starts_with('.') && std::ranges::all_of(name, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == '+' || c == '~';
  });
}

}  // namespace

Result<std::span<const uint8_t>> first_file_of_tar(std::span<const uint8_t> tar) {
  while (tar.size() >= kBlock) {
    const auto header = tar.first(kBlock);
    if (std::ranges::all_of(header, [](uint8_t byte) { return byte == 0; })) break;  // the end
    const auto size = octal(header.subspan(kSizeAt, kSizeLength));
    if (!size || !has_right_checksum(header)) return fail("not a tar archive");
    tar = tar.subspan(kBlock);
    if (*size > tar.size()) return fail("the tar archive is cut short");
    if (header[kTypeAt] == '0' || header[kTypeAt] == 0) return tar.first(*size);
    const uint64_t padded = (*size + kBlock - 1) / kBlock * kBlock;
    tar = tar.subspan(std::min<uint64_t>(padded, tar.size()));
  }
  return fail("the tar archive has no file");
}

Result<std::vector<uint8_t>> unpack_btf(std::span<const uint8_t> archive) {
  const auto tar = XzDecoder().decode(archive);
  if (!tar) return std::unexpected(tar.error());
  const auto file = first_file_of_tar(*tar);
  if (!file) return std::unexpected(file.error());
  return std::vector<uint8_t>(file->begin(), file->end());
}

Result<std::string> btf_archive_path(const std::string& os_release, const std::string& machine,
                                     const std::string& release) {
  const std::string id = os_release_value(os_release, "ID");
  const std::string version = os_release_value(os_release, "VERSION_ID");
  if (!is_plain(id) || !is_plain(version) || !is_plain(machine) || !is_plain(release)) {
    return fail("/etc/os-release does not say which system and version this is");
  }
  const std::string processor = machine == "aarch64" ? "arm64" : machine;
  return id + '/' + version + '/' + processor + '/' + release + ".btf.tar.xz";
}

}  // namespace trawl
