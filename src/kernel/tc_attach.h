// A program at a network device's traffic-control hook, ahead of all others, gone when the holder is gone.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "base/fd.h"

namespace trawl {

enum class TcHook : uint8_t { kIngress, kEgress };

/// Whether this kernel has tcx links (6.6 on). Found by trying, once per process.
bool has_tcx();

/// Holds an attachment. With tcx it is a link: the kernel takes it away when the descriptor is closed, however the
/// process ends. Without, a clsact filter that clean-up must remove (see tc_clsact.h).
class TcAttachment {
 public:
  /// `program_fd`: a BPF_PROG_TYPE_SCHED_CLS program; the attachment keeps it alive.
  static Result<TcAttachment> create(int program_fd, uint32_t ifindex, TcHook hook);

 private:
  explicit TcAttachment(Fd link) : link_(std::move(link)) {}
  Fd link_;
};

}  // namespace trawl
