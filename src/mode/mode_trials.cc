#include "mode/mode_trials.h"

#include <fmt/format.h>
#include <unistd.h>

#include <vector>

#include "base/file.h"
#include "filter/emit.h"
#include "filter/expression.h"
#include "kernel/capture_programs.h"
#include "kernel/kallsyms.h"
#include "kernel/states_programs.h"
#include "kernel/trace_programs.h"
#include "kernel/xdp_programs.h"

namespace trawl {

namespace {

using enum Capability;

constexpr uint32_t kSmallRing = 64U << 10;  // bytes; nothing is read from it

struct Outcome {
  Error error;                       // `what` is empty: it works
  std::vector<std::string> missing;  // that the mode does without
};

Outcome try_capture(const KernelOptions& kernel) {
  CaptureProgramOptions options;
  options.ring_bytes = kSmallRing;
  options.kernel = kernel;
  const auto programs = CapturePrograms::create(options);
  if (!programs) return {.error = programs.error()};
  return {.missing = programs->missing()};
}

Outcome try_states(const KernelOptions& kernel) {
  StatesProgramOptions options;
  options.ring_bytes = kSmallRing;
  options.kernel = kernel;
  const auto programs = StatesPrograms::create(options);
  if (!programs) return {.error = programs.error()};
  return {.missing = programs->missing()};
}

Outcome try_trace(const KernelOptions& kernel) {
  const auto all = Expression::compile("", kLinkEthernet, 0, {});
  if (!all) return {.error = all.error()};
  const auto expression = emit_tracing({.ethernet = all->program(), .network = all->program()});
  if (!expression) return {.error = expression.error()};
  const auto programs = TracePrograms::create({.ring_bytes = kSmallRing, .kernel = kernel}, *expression);
  if (!programs) return {.error = programs.error()};
  const auto symbols = KernelSymbols::check();
  return symbols ? Outcome{} : Outcome{.error = symbols.error()};
}

Outcome try_xdp(const KernelOptions& kernel) {
  XdpProgramOptions options;
  options.without = kernel.without;
  options.records.ring_bytes = kSmallRing;
  const auto programs = XdpPrograms::create(options);
  return programs ? Outcome{} : Outcome{.error = programs.error()};
}

struct Mode {
  std::string_view name;
  std::string_view what;
  Outcome (*attempt)(const KernelOptions& kernel);
  CapabilitySet needed;
  CapabilitySet useful;
};

// What each capability is for: docs/privileges.md.
constexpr Mode kModes[] = {
    {"capture", "packets and whose they are", try_capture, capability_set({kBpf, kNetAdmin, kPerfmon}),
     capability_set({kNetRaw, kSysPtrace, kDacReadSearch, kSysAdmin})},
    {"states", "changes of TCP connections", try_states, capability_set({kBpf, kNetAdmin, kPerfmon}),
     capability_set({kSysPtrace, kDacReadSearch})},
    {"trace", "the way of packets through the kernel", try_trace, capability_set({kBpf, kPerfmon, kSyslog}),
     capability_set({kSysPtrace, kDacReadSearch})},
    {"xdp", "packets at the XDP hook", try_xdp, capability_set({kBpf, kNetAdmin, kPerfmon}),
     capability_set({kNetRaw, kSysAdmin})},
};

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

/// The first user namespace maps all numbers to themselves.
bool in_user_namespace() {
  const auto map = read_file("/proc/self/uid_map");
  return map && map->find("4294967295") == std::string::npos;
}

Finding identity() {
  Finding finding{.name = "user", .detail = fmt::format("uid {}", ::geteuid())};
  if (in_user_namespace()) finding.detail += ", in a user namespace: its capabilities do not count in the kernel";
  return finding;
}

}  // namespace

FindingGroup try_modes(const KernelOptions& kernel) {
  FindingGroup group{.name = "modes"};
  for (const Mode& mode : kModes) {
    const Outcome outcome = mode.attempt(kernel);
    Finding finding{.name = std::string(mode.name), .support = Support::kYes, .detail = std::string(mode.what)};
    if (!outcome.error.what.empty()) {
      finding.support = Support::kNo;
      finding.detail = outcome.error.what;
      if (!outcome.error.hint.empty()) finding.detail += "; " + outcome.error.hint;
    } else if (!outcome.missing.empty()) {
      finding.detail += ", without: " + joined(outcome.missing);
    }
    group.findings.push_back(std::move(finding));
  }
  return group;
}

CapabilitySet capabilities_in_kernel() {
  return in_user_namespace() ? 0 : effective_capabilities();
}

FindingGroup check_privileges(CapabilitySet has) {
  FindingGroup group{.name = "privileges"};
  group.findings.push_back(identity());
  for (const Mode& mode : kModes) {
    Finding finding{.name = std::string(mode.name), .support = Support::kYes};
    const std::string missing = capability_names(mode.needed & ~has);
    const std::string unused = capability_names(mode.useful & ~has);
    if (!missing.empty()) finding.support = Support::kNo;
    finding.detail = missing.empty() ? "has what it needs" : "needs " + missing;
    if (!unused.empty()) finding.detail += "; would use " + unused;
    group.findings.push_back(std::move(finding));
  }
  return group;
}

CapabilitySet needed_capabilities() {
  CapabilitySet all = 0;
  for (const Mode& mode : kModes) all |= mode.needed;
  return all;
}

}  // namespace trawl
