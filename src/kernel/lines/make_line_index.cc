#include "kernel/lines/make_line_index.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <span>
#include <thread>

#include "kernel/lines/dwarf_unit.h"

namespace trawl {

namespace {

constexpr unsigned kMostThreads = 8;

/// Where the first entries of all units are in .debug_info.
std::vector<uint64_t> units_of(Dwarf* dwarf) {
  std::vector<uint64_t> units;
  Dwarf_CU* unit = nullptr;
  Dwarf_Die entry;
  while (dwarf_get_units(dwarf, unit, &unit, nullptr, nullptr, &entry, nullptr) == 0) {
    units.push_back(dwarf_dieoffset(&entry));
  }
  return units;
}

uint64_t lowest_address(const std::vector<CodeSection>& sections) {
  return std::ranges::min(sections, {}, &CodeSection::address).address;
}

/// Reads the units a few at a time, each time by a new reader: what libdw keeps of a unit goes with its reader only.
class Reading {
 public:
  explicit Reading(const DebugImage& image) : image_(image) {
    if (const auto dwarf = image.reader()) units_ = units_of(dwarf.get());
  }

  /// A thread's part.
  void read_into(LineTables& tables) {
    for (size_t begin = next_.fetch_add(kBatch); begin < units_.size(); begin = next_.fetch_add(kBatch)) {
      const auto dwarf = new_reader();
      if (!dwarf) continue;
      DwarfUnits reader(dwarf.get(), tables);
      for (const uint64_t unit : std::span(units_).subspan(begin, std::min(kBatch, units_.size() - begin))) {
        reader.read(unit);
      }
    }
  }

 private:
  static constexpr size_t kBatch = 32;

  DebugImage::DwarfReader new_reader() {
    const std::scoped_lock lock(making_);
    return image_.reader();
  }

  const DebugImage& image_;
  std::vector<uint64_t> units_;
  std::atomic<size_t> next_ = 0;
  std::mutex making_;
};

}  // namespace

Result<std::vector<uint8_t>> make_line_index(const DebugImage& image) {
  if (image.sections().empty()) return fail(image.path() + ": has no code");
  const unsigned threads = std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
  std::vector<LineTables> parts(threads, LineTables(lowest_address(image.sections())));
  Reading reading(image);
  {
    std::vector<std::jthread> workers;
    for (LineTables& part : parts) workers.emplace_back([&reading, &part] { reading.read_into(part); });
  }
  LineTables& all = parts.front();
  for (const CodeSection& section : image.sections()) all.add_section(section.name, section.address, section.size);
  for (LineTables& part : std::span(parts).subspan(1)) all.take(std::move(part));
  return all.encode(image.symbol("_stext"), image.build_id());
}

}  // namespace trawl
