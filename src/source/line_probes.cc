#include "source/line_probes.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernel/kernel_code.h"
#include "kernel/lines/build_id.h"
#include "wire/trace.h"

namespace trawl {

namespace {

#if defined(__x86_64__)
constexpr uint64_t kInstructionStep = 1;  // the kernel tells which addresses are no instruction's
#else
constexpr uint64_t kInstructionStep = 4;
#endif
constexpr uint64_t kLargestFunction = 65536;  // bytes that are probed of one

}  // namespace

Result<LineProbes> LineProbes::create(const LineOptions& options, const KernelSymbols& symbols,
                                      std::span<const SkbFunction> functions) {
  LineProbes probes(symbols, options.source);
  if (auto opened = probes.open_named(options.debug_images); !opened) return std::unexpected(opened.error());
  for (const std::string& text : options.places) {
    const auto spec = parse_line_spec(text);
    if (!spec) return std::unexpected(spec.error());
    if (auto added = probes.add(*spec, text, functions); !added) return std::unexpected(added.error());
  }
  if (auto fits = probes.check_named(); !fits) return std::unexpected(fits.error());
  return probes;
}

Result<void> LineProbes::open_named(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    auto image = DebugImage::open(path, "");
    if (!image) return std::unexpected(image.error());
    const std::string id = image->build_id();
    named_.emplace(id, std::move(*image));
  }
  return {};
}

/// Each named image must be of something that runs here.
Result<void> LineProbes::check_named() const {
  std::map<std::string, std::string> running;  // by build id
  if (const auto id = kernel_build_id()) running.emplace(*id, "the kernel's");
  for (const auto& [module, lines] : lines_) {
    if (const auto id = module_build_id(module); id && !module.empty()) running.emplace(*id, module + "'s");
  }
  for (const auto& [id, image] : named_) {
    if (running.contains(id)) continue;
    std::string others;
    for (const auto& [other, whose] : running) others += fmt::format("; {} is {}", whose, other);
    return fail(fmt::format("{}: belongs to other code: its build id is {}{}", image.path(),
                            id.empty() ? "not there" : id, others));
  }
  return {};
}

const LoadedLines* LineProbes::lines_of(std::string_view module) const {
  const auto opened = lines_.find(module);
  return opened != lines_.end() && opened->second ? &*opened->second : nullptr;
}

void LineProbes::open_lines(std::string_view module) {
  const auto [at, fresh] = lines_.try_emplace(std::string(module));
  if (!fresh) return;
  auto opened = LoadedLines::open(at->first, named_, *symbols_);
  if (!opened) {
    notes_.push_back(opened.error().what + ": no source lines, +* is where functions call" +
                     (opened.error().hint.empty() ? "" : "; " + opened.error().hint));
    return;
  }
  at->second.emplace(std::move(*opened));
  if (const auto time = at->second->reading_time()) {
    const std::string whose = module.empty() ? "the kernel" : at->first;
    notes_.push_back("read the debug information of " + whose + " in " + std::to_string(*time) + " ms");
  }
}

Result<uint64_t> LineProbes::address_of(const LineSpec& spec) const {
  for (const uint64_t address : symbols_->addresses(spec.symbol)) {
    const std::string_view module = symbols_->at(address)->module;
    if (spec.module.empty() || module == spec.module || (module.empty() && spec.module == "vmlinux")) return address;
  }
  std::string hint;
  for (const std::string_view name : symbols_->nearest(spec.symbol, 5)) {
    hint += (hint.empty() ? "did you mean " : ", ") + std::string(name);
  }
  return fail("there is no function " + spec.symbol + (spec.module.empty() ? "" : " in " + spec.module), hint);
}

/// An address as a place in a function.
Result<LineSpec> LineProbes::with_symbol(const LineSpec& spec, const std::string& text) const {
  if (!spec.symbol.empty()) return spec;
  const auto place = symbols_->at(spec.address);
  if (!place) return fail(text + " is no address of the kernel's code");
  LineSpec found = spec;
  found.symbol = place->name;
  found.module = place->module;
  found.offset = place->offset;
  return found;
}

LineProbes::Function& LineProbes::function_at(uint64_t begin, std::span<const SkbFunction> functions) {
  const auto [at, fresh] = functions_.try_emplace(begin);
  Function& function = at->second;
  if (!fresh) return function;
  function.number = functions_.size();
  function.begin = begin;
  const auto place = symbols_->at(begin);
  const std::string name(place->name);
  function.module = place->module;
  open_lines(function.module);
  const uint64_t after = symbols_->end_of(begin);
  function.end = after != 0 ? std::min(after, begin + kLargestFunction) : begin + 1;
  if (const auto code = read_kernel_code(begin, function.end - begin))
    function.code = decode_instructions(*code, begin);
  const auto known = std::ranges::find_if(
      functions, [&](const SkbFunction& each) { return each.name == name && each.module == function.module; });
  if (known == functions.end()) {
    notes_.push_back(name + " has no argument that is a packet: only packets met before are recognized in it");
    return function;
  }
  function.entry = probes_.size();
  probed_.insert(begin);
  // At a landing pad the probe is set where the kernel would move it.
  const bool pad = !function.code.empty() && function.code.front().landing_pad;
  const uint64_t address = pad ? begin + function.code.front().size : begin;
  probed_.insert(address);
  probes_.push_back(
      {address, cookie_of(*known) | TRAWL_PROBE_ENTERS | function.number << TRAWL_PROBE_FUNCTION_SHIFT, name});
  return function;
}

