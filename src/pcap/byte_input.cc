#include "pcap/byte_input.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace trawl {

namespace {
constexpr size_t kBufferSize = size_t{512} << 10;  // stays in the second-level cache
}

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

Result<bool> ByteInput::fill(size_t needed) {
  if (end_ - start_ >= needed) return true;
  make_room(needed);
  while (end_ < needed) {
    const ssize_t n = ::read(fd_.get(), buffer_.get() + end_, capacity_ - end_);
    if (n < 0) return fail_errno("error reading dump file", errno);
    if (n == 0) return false;
    end_ += static_cast<size_t>(n);
  }
  return true;
}

}  // namespace trawl
