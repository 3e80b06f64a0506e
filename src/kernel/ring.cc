#include "kernel/ring.h"

#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace trawl {

namespace {

size_t page_size() {
  return static_cast<size_t>(::sysconf(_SC_PAGESIZE));
}

uint64_t load_acquire(const uint64_t* at) {
  return __atomic_load_n(at, __ATOMIC_ACQUIRE);
}

}  // namespace

Result<Ring> Ring::create(int map_fd, size_t size) {
  Ring ring(map_fd, size);
  const size_t page = page_size();
  void* consumer = ::mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_SHARED, map_fd, 0);
  if (consumer == MAP_FAILED) return fail_errno("map the ring buffer", errno);
  ring.consumer_ = static_cast<uint64_t*>(consumer);
  void* producer = ::mmap(nullptr, page + 2 * size, PROT_READ, MAP_SHARED, map_fd, static_cast<off_t>(page));
  if (producer == MAP_FAILED) return fail_errno("map the ring buffer", errno);
  ring.producer_ = static_cast<const uint64_t*>(producer);
  ring.data_ = static_cast<const uint8_t*>(producer) + page;
  ring.next_ = load_acquire(ring.consumer_);
  return ring;
}

Ring::Ring(Ring&& other) noexcept
    : map_fd_(other.map_fd_),
      size_(other.size_),
      consumer_(std::exchange(other.consumer_, nullptr)),
      producer_(std::exchange(other.producer_, nullptr)),
      data_(other.data_),
      next_(other.next_) {}

Ring::~Ring() {
  if (consumer_ != nullptr) ::munmap(consumer_, page_size());
  if (producer_ != nullptr) ::munmap(const_cast<uint64_t*>(producer_), page_size() + 2 * size_);
}

void Ring::read(std::vector<Record>& records, size_t limit) {
  const uint64_t produced = load_acquire(producer_);
  while (next_ < produced && limit != 0) {
    const uint8_t* header = data_ + (next_ & (size_ - 1));
    const uint32_t length = __atomic_load_n(reinterpret_cast<const uint32_t*>(header), __ATOMIC_ACQUIRE);
    if ((length & BPF_RINGBUF_BUSY_BIT) != 0) return;  // reserved, not yet committed
    const uint32_t size = length & ~BPF_RINGBUF_DISCARD_BIT;
    if ((length & BPF_RINGBUF_DISCARD_BIT) == 0) {
      records.push_back({{header + BPF_RINGBUF_HDR_SZ, size}, next_});
      limit--;
    }
    next_ += (uint64_t{size} + BPF_RINGBUF_HDR_SZ + 7) / 8 * 8;
  }
}

bool Ring::empty() const {
  return next_ >= load_acquire(producer_);
}

void Ring::release_to(uint64_t position) {
  __atomic_store_n(consumer_, position, __ATOMIC_RELEASE);
}

}  // namespace trawl
