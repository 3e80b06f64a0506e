// A program at a network device's traffic-control hook, ahead of others, gone when the holder is gone.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "base/error.h"
#include "base/fd.h"
#include "kernel/features.h"
#include "kernel/janitor.h"
#include "kernel/tc_clsact.h"
#include "kernel/tc_hook.h"

namespace trawl {

/// What clsact filters of one namespace share; see tc_clsact.h. The janitor leaves filters to the next capture on
/// the device when it cannot do its work.
struct ClsactHome {
  Netlink netlink;
  ClsactMark mark;
  Janitor janitor;
};

/// Holds an attachment, which ends with it. With tcx it is a link, and the kernel takes it away however the process
/// ends. Without, it is a clsact filter, and a janitor process does.
class TcAttachment {
 public:
  TcAttachment(TcAttachment&&) noexcept = default;
  TcAttachment(const TcAttachment&) = delete;
  TcAttachment& operator=(const TcAttachment&) = delete;
  ~TcAttachment();

 private:
  friend class TcHooks;
  TcAttachment(Fd link, std::shared_ptr<ClsactHome> home, uint32_t ifindex, TcHook hook)
      : link_(std::move(link)), home_(std::move(home)), ifindex_(ifindex), hook_(hook) {}

  Fd link_;
  std::shared_ptr<ClsactHome> home_;  // null with tcx
  uint32_t ifindex_;
  TcHook hook_;
};

/// How programs get to tc hooks on this kernel.
class TcHooks {
 public:
  /// Finds out whether there is tcx, unless it is switched off.
  explicit TcHooks(const FeatureSet& without) : has_tcx_(is_usable(Feature::kTcx, without)) {}

  /// The device is one of the network namespace that the thread is in. `program_fd`: a BPF_PROG_TYPE_SCHED_CLS program;
  /// the attachment keeps it alive.
  Result<TcAttachment> attach(int program_fd, uint32_t ifindex, TcHook hook);

 private:
  Result<std::shared_ptr<ClsactHome>> home();

  bool has_tcx_;
  // By the namespace's inode number. They are the attachments' own: each keeps its namespace alive.
  std::map<uint64_t, std::weak_ptr<ClsactHome>> homes_;
};

}  // namespace trawl
