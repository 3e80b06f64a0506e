#include "source/line_probes.h"

#include <algorithm>

#include "kernel/build_id.h"
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
  if (auto opened = probes.open_image(options.debug_image); !opened) return std::unexpected(opened.error());
  for (const std::string& text : options.places) {
    const auto spec = parse_line_spec(text);
    if (!spec) return std::unexpected(spec.error());
    if (auto added = probes.add(*spec, text, functions); !added) return std::unexpected(added.error());
  }
  return probes;
}

Result<void> LineProbes::open_image(const std::string& path) {
  const auto id = kernel_build_id();
  if (!id) return path.empty() ? Result<void>{} : std::unexpected(id.error());
  auto found = path.empty() ? find_debug_image(*id, "") : Result<std::string>(path);
  if (!found) {
    notes_.push_back(found.error().what + ": no source lines; " + found.error().hint);
    return {};
  }
  auto image = DebugImage::open(*found, *id);
  if (!image) return std::unexpected(image.error());
  constexpr const char* kAnchor = "_stext";
  const auto here = symbols_->addresses(kAnchor);
  const uint64_t there = image->symbol(kAnchor);
  if (here.empty() || there == 0) return fail(*found + ": does not say where the kernel's code begins");
  moved_ = here.front() - there;
  image_.emplace(std::move(*image));
  return {};
}

Result<uint64_t> LineProbes::function_of(const LineSpec& spec) const {
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

void LineProbes::probe_inside(uint64_t address, uint64_t function, const std::string& needed) {
  probes_.push_back({address, TRAWL_PROBE_INSIDE | TRAWL_PROBE_LINE | function << TRAWL_PROBE_FUNCTION_SHIFT, needed});
}

Result<void> LineProbes::add(const LineSpec& spec, const std::string& text, std::span<const SkbFunction> functions) {
  LineSpec at = spec;
  if (at.symbol.empty()) {
    const auto place = symbols_->at(at.address);
    if (!place) return fail(text + " is no address of the kernel's code");
    at.symbol = place->name;
    at.module = place->module;
    at.offset = place->offset;
  }
  const auto begin = function_of(at);
  if (!begin) return std::unexpected(begin.error());
  const uint64_t after = symbols_->end_of(*begin);
  const uint64_t end = after != 0 ? std::min(after, *begin + kLargestFunction) : *begin + 1;
  if (at.offset >= end - *begin) {
    return fail(text + ": the function has only " + std::to_string(end - *begin) + " bytes");
  }
  const auto known = std::ranges::find(functions, at.symbol, &SkbFunction::name);
  const uint64_t number = ++functions_;
  const bool entry = at.extent != LineSpec::Extent::kOne || at.offset == 0;
  if (known == functions.end()) {
    notes_.push_back(at.symbol + " has no argument that is a packet: only packets met before are recognized in it");
    if (entry) probe_inside(*begin, number, text);
  } else {
    const uint64_t line = entry ? uint64_t{TRAWL_PROBE_LINE} : 0;
    const uint64_t cookie = cookie_of(*known) | TRAWL_PROBE_ENTERS | line | number << TRAWL_PROBE_FUNCTION_SHIFT;
    probes_.push_back({*begin, cookie, text});
  }
  if (at.extent == LineSpec::Extent::kOne && at.offset != 0) probe_inside(*begin + at.offset, number, text);
  if (at.extent == LineSpec::Extent::kOne) return {};
  for (const uint64_t address : instructions(*begin, end, at.extent)) probe_inside(address, number, "");
  return {};
}

std::vector<uint64_t> LineProbes::instructions(uint64_t begin, uint64_t end, LineSpec::Extent extent) {
  std::vector<uint64_t> addresses;
  if (extent == LineSpec::Extent::kLines && image_) {
    for (const uint64_t start : image_->line_starts(begin - moved_, end - moved_)) {
      if (start + moved_ != begin) addresses.push_back(start + moved_);
    }
    if (!addresses.empty()) return addresses;
  }
  for (uint64_t at = begin + kInstructionStep; at < end; at += kInstructionStep) addresses.push_back(at);
  return addresses;
}

std::span<const SourcePlace> LineProbes::places(uint64_t address) {
  const auto [at, fresh] = places_.try_emplace(address);
  if (!fresh || !image_) return at->second;
  for (CodeFrame& frame : image_->frames(address - moved_)) {
    std::string text = text_.line(frame.file, frame.line);
    at->second.push_back({std::move(frame.function), std::move(frame.file), frame.line, std::move(text)});
  }
  return at->second;
}

}  // namespace trawl
