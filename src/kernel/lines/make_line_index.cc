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
/// Each batch has tables of its own, so that it does not matter which thread reads it, and when.
class Reading {
 public:
  Reading(const DebugImage& image, uint64_t base) : image_(image) {
    if (const auto dwarf = image.reader()) units_ = units_of(dwarf.get());
    batches_.assign((units_.size() + kBatch - 1) / kBatch, LineTables(base));
  }

  /// A thread's part.
  void read() {
    for (size_t batch = next_++; batch < batches_.size(); batch = next_++) {
      const auto dwarf = new_reader();
      if (!dwarf) continue;
      DwarfUnits reader(dwarf.get(), batches_[batch]);
      const auto units = std::span(units_).subspan(batch * kBatch);
      for (const uint64_t unit : units.first(std::min(kBatch, units.size()))) reader.read(unit);
    }
  }

  /// In the order of the units. To be called when all threads are done.
  std::span<LineTables> batches() { return batches_; }

 private:
  static constexpr size_t kBatch = 32;

  DebugImage::DwarfReader new_reader() {
    const std::scoped_lock lock(making_);
    return image_.reader();
  }

  const DebugImage& image_;
  std::vector<uint64_t> units_;
  std::vector<LineTables> batches_;
  std::atomic<size_t> next_ = 0;
  std::mutex making_;
};

}  // namespace

Result<std::vector<uint8_t>> make_line_index(const DebugImage& image) {
  if (image.sections().empty()) return fail(image.path() + ": has no code");
  const unsigned threads = std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
  const uint64_t base = lowest_address(image.sections());
  Reading reading(image, base);
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < threads; i++) workers.emplace_back([&reading] { reading.read(); });
  }
  LineTables all(base);
  for (const CodeSection& section : image.sections()) all.add_section(section.name, section.address, section.size);
  for (LineTables& batch : reading.batches()) all.take(std::move(batch));
  return all.encode(image.symbol("_stext"), image.build_id());
}

}  // namespace trawl
