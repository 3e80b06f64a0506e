// What happens to the TCP connections of all network namespaces, as it happens.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "filter/tuple_filter.h"
#include "kernel/states_programs.h"
#include "packet/tcp_event.h"
#include "source/record_queue.h"

namespace trawl {

struct LiveStatesOptions {
  StatesProgramOptions programs;
  std::string expression;               // pcap-filter(7), applied to addresses and ports
  std::vector<std::string> namespaces;  // paths and names (netns.h), or "any"; empty: all
};

class LiveStates {
 public:
  static Result<std::unique_ptr<LiveStates>> create(const LiveStatesOptions& options);

  /// Clears `events` and fills it, in the order of time; they are valid until the next call and have no owner yet.
  /// Waits for an event, for something that happens to a process, and for `wake_on()`. False after stop(), when the
  /// last event has been handed out.
  bool next_batch(std::vector<TcpEvent>& events);

  /// What the kernel side said of event `i` of the last batch.
  const trawl_tcp_event& record(size_t i) const { return *records_[i]; }
  /// Whose socket that is.
  trawl_owner owner(size_t i) const;
  /// What happened to processes until now, in order; valid until the next next_batch().
  std::span<const Ring::Record> process_events() const { return process_events_; }
  const StatesPrograms& programs() const { return programs_; }

  /// next_batch() returns when `fd` becomes readable. Borrowed.
  void wake_on(int fd) { wake_fds_.push_back(fd); }
  /// No more events; what is in the buffer is still handed out.
  void stop();

 private:
  LiveStates(StatesPrograms programs, TupleFilter filter)
      : programs_(std::move(programs)), filter_(std::move(filter)), queue_(programs_.events()) {}
  bool is_wanted(const trawl_tcp_event& record) const;
  std::string_view name_of_reason(uint32_t reason) const;
  TcpEvent event_of(const Ring::Record& entry) const;
  void add(const Ring::Record& entry, std::vector<TcpEvent>& events);

  StatesPrograms programs_;
  TupleFilter filter_;
  RecordQueue queue_;
  std::vector<int> wake_fds_;
  bool stopping_ = false;
  WallClock clock_;
  uint64_t clock_refreshed_ = 0;  // CLOCK_MONOTONIC, ns
  std::vector<const trawl_tcp_event*> records_;
  std::vector<Ring::Record> process_events_;
};

}  // namespace trawl
