// Keeps the kernel side informed of which addresses are in other network namespaces of this host, so that it finds the
// sockets of packets that are only passing through the captured ones.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "base/fd.h"
#include "kernel/capture_programs.h"
#include "kernel/neighbours.h"
#include "source/netns.h"

namespace trawl {

class Neighbours {
 public:
  /// The programs are borrowed.
  explicit Neighbours(CapturePrograms& programs) : programs_(programs) {}

  /// Begins to watch; on kernels without such lists (before 5.0) nothing happens.
  void start(std::span<const NetworkNamespace> places);
  /// Something has changed, in these captured namespaces or elsewhere.
  void look_again(std::span<const NetworkNamespace> places);
  /// Readable when addresses have changed. Invalid where they cannot be watched.
  const Fd& watch() const { return watch_; }
  /// How often the kernel side had no room for an address.
  uint64_t refused() const { return refused_; }

 private:
  using Known = std::map<std::string, Neighbour>;  // by the key's bytes
  void tell(const Known& now);

  CapturePrograms& programs_;
  Fd watch_;
  Known known_;
  uint64_t refused_ = 0;
};

}  // namespace trawl
