#include "pcap/byte_input.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

namespace trawl {

namespace {
constexpr size_t kBufferSize = size_t{512} << 10;  // stays in the second-level cache

Result<size_t> read_file(int fd, std::span<uint8_t> out) {
  const ssize_t n = ::read(fd, out.data(), out.size());
  if (n < 0) return fail_errno("error reading dump file", errno);
  return static_cast<size_t>(n);
}

}  // namespace

ByteInput::ByteInput(Fd fd)
    : fd_(std::move(fd)), buffer_(std::make_unique_for_overwrite<uint8_t[]>(kBufferSize)), capacity_(kBufferSize) {}

void ByteInput::make_room(size_t needed) {
  const size_t kept = end_ - start_;
  if (needed > capacity_) {
    const size_t capacity = std::max(needed, 2 * capacity_);
    auto bigger = std::make_unique_for_overwrite<uint8_t[]>(capacity);
    std::memcpy(bigger.get(), buffer_.get() + start_, kept);
    buffer_ = std::move(bigger);
    capacity_ = capacity;
  } else if (start_ != 0) {
    std::memmove(buffer_.get(), buffer_.get() + start_, kept);
  }
  start_ = 0;
  end_ = kept;
}

void ByteInput::decompress(Compression compression) {
  std::vector<uint8_t> head(buffer_.get() + start_, buffer_.get() + end_);
  start_ = end_ = 0;
  decompressor_ = Decompressor::create(
      compression,
      [fd = fd_.get(), head = std::move(head), at = size_t{0}](std::span<uint8_t> out) mutable -> Result<size_t> {
        if (at == head.size()) return read_file(fd, out);
        const size_t n = std::min(out.size(), head.size() - at);
        std::memcpy(out.data(), head.data() + at, n);
        at += n;
        return n;
      });
}

Result<size_t> ByteInput::read(std::span<uint8_t> out) {
  return decompressor_ ? decompressor_->read(out) : read_file(fd_.get(), out);
}

Result<bool> ByteInput::fill(size_t needed) {
  if (end_ - start_ >= needed) return true;
  make_room(needed);
  while (end_ < needed) {
    const auto n = read({buffer_.get() + end_, capacity_ - end_});
    if (!n) return std::unexpected(n.error());
    if (*n == 0) return false;
    end_ += *n;
  }
  return true;
}

}  // namespace trawl
