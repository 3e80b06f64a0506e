// The programs and maps in the kernel that tell what happens to TCP connections, loaded and running from create() on.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernel/kernel_options.h"
#include "kernel/owner_hooks.h"
#include "kernel/process_filter_maps.h"
#include "kernel/ring.h"
#include "wire/states.h"

struct bpf_link;
struct bpf_program;
struct states_bpf;

namespace trawl {

struct StatesProgramOptions {
  uint32_t states = UINT32_MAX;             // bit n: tell changes to state n of include/net/tcp_states.h
  uint32_t events = 1U << TRAWL_TCP_STATE;  // bit n: tell events of trawl_tcp_event_type n
  std::vector<uint16_t> ports;              // at either end; empty: all; at most TRAWL_TCP_PORTS
  std::vector<uint32_t> namespaces;         // inode numbers; empty: all; at most TRAWL_TCP_NAMESPACES
  ProcessMarks processes;                   // whose connections
  bool task = true;                         // tell which task happened to run
  uint32_t ring_bytes = 16U << 20;          // a power of two
  KernelOptions kernel;
};

class StatesPrograms {
 public:
  /// Needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON; the error says what is missing.
  static Result<StatesPrograms> create(const StatesProgramOptions& options);
  StatesPrograms(StatesPrograms&&) noexcept;
  StatesPrograms& operator=(StatesPrograms&&) noexcept;
  ~StatesPrograms();

  Ring& events() { return rings_[0]; }
  Ring& process_events() { return rings_[1]; }
  CgroupMarker cgroup_marker() const;

  /// Totals since the start: for lack of room in the rings, and events during an event on the same CPU.
  uint64_t events_lost() const;
  uint64_t process_events_lost() const;

  /// Blocks until an event comes, one of `others` becomes readable, or a signal comes.
  void wait(std::span<const int> others);
  /// No more events come; those in the ring can still be read.
  void stop() { links_.clear(); }

  /// The kernel's names of reasons, where drops are told.
  const std::map<uint32_t, std::string>& drop_reasons() const { return drop_reasons_; }

  /// What this kernel cannot show or does not have, as words for a message.
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  struct Close {
    void operator()(states_bpf* skeleton) const;
  };
  struct Destroy {
    void operator()(bpf_link* link) const;
  };
  explicit StatesPrograms(std::unique_ptr<states_bpf, Close> skeleton) : skeleton_(std::move(skeleton)) {}
  static Result<StatesPrograms> load(const StatesProgramOptions& options, const FeatureSet& without);
  void configure(const StatesProgramOptions& options, const FeatureSet& without, const std::string& types);
  Result<void> start(const ProcessMarks& processes);
  Result<void> look_up_drop_reasons(const StatesProgramOptions& options, const std::string& types);
  std::vector<const bpf_program*> tracepoint_programs() const;
  static uint64_t missed_by(const bpf_program* program);
  bool seed();
  Result<void> attach();

  std::unique_ptr<states_bpf, Close> skeleton_;
  OwnerHooks owner_hooks_;
  std::vector<std::unique_ptr<bpf_link, Destroy>> links_;
  std::vector<Ring> rings_;
  std::vector<std::string> missing_;
  std::map<uint32_t, std::string> drop_reasons_;
};

}  // namespace trawl
