// Another's XDP program from outside: what it gets on one device, and what it decides. It stays alone at the hook; the
// kernel must allow fentry and fexit programs, and the program must have BTF.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernel/xdp_records.h"

struct bpf_link;
struct xdp_watch_bpf;

namespace trawl {

struct XdpWatchOptions {
  XdpRecordOptions records;
  int program = -1;  // its descriptor; borrowed
  std::string function;
  uint32_t ifindex = 0;
  bool entry = false;
  bool exit = false;
};

class XdpWatch {
 public:
  /// Attaches. The error says what to do where the kernel does not allow it.
  static Result<XdpWatch> create(const XdpWatchOptions& options);
  XdpWatch(XdpWatch&&) noexcept;
  XdpWatch& operator=(XdpWatch&&) noexcept;
  ~XdpWatch();

  XdpRecords& records() { return *records_; }
  const XdpRecords& records() const { return *records_; }
  /// No more packets; what is in the ring can still be read.
  void stop() { links_.clear(); }

 private:
  struct Close {
    void operator()(xdp_watch_bpf* skeleton) const;
  };
  struct Destroy {
    void operator()(bpf_link* link) const;
  };
  explicit XdpWatch(std::unique_ptr<xdp_watch_bpf, Close> skeleton) : skeleton_(std::move(skeleton)) {}
  static Result<XdpWatch> load(const XdpWatchOptions& options, bool has_buffers);
  Result<void> choose_programs(const XdpWatchOptions& options);
  Result<void> attach();

  std::unique_ptr<xdp_watch_bpf, Close> skeleton_;
  std::vector<std::unique_ptr<bpf_link, Destroy>> links_;
  std::unique_ptr<XdpRecords> records_;
};

}  // namespace trawl
