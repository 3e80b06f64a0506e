#include "source/live_trace.h"

#include <net/if.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <future>

#include "filter/emit.h"
#include "filter/expression.h"
#include "source/netns.h"

namespace trawl {

namespace {

constexpr uint64_t kClockRefresh = 1'000'000'000;  // ns
constexpr uint64_t kSettle = 2'000'000;  // ns; two CPUs may write their steps in another order than they happen
/// Reasons that are no errors: the packet has served, or its socket was closed.
constexpr std::string_view kGoodReasons[] = {"SKB_CONSUMED", "QUEUE_PURGE"};

struct PointKind {
  trawl_trace_point point;
  StepKind kind;
};
constexpr PointKind kKinds[] = {
    {TRAWL_AT_FUNCTION, StepKind::kFunction},       {TRAWL_AT_NAPI_GRO_RECEIVE_ENTRY, StepKind::kReceived},
    {TRAWL_AT_NETIF_RX_ENTRY, StepKind::kReceived}, {TRAWL_AT_NETIF_RECEIVE_SKB, StepKind::kReceived},
    {TRAWL_AT_NET_DEV_QUEUE, StepKind::kQueued},    {TRAWL_AT_NET_DEV_START_XMIT, StepKind::kQueued},
    {TRAWL_AT_NET_DEV_XMIT, StepKind::kDriver},     {TRAWL_AT_KFREE_SKB, StepKind::kDropped},
    {TRAWL_AT_CONSUME_SKB, StepKind::kConsumed},    {TRAWL_AT_SKB_COPY_DATAGRAM_IOVEC, StepKind::kCopied},
    {TRAWL_AT_TCP_PROBE, StepKind::kTcpReceived},
};

StepKind kind_of(const trawl_trace_step& record) {
  const auto* row = std::ranges::find(kKinds, record.point, &PointKind::point);
  return row == std::end(kKinds) ? StepKind::kPassing : row->kind;
}

/// Functions that say more than that the packet came by.
struct FunctionKind {
  std::string_view name;
  StepKind kind;
};
constexpr FunctionKind kFunctionKinds[] = {
    {"__netif_receive_skb_core", StepKind::kReceived},
    {"dev_hard_start_xmit", StepKind::kQueued},
    {"skb_consume_udp", StepKind::kCopied},
    {"tcp_data_queue", StepKind::kTcpReceived},
    {"tcp_queue_rcv", StepKind::kTcpReceived},
    {"tcp_rcv_established", StepKind::kTcpReceived},
    {"tcp_rcv_state_process", StepKind::kTcpReceived},
};

/// Who lets go of an skb's parts together with it.
constexpr std::string_view kWhole = "skb_release_data";

/// A reader lets go of a packet when it has it.
constexpr std::string_view kReaders[] = {"packet_recvmsg", "ping_recvmsg",       "raw_recvmsg", "rawv6_recvmsg",
                                         "tcp_recvmsg",    "tcp_recvmsg_locked", "udp_recvmsg", "udpv6_recvmsg"};

template <size_t N>
std::string bounded(const char (&text)[N]) {
  return std::string(text, ::strnlen(text, N));
}

/// While TCP keeps an skb in a tree the pointer to its device is something else, and what it points to has no name.
void set_device(TraceStep& step, const trawl_trace_step& record) {
  std::string name = bounded(record.interface);
  const bool named = !name.empty() && std::ranges::all_of(name, [](char c) { return c > ' ' && c < '\x7f'; });
  if (record.ifindex != 0 && !named) return;
  step.netns = record.netns;
  step.interface = std::move(name);
}

NetfilterPlace netfilter_of(const trawl_trace_step& record) {
  NetfilterPlace place;
  const bool iptables = record.point == TRAWL_AT_XT_TABLE;
  if (!iptables && record.point != TRAWL_AT_NFT_CHAIN && record.point != TRAWL_AT_NFT_RULE) return place;
  place.family = netfilter_family(record.family);
  place.table = bounded(record.table);
  place.chain = iptables ? std::string(netfilter_hook(record.value)) : bounded(record.chain);
  place.rule = record.rule;
  place.verdict = iptables ? std::string_view() : netfilter_verdict(record.value);
  return place;
}

/// The expression for both kinds of packets that a trace sees: some have their Ethernet header, some do not have it
/// yet.
Result<std::vector<bpf_insn>> compile(const LiveTraceOptions& options) {
  const auto ethernet = Expression::compile(options.expression, kLinkEthernet, 0, {.optimize = options.optimize});
  const auto network = Expression::compile(options.expression, kLinkRaw, 0, {.optimize = options.optimize});
  if (!ethernet && !network) return std::unexpected(ethernet.error());
  TracingFunction function;
  if (ethernet) function.ethernet = ethernet->program();
  if (network) function.network = network->program();
  return emit_tracing(function);
}

/// Interface indices are numbers within a namespace.
Result<void> find_places(LiveTraceOptions& options) {
  if (options.netns.empty() && options.interface.empty()) return {};
  const auto there = options.netns.empty() ? own_namespace() : find_namespace(options.netns);
  if (!there) return std::unexpected(there.error());
  options.programs.netns = there->inode;
  if (options.interface.empty()) return {};
  const auto scope = NetnsScope::enter(*there);
  if (!scope) return std::unexpected(scope.error());
  options.programs.ifindex = ::if_nametoindex(options.interface.c_str());
  if (options.programs.ifindex != 0) return {};
  return fail(options.interface + ": No such device exists", "-D lists the devices there are");
}

}  // namespace

Result<std::unique_ptr<LiveTrace>> LiveTrace::create(LiveTraceOptions options) {
  if (auto found = find_places(options); !found) return std::unexpected(found.error());
  auto expression = compile(options);
  if (!expression) return std::unexpected(expression.error());
  const bool lines = !options.lines.places.empty();
  // What the kernel takes long to print is read while programs are loaded.
  auto symbols = LateSymbols::start();
  auto listing = std::async(std::launch::async, [lines] { return lines ? std::string() : ftrace_list(); });
  auto programs = TracePrograms::create(options.programs, *expression);
  if (!programs) return std::unexpected(programs.error());
  if (!symbols) return std::unexpected(symbols.error());
  const auto functions = programs->types().skb_functions();
  auto reasons = programs->types().drop_reasons();
  std::unique_ptr<LiveTrace> trace(new LiveTrace(std::move(*programs), std::move(*symbols), std::move(reasons)));
  const auto attached = lines ? trace->attach_lines(options.lines, functions)
                              : trace->attach(functions, options.functions, listing.get());
  if (!attached) return std::unexpected(attached.error());
  trace->programs_.start();
  return trace;
}

// Probes are set at all functions where the kernel does that in one go. One by one it takes 10 ms each and more to take
// them away again, so without a word of the user's it is a choice of them.
Result<void> LiveTrace::attach(const std::vector<SkbFunction>& functions, const std::vector<std::string>& patterns,
                               const std::string& list) {
  const std::vector<std::string> all = {"all"};
  if (patterns.empty() && programs_.tells_netfilter()) programs_.attach_netfilter(symbols_.get());
  if (attach_many(choose_functions(functions, patterns.empty() ? all : patterns, list))) return {};
  const auto each = locate(choose_functions(functions, patterns, ""), symbols_.get());
  const auto attached = programs_.attach_each(each, symbols_.get());
  if (attached) {
    if (patterns.empty())
      notes_.push_back("this kernel sets probes one by one: a choice of functions; see --functions");
    return {};
  }
  if (!patterns.empty()) return attached;
  notes_.push_back(attached.error().what + ": tracepoints only, which make a shorter story");
  return {};
}

// By name, for the kernel finds addresses sooner than it tells them.
Result<void> LiveTrace::attach_many(const std::vector<FunctionProbe>& probes) {
  auto attached = programs_.attach_many(probes);
  if (attached || attached.error().error_number != ESRCH) return attached;
  return programs_.attach_many(locate(probes, symbols_.get()));
}

Result<void> LiveTrace::attach_lines(const LineOptions& lines, const std::vector<SkbFunction>& functions) {
  auto probes = LineProbes::create(lines, symbols_.get(), functions);
  if (!probes) return std::unexpected(probes.error());
  lines_.emplace(std::move(*probes));
  notes_.insert(notes_.end(), lines_->notes().begin(), lines_->notes().end());
  // Of the functions only those that packets are followed by.
  const std::vector<std::string> none = {""};
  const auto followers = choose_functions(functions, none, "");
  if (!attach_many(followers)) {
    const auto attached = programs_.attach_each(locate(followers, symbols_.get()), symbols_.get());
    if (!attached) return attached;
  }
  if (auto attached = programs_.attach_each(lines_->probes(), symbols_.get()); !attached) return attached;
  if (const size_t refused = programs_.refused_functions(); refused != 0) {
    notes_.push_back(std::to_string(refused) + " instructions cannot be probed and are left out");
  }
  return {};
}

/// Takes what the ring has. Returns when that was looked at: CLOCK_MONOTONIC, ns.
uint64_t LiveTrace::collect(int wake_fd, int timeout_ms) {
  uint64_t now = monotonic_now();
  programs_.steps().read(pending_);
  if (!pending_.empty() || stopped_) return now;
  programs_.wait(wake_fd, timeout_ms);
  now = monotonic_now();
  programs_.steps().read(pending_);
  return now;
}

void LiveTrace::next_batch(std::vector<TraceStep>& steps, int wake_fd, int timeout_ms) {
  steps.clear();
  owners_.clear();
  programs_.process_events().release();
  process_events_.clear();
  const uint64_t now = collect(wake_fd, timeout_ms);
  programs_.process_events().read(process_events_);
  complete_until_ = now - kSettle;
  if (now - clock_refreshed_ > kClockRefresh) {
    clock_.refresh();
    clock_refreshed_ = now;
  }
  const auto time_of = [](const Ring::Record& r) {
    return reinterpret_cast<const trawl_trace_step*>(r.bytes.data())->time;
  };
  std::ranges::stable_sort(pending_, {}, time_of);
  const auto settled = std::ranges::upper_bound(pending_, stopped_ ? UINT64_MAX : complete_until_, {}, time_of);
  for (auto record = pending_.begin(); record != settled; ++record) {
    const auto& said = *reinterpret_cast<const trawl_trace_step*>(record->bytes.data());
    steps.push_back(step_of(said));
    owners_.push_back({said.owner, said.time});
  }
  pending_.erase(pending_.begin(), settled);
  uint64_t oldest = UINT64_MAX;
  for (const auto& record : pending_) oldest = std::min(oldest, record.position);
  if (oldest == UINT64_MAX) {
    programs_.steps().release();
  } else {
    programs_.steps().release_to(oldest);
  }
}

bool LiveTrace::stop() {
  stopped_ = true;
  return programs_.stop();
}

std::string_view LiveTrace::function_at(uint64_t address) const {
  const auto place = address != 0 ? symbols_.get().at(address) : std::nullopt;
  return place ? place->name : std::string_view();
}

std::string_view LiveTrace::reason_of(int32_t value) const {
  const auto found = reasons_.find(static_cast<uint32_t>(value));
  return found == reasons_.end() ? std::string_view() : found->second;
}

// At tracepoints the innermost frames are our own program's and those that called it.
std::vector<std::string_view> LiveTrace::stack_of(int32_t key) const {
  constexpr size_t kOwnFrames = 4;
  std::vector<std::string_view> names;
  for (const uint64_t address : programs_.stack(key)) {
    const std::string_view name = function_at(address);
    if (name.starts_with("bpf_") && names.size() < kOwnFrames) {
      names.clear();
    } else {
      names.push_back(name);
    }
  }
  return names;
}

void LiveTrace::set_programs(TraceStep& step, const trawl_trace_step& record) {
  constexpr std::string_view kWords[] = {"XDP", "tc ingress", "tc egress"};
  const auto hook = DropPrograms::hook_of(step.reason, step.caller);
  if (!hook) return;
  step.hook = kWords[static_cast<size_t>(*hook)];
  step.programs = drop_programs_.find(*hook, step.netns, record.ifindex, record.time);
}

TraceStep LiveTrace::step_of(const trawl_trace_step& record) {
  TraceStep step;
  step.time = clock_.at(record.time);
  step.packet = record.packet;
  step.skb = record.skb;
  step.kind = kind_of(record);
  step.name = tracepoint_name(record.point);
  if (const auto place = record.function != 0 ? symbols_.get().at(record.function) : std::nullopt) {
    step.name = place->name;
    step.module = place->module;
    step.offset = place->offset;
    const auto* row = std::ranges::find(kFunctionKinds, step.name, &FunctionKind::name);
    if (row != std::end(kFunctionKinds)) step.kind = row->kind;
  }
  step.address = record.function;
  step.line = (record.flags & TRAWL_TRACE_LINE) != 0;
  step.guessed = (record.flags & TRAWL_TRACE_GUESSED) != 0;
  if (step.line && lines_) step.places = lines_->places(record.function);
  step.target = function_at(record.target);
  step.copy = record.copy;
  step.caller = function_at(record.caller);
  if (step.kind == StepKind::kDropped) step.reason = reason_of(record.value);
  const bool good = std::ranges::find(kGoodReasons, step.reason) != std::end(kGoodReasons);
  if (step.kind == StepKind::kDropped && (good || step.caller == kWhole)) step.kind = StepKind::kConsumed;
  const bool reader = std::ranges::find(kReaders, step.caller) != std::end(kReaders);
  if (step.kind == StepKind::kConsumed && reader) step.kind = StepKind::kCopied;
  step.value = record.value;
  step.released = (record.flags & TRAWL_TRACE_RELEASED) != 0;
  step.lost = record.lost;
  step.cpu = record.cpu;
  set_device(step, record);
  if (step.kind == StepKind::kDropped) set_programs(step, record);
  step.mark = record.mark;
  step.length = record.length;
  step.network_length = record.network_length;
  step.gso_size = record.gso_size;
  step.protocol = record.protocol;
  step.stack_pointer = record.stack_pointer;
  step.netfilter = netfilter_of(record);
  step.conntrack = conntrack_text(record.conntrack, record.conntrack_status);
  step.task = {record.current_tgid, record.current_tid, bounded(record.current_comm)};
  step.owner = {{record.owner.tgid, record.owner.tid, bounded(record.owner.comm)}, {}, {}};
  step.stack = stack_of(record.stack);
  const size_t captured = std::min<size_t>(record.captured, TRAWL_TRACE_HEADERS);
  step.headers.assign(record.headers, record.headers + captured);
  step.network = record.network;
  step.link_header = record.has_link_header != 0;
  return step;
}

}  // namespace trawl
