#include "mode/doctor.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/output.h"
#include "kernel/btf_file.h"
#include "kernel/features.h"
#include "kernel/probe/devices.h"
#include "kernel/probe/hooks.h"
#include "kernel/probe/host.h"
#include "kernel/probe/map_types.h"
#include "kernel/probe/program_types.h"
#include "mode/mode_trials.h"
#include "sink/doctor_text.h"
#include "source/device.h"

namespace trawl {

namespace {

Finding finding_of(std::string_view name, const Probe& probe) {
  return {.name = std::string(name), .support = probe.support, .error_number = probe.error_number};
}

FindingGroup try_hooks() {
  FindingGroup group{.name = "hooks", .counted = true};
  const HookSite site;
  for (const HookText& hook : hooks()) {
    Finding finding = finding_of(hook.name, hook.attempt(site));
    finding.used_for = hook.used;
    finding.otherwise = hook.otherwise;
    group.findings.push_back(std::move(finding));
  }
  return group;
}

FindingGroup try_features(const FeatureSet& without) {
  FindingGroup group{.name = "features", .counted = true};
  for (const FeatureText& text : feature_texts()) {
    const bool off = without.test(static_cast<size_t>(text.feature));
    Finding finding = finding_of(text.name, off ? Probe{.support = Support::kNo} : probe(text.feature));
    if (off) finding.detail = "switched off";
    finding.used_for = text.what;
    finding.otherwise = text.otherwise;
    group.findings.push_back(std::move(finding));
  }
  return group;
}

FindingGroup try_program_types() {
  FindingGroup group{.name = "program types", .counted = true};
  for (const ProgramTypeText& type : program_types()) {
    Finding finding = finding_of(type.name, probe(type));
    finding.used_for = type.used;
    group.findings.push_back(std::move(finding));
  }
  return group;
}

FindingGroup try_map_types() {
  FindingGroup group{.name = "map types", .counted = true};
  for (const MapTypeText& type : map_types()) {
    Finding finding = finding_of(type.name, probe(type));
    finding.detail = type.what;
    finding.used_for = type.used;
    group.findings.push_back(std::move(finding));
  }
  return group;
}

/// Records from the kernel: which of its rings there are.
FindingGroup try_rings() {
  FindingGroup group{.name = "rings", .counted = true, .listed = true};
  for (const MapTypeText& type : map_types()) {
    if (type.number != BPF_MAP_TYPE_RINGBUF && type.number != BPF_MAP_TYPE_PERF_EVENT_ARRAY) continue;
    Finding finding = finding_of(type.number == BPF_MAP_TYPE_RINGBUF ? "ring buffer" : "perf buffer", probe(type));
    finding.used_for = type.used.empty() ? "" : "all records of all modes";
    group.findings.push_back(std::move(finding));
  }
  return group;
}

std::string program_text(const DeviceProgram& program) {
  if (program.name.empty()) return fmt::format("a program (id {}) whose name needs privileges to read", program.id);
  std::string text = program.name;
  if (program.id != 0) text += fmt::format(" (id {})", program.id);
  if (program.left_over) return text + ", left over by a trawl that is gone: the next capture takes it away";
  return text + (program.ours ? ", of a trawl that runs" : ", of another tool");
}

/// Whether drivers run XDP programs, and what runs at the devices' hooks.
FindingGroup look_at_devices() {
  FindingGroup group{.name = "interfaces with native XDP", .counted = true, .listed = true};
  const auto devices = list_devices();
  auto probe = DeviceProbe::create();
  if (!devices || !probe) {
    group.findings.push_back({.name = "list", .detail = devices ? probe.error().what : devices.error().what});
    return group;
  }
  std::vector<Finding> programs;
  for (const Device& device : *devices) {
    group.findings.push_back({.name = device.name, .support = probe->native_xdp(device.ifindex)});
    for (const DeviceProgram& program : probe->programs(device.ifindex)) {
      programs.push_back({.name = device.name + ' ' + program.hook, .detail = program_text(program)});
    }
  }
  std::ranges::move(programs, std::back_inserter(group.findings));
  return group;
}

/// Where captures read the kernel's types.
FindingGroup find_types(const KernelOptions& kernel) {
  FindingGroup group{.name = "BTF"};
  const auto file = find_btf_file(kernel);
  Finding finding{.name = "kernel types", .support = file ? Support::kYes : Support::kNo};
  finding.detail = file ? *file : file.error().what + "; " + file.error().hint;
  finding.used_for = file && *file != kOwnTypes ? "capture, states, trace; xdp --at needs the kernel's own" : "";
  group.findings.push_back(std::move(finding));
  return group;
}

/// Who may do all that modes need is told EPERM for good: then it is no.
void settle_refusals(std::vector<FindingGroup>& groups) {
  for (FindingGroup& group : groups) {
    for (Finding& finding : group.findings) {
      if (finding.support == Support::kUnknown && finding.error_number == EPERM) finding.support = Support::kNo;
    }
  }
}

/// Much is looked up below /sys: where that is missing, the kernel may have it all the same.
void doubt_absence(std::vector<FindingGroup>& groups) {
  if (::access("/sys/kernel", F_OK) == 0) return;
  for (FindingGroup& group : groups) {
    for (Finding& finding : group.findings) {
      if (finding.support == Support::kNo && finding.error_number == ENOENT) finding.support = Support::kUnknown;
    }
  }
}

Support support_of(std::span<const FindingGroup> groups, std::string_view name) {
  for (const FindingGroup& group : groups) {
    const auto found = std::ranges::find(group.findings, name, &Finding::name);
    if (found != group.findings.end() && found->support) return *found->support;
  }
  return Support::kUnknown;
}

/// Loading does not tell whether there is a place to attach to.
void require_hooks(FindingGroup& modes, std::span<const FindingGroup> groups) {
  const bool no_tc = support_of(groups, "tcx") == Support::kNo && support_of(groups, "tc clsact") == Support::kNo;
  const bool no_xdp = support_of(groups, "xdp generic") == Support::kNo;
  for (Finding& mode : modes.findings) {
    const bool capture_fails = mode.name == "capture" && no_tc;
    const bool xdp_fails = mode.name == "xdp" && no_xdp;
    if (mode.support != Support::kYes || (!capture_fails && !xdp_fails)) continue;
    mode.support = Support::kNo;
    mode.detail = capture_fails ? "there is neither tcx nor clsact to attach to" : "programs cannot be attached";
  }
}

}  // namespace

Result<int> run_doctor(const DoctorOptions& options) {
  const CapabilitySet has = capabilities_in_kernel();
  FindingGroup modes = try_modes(options.kernel);
  std::vector<FindingGroup> tried = {find_types(options.kernel),
                                     host_configuration(),
                                     try_features(options.kernel.without),
                                     try_hooks(),
                                     try_program_types(),
                                     try_map_types(),
                                     try_rings(),
                                     look_at_devices()};
  if ((needed_capabilities() & ~has) == 0) settle_refusals(tried);
  doubt_absence(tried);
  require_hooks(modes, tried);
  const bool works =
      std::ranges::all_of(modes.findings, [](const Finding& mode) { return mode.support == Support::kYes; });
  std::vector<FindingGroup> groups = {std::move(modes), check_privileges(has), host_facts()};
  std::ranges::move(tried, std::back_inserter(groups));
  const std::string text = options.json
                               ? doctor_json(groups, works)
                               : doctor_text(groups, {.color = options.color, .every_row = options.verbose > 0});
  if (auto written = write_all(STDOUT_FILENO, text, "Unable to write output"); !written) {
    if (written.error().error_number != EPIPE) return std::unexpected(written.error());
  }
  return works ? 0 : 1;
}

}  // namespace trawl
