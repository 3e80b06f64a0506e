// Packets from the XDP hook of one device, as they come.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "filter/expression.h"
#include "packet/hook_facts.h"
#include "source/record_queue.h"
#include "source/source.h"
#include "source/xdp_hook.h"

namespace trawl {

struct LiveXdpOptions {
  XdpHookOptions hook;
  std::string note;  // about the interface, for files: how packets were sampled; may be empty
};

class LiveXdp final : public Source {
 public:
  static Result<std::unique_ptr<LiveXdp>> create(const LiveXdpOptions& options);

  const std::vector<Interface>& interfaces() const override { return interfaces_; }
  /// Waits until there is a packet or `wake_on()` is readable. False after stop(), when the last packet has been
  /// handed out.
  Result<bool> next_batch(std::vector<Packet>& packets) override;
  SourceStatistics statistics() const override;

  const XdpHook& hook() const { return hook_; }
  /// Packets that passed the expression and were left out by the sampling.
  uint64_t not_sampled() const { return total(TRAWL_XDP_NOT_SAMPLED); }
  /// next_batch() returns when `fd` becomes readable. Borrowed.
  void wake_on(int fd) { wake_fds_.push_back(fd); }
  /// No more packets from the device; what is in the buffer is still handed out.
  void stop();

 private:
  LiveXdp(const LiveXdpOptions& options, XdpHook hook, Expression expression);
  void describe(const LiveXdpOptions& options, const std::string& name);
  Packet packet_of(const Ring::Record& entry);
  uint64_t total(trawl_xdp_counter counter) const;

  XdpHook hook_;
  Expression expression_;  // of packets of a watched program; at the hook the kernel side has chosen
  RecordQueue queue_;
  std::vector<Interface> interfaces_;
  std::vector<int> wake_fds_;
  bool watches_both_ = false;  // entry and exit: an interface each
  uint64_t rejected_ = 0;      // by expression_
  bool stopping_ = false;
  WallClock clock_;
  uint64_t clock_refreshed_ = 0;  // CLOCK_MONOTONIC, ns
  std::deque<HookFacts> facts_;   // of the batch
};

}  // namespace trawl
