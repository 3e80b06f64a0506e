// Functions of the kernel that programs may call. libbpf would bind them, but takes every such program for one that
// cannot be loaded without the kernel's own BTF, whether it calls them or not.
#pragma once

#include <linux/bpf.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "base/fd.h"
#include "kernel/section_handler.h"

struct btf;

namespace trawl {

/// Where a program finds a function of the kernel.
struct KernelFunction {
  int32_t number = 0;  // in the kernel's types; 0: it has none of this name
  bool in_module = false;
};

/// Puts functions into the places of their markers (wire/kernel_calls.h) in programs of the section "tc". Must live
/// from before their object is opened until it is loaded.
class KernelCalls {
 public:
  /// `own`: the kernel's types; null where it has none.
  explicit KernelCalls(btf* own);
  KernelCalls(const KernelCalls&) = delete;
  KernelCalls& operator=(const KernelCalls&) = delete;

  /// Begins; until then they are only looked for.
  void bind_while_loading();

  /// Whether this kernel has all of them, in itself or in a module that is loaded.
  bool found() const;
  /// Whether anything was bound.
  bool bind(std::span<bpf_insn> program) const;
  /// For the programs: descriptors of types, by the numbers that calls into modules have.
  const int* modules() const { return modules_.data(); }

 private:
  static constexpr size_t kCalls = 2;

  std::array<KernelFunction, kCalls> functions_;
  Fd module_;
  std::array<int, 2> modules_{};  // number 0 is the kernel itself
  std::optional<SectionHandler> handler_;
};

}  // namespace trawl
