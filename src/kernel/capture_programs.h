// The capture's programs and maps in the kernel, loaded and running: owners of sockets are tracked from create() on,
// and packets flow once a filter program from load_filter() is attached to a device.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "kernel/kernel_options.h"
#include "kernel/neighbours.h"
#include "kernel/owner_hooks.h"
#include "kernel/process_filter_maps.h"
#include "kernel/ring.h"
#include "wire/packet.h"

struct capture_bpf;

namespace trawl {

struct CaptureProgramOptions {
  uint32_t snapshot_length = 262144;  // bytes
  uint32_t ring_bytes = 16U << 20;    // a power of two
  uint32_t netns = 0;                 // inode number, where all devices are in one namespace; 0: in several
  bool watch_namespaces = false;      // process events say their namespace
  bool hurry_execs = false;           // a program that begins is told of at once
  bool echoes = true;                 // who asks for ICMP echoes is noted, for there may be answers to tell of
  bool raw_sockets = true;            // who has them, for there may be packets of their protocols
  ProcessMarks processes;             // whose packets to capture
  KernelOptions kernel;
};

/// What the kernel side did not keep or tell for want of room, since the start.
struct CaptureBounds {
  uint64_t process_events_lost;
  uint64_t owners_refused;          // uses of sockets without memory for their owner
  uint64_t flows_displaced;         // closed connections, by later ones within a minute
  uint64_t untranslated_displaced;  // connections' first packets, before it was known where they went
  uint64_t raw_receivers_refused;
  uint64_t marks_refused;         // of processes that a filter wants or does not want
  uint64_t dead_marks_displaced;  // of such that have ended, by later ones
};

class CapturePrograms {
 public:
  /// Needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON; the error says what is missing.
  static Result<CapturePrograms> create(const CaptureProgramOptions& options);
  CapturePrograms(CapturePrograms&&) noexcept;
  CapturePrograms& operator=(CapturePrograms&&) noexcept;
  ~CapturePrograms();

  /// What a filter program does when the expression matches (it goes on to the one that captures) and when it does not
  /// (it counts, and looks at the ends of ICMP on its way out, for a request tells whose the answer is). `way`: enum
  /// trawl_way.
  std::vector<bpf_insn> on_match(uint32_t way) const;
  std::vector<bpf_insn> on_reject(uint32_t way) const;
  /// Loads a complete program for a tc hook. The caller attaches it (tc_attach.h).
  Result<Fd> load_filter(std::span<const bpf_insn> program) const;

  CgroupMarker cgroup_marker() const;

  /// An address in another namespace. False: there was no room, and it is not known.
  bool add_neighbour(const Neighbour& neighbour) const;
  void forget_neighbour(const trawl_neighbour_key& key) const;
  /// Whether there are any: looking for them has its price.
  void use_neighbours(bool any);

  /// Totals since the start.
  trawl_counters counters() const;
  /// Packets lost at one device since the start.
  uint64_t lost_at(uint32_t netns, uint32_t ifindex) const;
  CaptureBounds bounds() const;

  Ring& packets() { return rings_[0]; }
  Ring& process_events() { return rings_[1]; }

  /// Blocks until a packet arrives, one of `others` becomes readable (-1 entries are ignored), a signal comes, or
  /// `timeout_ms` (-1: never) is over.
  void wait(std::span<const int> others, int timeout_ms);

  /// Which ways of learning a socket's owner this kernel does not have; for --log-level debug and trawl doctor.
  const std::vector<std::string>& missing() const { return owner_hooks_.missing(); }

 private:
  struct Close {
    void operator()(capture_bpf* skeleton) const;
  };
  explicit CapturePrograms(std::unique_ptr<capture_bpf, Close> skeleton) : skeleton_(std::move(skeleton)) {}
  static Result<CapturePrograms> load(const CaptureProgramOptions& options, const FeatureSet& without);
  Result<void> start(const ProcessMarks& processes);
  Result<void> set_next_program();

  std::unique_ptr<capture_bpf, Close> skeleton_;
  bool echoes_ = true;
  OwnerHooks owner_hooks_;
  std::vector<Ring> rings_;
};

}  // namespace trawl
