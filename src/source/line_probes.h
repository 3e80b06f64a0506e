// The instructions that a line trace probes, and what is known of them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernel/debug_image.h"
#include "kernel/kallsyms.h"
#include "kernel/kernel_btf.h"
#include "kernel/trace_functions.h"
#include "source/source_text.h"
#include "trace/line_spec.h"
#include "trace/step.h"

namespace trawl {

struct LineOptions {
  std::vector<std::string> places;  // -i; empty: no line trace
  std::string debug_image;          // -d; empty: where it usually is
  std::string source;               // directory of the kernel's source; empty: none
};

class LineProbes {
 public:
  /// The symbols are borrowed. Errors: no such function (the nearest names are in the hint), a debug image of another
  /// kernel.
  static Result<LineProbes> create(const LineOptions& options, const KernelSymbols& symbols,
                                   std::span<const SkbFunction> functions);

  const std::vector<FunctionProbe>& probes() const { return probes_; }
  /// What the user should know: no debug image, for example.
  const std::vector<std::string>& notes() const { return notes_; }

  /// Where the instruction is in the source; empty without a debug image.
  std::span<const SourcePlace> places(uint64_t address);

 private:
  LineProbes(const KernelSymbols& symbols, const std::string& source) : symbols_(&symbols), text_(source) {}
  Result<void> open_image(const std::string& path);
  Result<void> add(const LineSpec& spec, const std::string& text, std::span<const SkbFunction> functions);
  Result<uint64_t> function_of(const LineSpec& spec) const;
  std::vector<uint64_t> instructions(uint64_t begin, uint64_t end, LineSpec::Extent extent);
  void probe_inside(uint64_t address, uint64_t function, const std::string& needed);

  const KernelSymbols* symbols_;
  SourceText text_;
  std::optional<DebugImage> image_;
  uint64_t moved_ = 0;  // how far the kernel lies from where its image says
  std::vector<FunctionProbe> probes_;
  std::vector<std::string> notes_;
  std::map<uint64_t, std::vector<SourcePlace>> places_;  // that were asked for
  uint64_t functions_ = 0;                               // with probes inside
};

}  // namespace trawl
