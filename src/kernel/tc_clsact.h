// Filters at the clsact hooks of network devices, for kernels without tcx. The kernel keeps such a filter when the
// process that made it has gone, so each one carries its maker's mark in its name, and whoever finds a filter of a
// maker that is no more takes it away.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "kernel/netlink.h"
#include "kernel/tc_hook.h"

namespace trawl {

/// A filter as the kernel lists it.
struct ClsactFilter {
  uint32_t ifindex = 0;
  TcHook hook = TcHook::kIngress;
  uint16_t priority = 0;
  uint16_t protocol = 0;  // network byte order, as it is sent back
  uint32_t handle = 0;
  std::string kind;
  std::string name;      // of a BPF filter: "trawl MARK", "trawl MARK qdisc"
  uint32_t program = 0;  // number of a BPF filter's program; 0: none
};

/// Names one capture for as long as it lives: an abstract Unix socket. Devices and such sockets belong to a network
/// namespace both, so whoever sees the filter can also see whether its maker is alive.
class ClsactMark {
 public:
  static Result<ClsactMark> create();
  const std::string& text() const { return text_; }

  /// Whether a capture with this mark lives in this thread's network namespace.
  static bool is_alive(const std::string& text);

 private:
  ClsactMark(std::string text, Fd socket) : text_(std::move(text)), socket_(std::move(socket)) {}
  std::string text_;
  Fd socket_;
};

/// A device's filters in the order in which they run; empty where it has none, or no such qdisc.
std::vector<ClsactFilter> list_clsact_filters(Netlink& netlink, uint32_t ifindex, TcHook hook);

/// The mark in the name of one of trawl's filters.
std::optional<std::string> mark_of(const ClsactFilter& filter);

/// Attaches the program ahead of all filters whose priority leaves room for that, and makes the clsact qdisc where the
/// device has none. Filters of dead captures are taken away first.
Result<void> add_clsact_filter(Netlink& netlink, const std::string& mark, int program_fd, uint32_t ifindex,
                               TcHook hook);

/// Takes trawl's filters whose mark is `unwanted` from the device, and its qdisc if trawl made it and nothing is left
/// in it. A device that is gone is no error.
void remove_clsact_filters(Netlink& netlink, uint32_t ifindex, std::optional<TcHook> hook,
                           const std::function<bool(const std::string&)>& unwanted);

}  // namespace trawl
