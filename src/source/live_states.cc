#include "source/live_states.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "packet/tcp_states.h"
#include "source/netns.h"

namespace trawl {

namespace {

constexpr uint64_t kClockRefresh = 1'000'000'000;  // ns

constexpr TcpEventKind kKinds[] = {TcpEventKind::kState, TcpEventKind::kRetransmit, TcpEventKind::kResetSent,
                                   TcpEventKind::kResetReceived, TcpEventKind::kDrop};
static_assert(std::size(kKinds) == TRAWL_TCP_EVENT_TYPES);
constexpr TcpOpening kOpenings[] = {TcpOpening::kNone, TcpOpening::kConnected, TcpOpening::kAccepted};

TcpEndpoint endpoint(std::span<const uint8_t, 16> address, uint16_t port) {
  TcpEndpoint end{.port = port};
  std::ranges::copy(address, end.address.begin());
  return end;
}

/// Nanoseconds between two times of which the first may not be known.
std::optional<uint64_t> between(uint64_t from, uint64_t to) {
  if (from == 0 || from > to) return std::nullopt;
  return to - from;
}

/// Their inode numbers; none for all.
Result<std::vector<uint32_t>> find_namespaces(const std::vector<std::string>& words) {
  std::vector<uint32_t> inodes;
  if (std::ranges::find(words, "any") != words.end()) return inodes;
  for (const auto& word : words) {
    const auto found = find_namespace(word);
    if (!found) return std::unexpected(found.error());
    if (inodes.size() == TRAWL_TCP_NAMESPACES) return fail("more than 16 network namespaces", "\"any\" is all of them");
    inodes.push_back(found->inode);
  }
  return inodes;
}

TcpTotals totals_of(const trawl_tcp_totals& totals, uint64_t closed) {
  return {.bytes_sent = totals.bytes_sent,
          .bytes_received = totals.bytes_received,
          .retransmits = totals.retransmits,
          .rtt = totals.rtt,
          .duration = between(totals.opened, closed)};
}

/// Takes a part of a record off its front. The kernel side wrote it: it is there, and aligned.
template <class T>
const T& take(std::span<const uint8_t>& bytes) {
  const auto& part = *reinterpret_cast<const T*>(bytes.data());
  bytes = bytes.subspan(sizeof(T));
  return part;
}

}  // namespace

Result<std::unique_ptr<LiveStates>> LiveStates::create(const LiveStatesOptions& options) {
  auto filter = TupleFilter::create(options.expression);
  if (!filter) return std::unexpected(filter.error());
  auto namespaces = find_namespaces(options.namespaces);
  if (!namespaces) return std::unexpected(namespaces.error());
  StatesProgramOptions kernel = options.programs;
  kernel.namespaces = std::move(*namespaces);
  auto programs = StatesPrograms::create(kernel);
  if (!programs) return std::unexpected(programs.error());
  return std::unique_ptr<LiveStates>(new LiveStates(std::move(*programs), std::move(*filter)));
}

bool LiveStates::is_wanted(const trawl_tcp_event& record) const {
  const trawl_tcp_ends& ends = record.ends;
  Tuple tuple{.ipv6 = ends.family == AF_INET6, .local_port = ends.local_port, .remote_port = ends.remote_port};
  std::ranges::copy(ends.local, tuple.local.begin());
  std::ranges::copy(ends.remote, tuple.remote.begin());
  return filter_.matches(tuple);
}

std::string_view LiveStates::name_of_reason(uint32_t reason) const {
  const auto& names = programs_.drop_reasons();
  const auto found = names.find(reason);
  return found == names.end() ? std::string_view("?") : found->second;
}

TcpEvent LiveStates::event_of(const Ring::Record& entry) const {
  std::span<const uint8_t> bytes = entry.bytes;
  const auto& record = take<trawl_tcp_event>(bytes);
  const int64_t time = clock_.at(record.time);
  TcpEvent event;
  event.time = {.seconds = time / 1'000'000'000, .nanoseconds = static_cast<uint64_t>(time % 1'000'000'000)};
  event.kind = kKinds[record.type];
  event.opening = kOpenings[record.direction];
  event.state = record.state;
  event.ipv6 = record.ends.family == AF_INET6;
  event.local = endpoint(record.ends.local, record.ends.local_port);
  event.remote = endpoint(record.ends.remote, record.ends.remote_port);
  if (event.kind == TcpEventKind::kState) {
    event.old_state = record.old_state;
    event.in_old_state = between(record.since, record.time);
  }
  if (event.kind == TcpEventKind::kDrop) event.reason = name_of_reason(record.drop_reason);
  event.cookie = record.cookie;
  event.netns = record.ends.netns;
  event.cpu = record.cpu;
  if ((record.parts & TRAWL_TCP_TASK) != 0) {
    const auto& task = take<trawl_tcp_task>(bytes);
    event.cpu_tid = task.tid;
    event.cpu_tgid = task.tgid;
    event.cpu_comm = {task.comm, ::strnlen(task.comm, sizeof(task.comm))};
  }
  if ((record.parts & TRAWL_TCP_TOTALS) != 0) event.totals = totals_of(take<trawl_tcp_totals>(bytes), record.time);
  return event;
}

trawl_owner LiveStates::owner(size_t i) const {
  const trawl_tcp_event& record = *records_[i];
  if (record.owner.tgid == 0) return {};
  trawl_owner owner = record.owner;
  owner.flags = uint32_t{record.marks} << TRAWL_MARKS_SHIFT;
  return owner;
}

/// One record may tell of two changes at once.
void LiveStates::add(const Ring::Record& entry, std::vector<TcpEvent>& events) {
  const auto& record = *reinterpret_cast<const trawl_tcp_event*>(entry.bytes.data());
  if (!is_wanted(record)) return;
  TcpEvent event = event_of(entry);
  if (record.passed != 0) {
    TcpEvent first = event;
    first.state = record.passed;
    first.totals.reset();
    records_.push_back(&record);
    events.push_back(first);
  }
  records_.push_back(&record);
  events.push_back(event);
}

bool LiveStates::next_batch(std::vector<TcpEvent>& events) {
  events.clear();
  records_.clear();
  programs_.process_events().release();
  process_events_.clear();
  const bool was_stopping = stopping_;
  queue_.next([this] { programs_.wait(wake_fds_); }, was_stopping);
  programs_.process_events().read(process_events_);
  const uint64_t now = monotonic_now();
  if (now - clock_refreshed_ > kClockRefresh) {
    clock_.refresh();
    clock_refreshed_ = now;
  }
  for (const auto& entry : queue_.batch()) add(entry, events);
  return !was_stopping || !queue_.batch().empty();
}

void LiveStates::stop() {
  programs_.stop();
  stopping_ = true;
}

}  // namespace trawl
