// The trace's programs in the kernel. Steps come from start() on.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "kernel/kernel_btf.h"
#include "kernel/kernel_options.h"
#include "kernel/kprobes.h"
#include "kernel/process_filter_maps.h"
#include "kernel/ring.h"
#include "kernel/trace_functions.h"
#include "wire/trace.h"

struct trace_bpf;
struct bpf_link;

namespace trawl {

struct TraceProgramOptions {
  uint32_t ring_bytes = 32U << 20;  // a power of two
  bool stacks = false;
  // What packets must have besides the expression; 0: anything.
  uint32_t netns = 0;  // inode number
  uint32_t ifindex = 0;
  uint32_t mark = 0;
  uint32_t mark_mask = 0;
  ProcessMarks processes;  // steps are marked by their owner; none is left out for it
  KernelOptions kernel;
};

class TracePrograms {
 public:
  /// `expression`: what emit_tracing() made. Needs CAP_BPF and CAP_PERFMON; the error says what is missing.
  static Result<TracePrograms> create(const TraceProgramOptions& options, const std::vector<bpf_insn>& expression);
  TracePrograms(TracePrograms&&) noexcept;
  ~TracePrograms();

  /// Probes the functions. With a link to many functions at once (Linux 5.18 with FPROBE) all of them or none, by name
  /// where they are not located: modules' are found so from 6.2 on, ESRCH before. Else one by one: those that cannot be
  /// probed are counted. Errors: the kernel has no probes of that kind, or refused one that is needed.
  Result<void> attach_many(std::span<const FunctionProbe> probes);
  Result<void> attach_each(std::span<const FunctionProbe> probes, const KernelSymbols& symbols);
  /// Whether this kernel has nf_tables, loaded perhaps, whose chains and rules can be told.
  bool tells_netfilter() const;
  /// Probes what tells them.
  void attach_netfilter(const KernelSymbols& symbols);
  size_t functions() const { return functions_; }
  size_t refused_functions() const { return refused_; }

  /// From here on packets are followed.
  void start();
  /// No more steps; those in the ring can still be read. False: the kernel is still taking probes away, and goes on
  /// with that when this process has ended.
  bool stop();

  Ring& steps() { return rings_[0]; }
  Ring& process_events() { return rings_[1]; }
  /// Return addresses, the innermost first; empty when the kernel has none under this key.
  std::vector<uint64_t> stack(int32_t key) const;
  trawl_trace_counters counters() const;
  uint64_t process_events_lost() const;

  /// Blocks until a step arrives, `other` (-1: nothing) becomes readable, a signal comes, or `timeout_ms` is over.
  void wait(int other, int timeout_ms);

  /// The tracepoints that tell steps; those that this kernel does not have are left out.
  const std::vector<std::string>& tracepoints() const { return tracepoints_; }
  /// The types by which the programs were loaded.
  const KernelBtf& types() const { return types_; }

 private:
  struct Close {
    void operator()(trace_bpf* skeleton) const;
  };
  TracePrograms(std::unique_ptr<trace_bpf, Close> skeleton, KernelBtf types)
      : skeleton_(std::move(skeleton)), types_(std::move(types)) {}
  static Result<TracePrograms> load(const TraceProgramOptions& options, const FeatureSet& without,
                                    const std::vector<bpf_insn>& expression);
  void configure(const TraceProgramOptions& options, const FeatureSet& without);
  void choose_probes(const FeatureSet& without);
  Result<void> choose_tracepoints(bool typed);
  void learn_pages();
  Result<void> make_rings();
  Result<void> start_owners(const ProcessMarks& processes);
  Result<void> attach();
  Result<Kprobes*> kprobes(const KernelSymbols& symbols);

  std::unique_ptr<trace_bpf, Close> skeleton_;
  KernelBtf types_;
  std::vector<Ring> rings_;
  std::vector<std::string> tracepoints_;
  std::optional<Kprobes> kprobes_;
  size_t functions_ = 0;
  size_t refused_ = 0;
};

/// The tracepoint's name as the kernel has it.
std::string_view tracepoint_name(uint16_t point);

}  // namespace trawl
