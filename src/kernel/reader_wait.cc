#include "kernel/reader_wait.h"

#include <poll.h>

#include <vector>

namespace trawl {

void wait_for_record(const Ring& ring, volatile uint32_t& reader_waits, std::span<const int> others, int timeout_ms) {
  reader_waits = 1;
  // The kernel side either sees that we wait, or we see its record.
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  std::vector<pollfd> fds = {{ring.fd(), POLLIN, 0}};
  for (const int fd : others) fds.push_back({fd, POLLIN, 0});
  if (ring.empty()) ::poll(fds.data(), fds.size(), timeout_ms);
  reader_waits = 0;
}

}  // namespace trawl
