// The instructions that a line trace probes, and what is known of them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernel/debug_image.h"
#include "kernel/instructions.h"
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
  /// A function with probes inside.
  struct Function {
    uint64_t number = 0;  // that its probes share
    uint64_t begin = 0;
    uint64_t end = 0;
    std::vector<Instruction> code;  // empty: not known
    std::optional<size_t> entry;    // among the probes: where its packet is in an argument
  };
  Result<void> add(const LineSpec& spec, const std::string& text, std::span<const SkbFunction> functions);
  Result<LineSpec> with_symbol(const LineSpec& spec, const std::string& text) const;
  Result<uint64_t> address_of(const LineSpec& spec) const;
  Result<void> check_offset(const Function& function, const LineSpec& spec, const std::string& text) const;
  Function& function_at(uint64_t begin, const std::string& name, std::span<const SkbFunction> functions);
  std::vector<uint64_t> addresses_in(const Function& function, LineSpec::Extent extent);
  uint8_t target_register(const Instruction& instruction) const;
  void probe_entry(Function& function, const std::string& text);
  void probe_inside(const Function& function, uint64_t address, const std::string& needed);

  const KernelSymbols* symbols_;
  SourceText text_;
  std::optional<DebugImage> image_;
  uint64_t moved_ = 0;  // how far the kernel lies from where its image says
  std::vector<FunctionProbe> probes_;
  std::vector<std::string> notes_;
  std::set<uint64_t> probed_;                            // addresses of `probes_`
  std::map<uint64_t, Function> functions_;               // by their begin
  std::map<uint64_t, std::vector<SourcePlace>> places_;  // that were asked for
};

}  // namespace trawl
