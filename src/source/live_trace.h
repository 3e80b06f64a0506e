// Steps of packets through the kernel as they happen.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "kernel/late_symbols.h"
#include "kernel/trace_programs.h"
#include "source/drop_programs.h"
#include "source/line_probes.h"
#include "trace/step.h"

namespace trawl {

struct LiveTraceOptions {
  std::string expression;              // pcap-filter(7)
  bool optimize = true;                // the expression
  std::string netns;                   // a path or a name of ip-netns(8); empty: all
  std::string interface;               // in that namespace, or the own one; empty: all
  std::vector<std::string> functions;  // patterns, or "all"; empty: all where that is quick, else a choice
  LineOptions lines;
  TraceProgramOptions programs;  // `netns` and `ifindex` are found out here
};

class LiveTrace {
 public:
  /// Errors: no privilege, no BTF, an expression that suits neither Ethernet nor IP, no such namespace or interface.
  static Result<std::unique_ptr<LiveTrace>> create(LiveTraceOptions options);

  /// Clears `steps` and fills it with what came since the last call, in order of time. Waits for the first step, until
  /// `wake_fd` is readable, or for `timeout_ms`; may be empty.
  void next_batch(std::vector<TraceStep>& steps, int wake_fd, int timeout_ms);
  /// Every step before this time, ns since 1970, has been handed out by the last call.
  int64_t complete_until() const { return clock_.at(complete_until_); }
  /// No more steps come; what is left is handed out by the next call. False: the kernel is still taking probes away.
  bool stop();

  /// What the kernel side said of the owner of step `i` of the last batch, and when; CLOCK_MONOTONIC, ns.
  const trawl_owner& owner(size_t i) const { return owners_[i].owner; }
  uint64_t time(size_t i) const { return owners_[i].time; }
  /// What happened to processes until now, in order; valid until the next next_batch().
  std::span<const Ring::Record> process_events() const { return process_events_; }

  const TracePrograms& programs() const { return programs_; }
  /// Sentences about what this trace cannot see, for the user.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  LiveTrace(TracePrograms programs, LateSymbols symbols, std::map<uint32_t, std::string> reasons)
      : programs_(std::move(programs)), symbols_(std::move(symbols)), reasons_(std::move(reasons)) {}
  Result<void> attach(const std::vector<SkbFunction>& functions, const std::vector<std::string>& patterns,
                      const std::string& list);
  Result<void> attach_many(const std::vector<FunctionProbe>& probes);
  Result<void> attach_lines(const LineOptions& lines, const std::vector<SkbFunction>& functions);
  uint64_t collect(int wake_fd, int timeout_ms);
  TraceStep step_of(const trawl_trace_step& record);
  void set_programs(TraceStep& step, const trawl_trace_step& record);
  std::string_view reason_of(int32_t value) const;
  std::string_view function_at(uint64_t address) const;
  std::vector<std::string_view> stack_of(int32_t key) const;

  TracePrograms programs_;
  LateSymbols symbols_;
  std::map<uint32_t, std::string> reasons_;
  std::optional<LineProbes> lines_;
  DropPrograms drop_programs_;
  std::vector<std::string> notes_;
  WallClock clock_;
  uint64_t clock_refreshed_ = 0;  // CLOCK_MONOTONIC, ns
  uint64_t complete_until_ = 0;   // CLOCK_MONOTONIC, ns
  struct OwnerAt {
    trawl_owner owner;
    uint64_t time;
  };
  std::vector<Ring::Record> pending_;
  std::vector<OwnerAt> owners_;  // of the last batch
  std::vector<Ring::Record> process_events_;
  bool stopped_ = false;
};

}  // namespace trawl
