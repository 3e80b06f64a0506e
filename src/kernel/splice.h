// Puts a generated function into programs of a skeleton while they are loaded.
#pragma once

#include <linux/bpf.h>

#include <vector>

#include "base/error.h"
#include "kernel/section_handler.h"

namespace trawl {

/// libbpf appends the functions that a program calls, in the order of the calls that it meets, and so the one that
/// calls none comes last, unless another such is called later: then nothing is loaded. The generated function takes its
/// place (it is known by TRAWL_EXPRESSION) in programs of the sections that are handled here.
/// Must live until the programs are loaded; there is one at a time, for libbpf's list of handlers is one per process.
class Splice {
 public:
  explicit Splice(std::vector<bpf_insn> function) : function_(std::move(function)) {}
  Splice(const Splice&) = delete;
  Splice& operator=(const Splice&) = delete;

  /// `section`: the name, with a "+" at the end where "/..." follows it. Call it before the skeleton is opened.
  Result<void> handle(const char* section, bpf_prog_type type, bpf_attach_type attach_type);

  const std::vector<bpf_insn>& function() const { return function_; }

 private:
  std::vector<bpf_insn> function_;
  std::vector<SectionHandler> handlers_;
};

}  // namespace trawl
