// The programs and maps of `trawl xdp` in the kernel. Packets flow once a filter program from load_filter() is attached
// to a device (xdp_attach.h).
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "kernel/ring.h"
#include "wire/xdp.h"

struct bpf_link;
struct xdp_bpf;

namespace trawl {

struct XdpProgramOptions {
  uint32_t snapshot_length = 262144;  // bytes
  uint32_t one_packet_in = 1;         // sample at random; 1: all
  uint32_t one_flow_in = 1;           // sample whole flows; 1: all
  uint32_t most_per_second = 0;       // packets; 0: no limit
  uint32_t ring_bytes = 16U << 20;    // a power of two
  bool rate = false;                  // records are struct trawl_xdp_flow, one per new flow, and not packets
  int next_program = -1;              // descriptor of the program that goes on with each packet; -1: packets pass
  /// Another's program to watch on one device, instead of programs at the hook; its descriptor, -1: none.
  int watched_program = -1;
  std::string watched_function;
  uint32_t watched_ifindex = 0;
  bool watch_entry = false;
  bool watch_exit = false;
};

class XdpPrograms {
 public:
  /// Needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON; the error says what is missing. Where `next_program` does not take
  /// packets of several buffers, neither do these programs.
  static Result<XdpPrograms> create(const XdpProgramOptions& options);
  XdpPrograms(XdpPrograms&&) noexcept;
  XdpPrograms& operator=(XdpPrograms&&) noexcept;
  ~XdpPrograms();

  /// Whether this kernel has helpers that reach all of a packet (5.18 on).
  bool has_load_bytes() const { return has_load_bytes_; }
  /// What a filter program does when the expression matches and when it does not.
  std::vector<bpf_insn> on_match() const;
  std::vector<bpf_insn> on_reject() const;
  /// Loads a complete program for the XDP hook.
  Result<Fd> load_filter(std::span<const bpf_insn> program) const;

  /// No more packets of a watched program.
  void stop_watching() { watching_.clear(); }

  Ring& records() { return rings_[0]; }
  /// Since the start: a row per CPU.
  std::vector<trawl_xdp_counters> counters() const;

  /// Blocks until a record comes, one of `others` becomes readable, a signal comes, or `timeout_ms` (-1: never) is
  /// over.
  void wait(std::span<const int> others, int timeout_ms);

 private:
  struct Close {
    void operator()(xdp_bpf* skeleton) const;
  };
  explicit XdpPrograms(std::unique_ptr<xdp_bpf, Close> skeleton) : skeleton_(std::move(skeleton)) {}
  static Result<XdpPrograms> load(const XdpProgramOptions& options, bool has_load_bytes, bool frags);
  Result<void> choose_programs(const XdpProgramOptions& options);
  int set_targets(const XdpProgramOptions& options);
  Result<void> start_watching();

  std::unique_ptr<xdp_bpf, Close> skeleton_;
  struct Destroy {
    void operator()(bpf_link* link) const;
  };
  std::vector<std::unique_ptr<bpf_link, Destroy>> watching_;
  std::vector<Ring> rings_;
  bool has_load_bytes_ = true;
  bool frags_ = true;
};

}  // namespace trawl
