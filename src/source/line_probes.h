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
#include "kernel/instructions.h"
#include "kernel/kallsyms.h"
#include "kernel/kernel_btf.h"
#include "kernel/lines/loaded_lines.h"
#include "kernel/trace_functions.h"
#include "source/source_text.h"
#include "trace/line_spec.h"
#include "trace/step.h"

namespace trawl {

struct LineOptions {
  std::vector<std::string> places;        // -i; empty: no line trace
  std::vector<std::string> debug_images;  // -d; those that are not among them are looked for
  std::string source;                     // directory of the kernel's source; empty: none
};

class LineProbes {
 public:
  /// The symbols are borrowed. Errors: no such function (the nearest names are in the hint), a debug image of other
  /// code.
  static Result<LineProbes> create(const LineOptions& options, const KernelSymbols& symbols,
                                   std::span<const SkbFunction> functions);

  const std::vector<FunctionProbe>& probes() const { return probes_; }
  /// What the user should know: no debug image, for example.
  const std::vector<std::string>& notes() const { return notes_; }

  /// Where an instruction of the probed functions is in the source; empty without a debug image.
  std::span<const SourcePlace> places(uint64_t address);

 private:
  LineProbes(const KernelSymbols& symbols, const std::string& source) : symbols_(&symbols), text_(source) {}
  Result<void> open_named(const std::vector<std::string>& paths);
  Result<void> check_named() const;
  /// A function with probes inside.
  struct Function {
    uint64_t number = 0;      // that its probes share
    std::string_view module;  // empty: it is the kernel's own
    uint64_t begin = 0;
    uint64_t end = 0;
    std::vector<Instruction> code;  // empty: not known
    std::optional<size_t> entry;    // among the probes: where its packet is in an argument
  };
  Result<void> add(const LineSpec& spec, const std::string& text, std::span<const SkbFunction> functions);
  Result<LineSpec> with_symbol(const LineSpec& spec, const std::string& text) const;
  Result<uint64_t> address_of(const LineSpec& spec) const;
  Result<void> check_offset(const Function& function, const LineSpec& spec, const std::string& text) const;
  Function& function_at(uint64_t begin, std::span<const SkbFunction> functions);
  std::vector<uint64_t> addresses_in(const Function& function, LineSpec::Extent extent);
  const LoadedLines* lines_of(std::string_view module) const;
  void open_lines(std::string_view module);
  uint8_t target_register(const Instruction& instruction) const;
  bool is_call(const Instruction& instruction) const;
  void probe_entry(Function& function, const std::string& text);
  void probe_inside(const Function& function, uint64_t address, const std::string& needed);

  const KernelSymbols* symbols_;
  SourceText text_;
  NamedImages named_;
  std::map<std::string, std::optional<LoadedLines>, std::less<>> lines_;  // by module; nothing: there is no image
  std::vector<FunctionProbe> probes_;
  std::vector<std::string> notes_;
  std::set<uint64_t> probed_;                            // addresses of `probes_`
  std::map<uint64_t, Function> functions_;               // by their begin
  std::map<uint64_t, std::vector<SourcePlace>> places_;  // that were asked for
};

}  // namespace trawl
