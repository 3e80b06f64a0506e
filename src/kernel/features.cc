#include "kernel/features.h"

#include <bpf/bpf.h>

#include <cerrno>
#include <climits>
#include <string>
#include <vector>

#include "base/fd.h"
#include "kernel/tcx_link.h"

namespace trawl {

namespace {

constexpr FeatureText kTexts[] = {
    {Feature::kTcx, "tcx", "6.6", "programs at tc hooks as links, which the kernel takes away with the process",
     "clsact filters, which a second process takes away"},
};
static_assert(std::size(kTexts) == kFeatures);

Probe from_errno(int error_number) {
  if (error_number == 0) return {.support = Support::kYes};
  const bool forbidden = error_number == EPERM;
  return {.support = forbidden ? Support::kUnknown : Support::kNo, .error_number = error_number};
}

bpf_insn instruction(uint8_t code, uint8_t destination, uint8_t source, int16_t offset, int32_t immediate) {
  bpf_insn i{};
  i.code = code;
  i.dst_reg = destination & 15;
  i.src_reg = source & 15;
  i.off = offset;
  i.imm = immediate;
  return i;
}

bpf_insn set(uint8_t destination, int32_t value) {
  return instruction(BPF_ALU64 | BPF_MOV | BPF_K, destination, 0, 0, value);
}

const bpf_insn kExit = instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);

Fd load(bpf_prog_type type, const std::vector<bpf_insn>& program) {
  return Fd(bpf_prog_load(type, "trawl_probe", "GPL", program.data(), program.size(), nullptr));
}

/// A link to a device that does not exist: ENODEV says that all else is right.
Probe probe_tcx() {
  const Fd program = load(BPF_PROG_TYPE_SCHED_CLS, {set(BPF_REG_0, 0), kExit});
  if (!program.valid()) return {.error_number = errno};
  const Fd link(create_tcx_link(program.get(), INT_MAX, TcHook::kIngress));
  return from_errno(link.valid() || errno == ENODEV ? 0 : errno);
}

constexpr Probe (*kProbes[])() = {probe_tcx};
static_assert(std::size(kProbes) == kFeatures);

}  // namespace

std::span<const FeatureText> feature_texts() {
  return kTexts;
}

Probe probe(Feature feature) {
  return kProbes[static_cast<size_t>(feature)]();
}

bool is_usable(Feature feature, const FeatureSet& without) {
  return !without.test(static_cast<size_t>(feature)) && probe(feature).support == Support::kYes;
}

Result<void> add_feature(FeatureSet& set, std::string_view name) {
  std::string names;
  for (const auto& text : kTexts) {
    if (text.name == name) {
      set.set(static_cast<size_t>(text.feature));
      return {};
    }
    names += (names.empty() ? "" : ", ") + std::string(text.name);
  }
  return fail("unknown feature '" + std::string(name) + "'", "features are " + names);
}

}  // namespace trawl
