#include "kernel/lines/loaded_lines.h"

#include <algorithm>

#include "base/clock.h"
#include "base/file.h"
#include "base/number.h"
#include "kernel/lines/build_id.h"
#include "kernel/lines/find_image.h"
#include "kernel/lines/make_line_index.h"

namespace trawl {

namespace {

constexpr const char* kAnchor = "_stext";
constexpr uint64_t kNanosecondsPerMillisecond = 1'000'000;

/// Reads the image, and keeps what it says for the next time where that is possible.
Result<StoredIndex> read_image(const DebugImage& image, const LineCache& cache) {
  auto index = make_line_index(image);
  if (!index) return std::unexpected(index.error());
  if (cache.store(image.build_id(), *index)) {
    if (auto stored = cache.find(image.build_id())) return stored;
  }
  return StoredIndex::open(std::move(*index), image.build_id());
}

/// Where a section of a module is loaded; nothing: it is not, or the kernel does not say it.
std::optional<uint64_t> address_of_section(const std::string& module, std::string_view section) {
  const auto text = read_file("/sys/module/" + module + "/sections/" + std::string(section));
  if (!text) return std::nullopt;
  const auto address = parse_decimal_or_hexadecimal(std::string_view(*text).substr(0, text->find('\n')));
  return address != 0U ? address : std::nullopt;
}

}  // namespace

Result<LoadedLines> LoadedLines::open(const std::string& module, const NamedImages& named,
                                      const KernelSymbols& symbols) {
  const auto id = module.empty() ? kernel_build_id() : module_build_id(module);
  if (!id) return std::unexpected(id.error());
  const LineCache cache = LineCache::of_user();
  auto stored = cache.find(*id);
  std::optional<uint64_t> reading_time;
  if (!stored) {
    std::optional<DebugImage> found;
    const auto own = named.find(*id);
    if (own == named.end()) {
      auto image = find_debug_image(*id, module);
      if (!image) return std::unexpected(image.error());
      found.emplace(std::move(*image));
    }
    const uint64_t start = monotonic_now();
    stored = read_image(found ? *found : own->second, cache);
    if (!stored) return std::unexpected(stored.error());
    reading_time = (monotonic_now() - start) / kNanosecondsPerMillisecond;
  }
  LoadedLines lines(std::move(*stored));
  lines.reading_time_ = reading_time;
  const auto placed = module.empty() ? lines.place_kernel(symbols) : lines.place_module(module);
  if (!placed) return std::unexpected(placed.error());
  return lines;
}

// The kernel moves as a whole when it starts (CONFIG_RANDOMIZE_BASE).
Result<void> LoadedLines::place_kernel(const KernelSymbols& symbols) {
  const auto here = symbols.addresses(kAnchor);
  const uint64_t there = stored_.index().anchor();
  if (here.empty() || there == 0) return fail("the debug image does not say where the kernel's code begins");
  for (const CodeSection& section : stored_.index().sections()) {
    const uint64_t moved = here.front() - there;
    pieces_.push_back({section.address + moved, section.size, moved});
  }
  return {};
}

Result<void> LoadedLines::place_module(const std::string& module) {
  for (const CodeSection& section : stored_.index().sections()) {
    const auto address = address_of_section(module, section.name);
    if (address) pieces_.push_back({*address, section.size, *address - section.address});
  }
  if (!pieces_.empty()) return {};
  return fail("the kernel does not say where the code of " + module + " is loaded (/sys/module/" + module +
              "/sections)");
}

const LoadedLines::Piece* LoadedLines::piece_at(uint64_t address) const {
  const auto found =
      std::ranges::find_if(pieces_, [&](const Piece& piece) { return address - piece.begin < piece.size; });
  return found == pieces_.end() ? nullptr : &*found;
}

std::vector<uint64_t> LoadedLines::line_starts(uint64_t begin, uint64_t end) const {
  const Piece* piece = piece_at(begin);
  if (piece == nullptr) return {};
  auto starts =
      stored_.index().line_starts(begin - piece->moved, std::min(end, piece->begin + piece->size) - piece->moved);
  for (uint64_t& start : starts) start += piece->moved;
  return starts;
}

std::vector<CodeFrame> LoadedLines::frames(uint64_t address) const {
  const Piece* piece = piece_at(address);
  return piece == nullptr ? std::vector<CodeFrame>() : stored_.index().frames(address - piece->moved);
}

}  // namespace trawl
