// The reading end of a BPF ring buffer, without a copy: records stay where the kernel wrote them until released.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"

namespace trawl {

class Ring {
 public:
  struct Record {
    std::span<const uint8_t> bytes;
    uint64_t position;  // for release_to()
  };

  /// `map_fd`: a BPF_MAP_TYPE_RINGBUF of `size` bytes; borrowed, must outlive the Ring.
  static Result<Ring> create(int map_fd, size_t size);
  Ring(Ring&& other) noexcept;
  Ring& operator=(Ring&&) = delete;
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring();

  /// Appends the records that were committed since the last read, in the order of their reservation, at most `limit`.
  void read(std::vector<Record>& records, size_t limit = SIZE_MAX);
  /// Whether there is something to read.
  bool empty() const;
  /// Gives all that was read back to the kernel: records read before are gone.
  void release() { release_to(next_); }
  /// Gives back what stands before `position`.
  void release_to(uint64_t position);
  /// To wait for with poll(2), not epoll: without a wakeup from the kernel side only poll(2) looks for itself.
  int fd() const { return map_fd_; }

 private:
  Ring(int map_fd, size_t size) : map_fd_(map_fd), size_(size) {}

  int map_fd_;
  size_t size_;
  uint64_t* consumer_ = nullptr;        // a page of its own
  const uint64_t* producer_ = nullptr;  // a page, then the data twice in a row
  const uint8_t* data_ = nullptr;
  uint64_t next_ = 0;
};

}  // namespace trawl