Result<void> LineProbes::check_offset(const Function& function, const LineSpec& spec, const std::string& text) const {
  if (spec.offset >= function.end - function.begin) {
    return fail(text + ": the function has only " + std::to_string(function.end - function.begin) + " bytes");
  }
  for (const Instruction& each : function.code) {
    const uint64_t begin = each.address - function.begin;
    if (begin < spec.offset && spec.offset < begin + each.size) {
      return fail(text + " is inside an instruction", "instructions begin at " + spec.symbol + '+' +
                                                          std::to_string(begin) + " and " + spec.symbol + '+' +
                                                          std::to_string(begin + each.size));
    }
  }
  return {};
}

uint8_t LineProbes::target_register(const Instruction& instruction) const {
  if (instruction.target_register != 0 || instruction.target == 0) return instruction.target_register;
  // The first thunk has the name of all of them, too.
  uint8_t found = 0;
  for (const std::string_view name : symbols_->names(instruction.target)) found = std::max(found, thunk_register(name));
  return found;
}

/// A function's last call may be a jump. Which of the direct ones leave for good does not show; those that go where a
/// register says do, for the kernel has no tables of jumps.
bool LineProbes::is_call(const Instruction& instruction) const {
  return instruction.calls || target_register(instruction) != 0;
}

/// The user asked for the first instruction.
void LineProbes::probe_entry(Function& function, const std::string& text) {
  if (!function.entry) return probe_inside(function, function.begin, text);
  probes_[*function.entry].cookie |= TRAWL_PROBE_LINE;
}

void LineProbes::probe_inside(const Function& function, uint64_t address, const std::string& needed) {
  if (!probed_.insert(address).second) return;
  uint64_t cookie = TRAWL_PROBE_INSIDE | TRAWL_PROBE_LINE | function.number << TRAWL_PROBE_FUNCTION_SHIFT;
  const auto instruction = std::ranges::find(function.code, address, &Instruction::address);
  if (instruction != function.code.end()) {
    cookie |= uint64_t{target_register(*instruction)} << TRAWL_PROBE_TARGET_SHIFT;
  }
  probes_.push_back({address, cookie, needed});
}

Result<void> LineProbes::add(const LineSpec& spec, const std::string& text, std::span<const SkbFunction> functions) {
  const auto at = with_symbol(spec, text);
  if (!at) return std::unexpected(at.error());
  const auto begin = address_of(*at);
  if (!begin) return std::unexpected(begin.error());
  Function& function = function_at(*begin, functions);
  if (auto fits = check_offset(function, *at, text); !fits) return fits;
  const bool one = at->extent == LineSpec::Extent::kOne;
  if (!one || at->offset == 0) probe_entry(function, text);
  if (one && at->offset != 0) probe_inside(function, *begin + at->offset, text);
  if (one) return {};
  for (const uint64_t address : addresses_in(function, at->extent)) probe_inside(function, address, "");
  return {};
}

/// Where the code is not known all addresses are tried: the kernel refuses those that are no instruction's.
std::vector<uint64_t> LineProbes::addresses_in(const Function& function, LineSpec::Extent extent) {
  std::vector<uint64_t> addresses;
  const bool all = extent == LineSpec::Extent::kInstructions;
  if (const LoadedLines* lines = lines_of(function.module); !all && lines != nullptr) {
    addresses = lines->line_starts(function.begin, function.end);
  }
  for (const Instruction& each : function.code) {
    if (all || is_call(each)) addresses.push_back(each.address);
  }
  if (addresses.empty() && function.code.empty()) {
    for (uint64_t at = function.begin; at < function.end; at += kInstructionStep) addresses.push_back(at);
  }
  std::ranges::sort(addresses);
  return addresses;
}

std::span<const SourcePlace> LineProbes::places(uint64_t address) {
  const auto [at, fresh] = places_.try_emplace(address);
  const LoadedLines* lines = fresh ? lines_of(symbols_->at(address)->module) : nullptr;
  if (lines == nullptr) return at->second;
  for (CodeFrame& frame : lines->frames(address)) {
    std::string text = text_.line(frame.file, frame.line);
    at->second.push_back({std::move(frame.function), std::move(frame.file), frame.line, std::move(text)});
  }
  return at->second;
}

}  // namespace trawl
