#include "kernel/lines/line_tables.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <tuple>

#include "kernel/lines/line_index.h"

namespace trawl {

using line_index::kNone;
using line_index::Range;
using line_index::Row;

namespace {

template <class Elements>
void append(std::vector<uint8_t>& bytes, const Elements& elements) {
  const auto* begin = reinterpret_cast<const uint8_t*>(elements.data());
  bytes.insert(bytes.end(), begin, begin + elements.size() * sizeof(elements[0]));
}

/// What a later table's numbers become in an earlier one.
uint32_t renumbered(const std::vector<uint32_t>& numbers, uint32_t number) {
  return number < numbers.size() ? numbers[number] : kNone;
}

}  // namespace

uint32_t TextTable::add(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  if (text.empty()) return 0;
  if (const auto known = places_.find(text); known != places_.end()) return known->second;
  if (bytes_.size() + text.size() >= kNone) return 0;
  const auto place = static_cast<uint32_t>(bytes_.size());
  bytes_.append(text).push_back('\0');
  places_.emplace(text, place);
  return place;
}

void LineTables::add_section(std::string_view name, uint64_t address, uint64_t size) {
  sections_.push_back({.address = address, .size = size, .name = texts_.add(name), .reserved = 0});
}

uint32_t LineTables::add_file(std::string_view path) {
  const uint32_t text = texts_.add(path);
  const auto [at, fresh] = file_numbers_.try_emplace(text, static_cast<uint32_t>(files_.size()));
  if (fresh) files_.push_back(text);
  return at->second;
}

void LineTables::add_row(uint64_t address, uint32_t file, uint32_t line, bool statement) {
  if (address < base_ || address - base_ >= kNone) return;
  rows_.push_back({static_cast<uint32_t>(address - base_), file, line & INT32_MAX, statement && file != kNone});
}

void LineTables::add_range(uint64_t begin, uint64_t end, uint32_t function, uint32_t call_file, uint32_t call_line) {
  if (begin < base_ || end <= begin || end - base_ >= kNone) return;
  ranges_.push_back({static_cast<uint32_t>(begin - base_), static_cast<uint32_t>(end - base_), function, call_file,
                     call_line, kNone});
}

void LineTables::take(LineTables&& other) {
  std::vector<uint32_t> numbers;
  for (const uint32_t place : other.files_) numbers.push_back(add_file(other.texts_.bytes().data() + place));
  for (Row row : other.rows_) {
    row.file = renumbered(numbers, row.file);
    rows_.push_back(row);
  }
  std::unordered_map<uint32_t, uint32_t> names;
  for (Range range : other.ranges_) {
    const auto [name, fresh] = names.try_emplace(range.function);
    if (fresh) name->second = texts_.add(other.texts_.bytes().data() + range.function);
    range.function = name->second;
    range.call_file = renumbered(numbers, range.call_file);
    ranges_.push_back(range);
  }
  other = LineTables(base_);
}

// Of an address's rows the last one counts, and the end of the sequence before it not at all.
void LineTables::finish_rows() {
  std::ranges::stable_sort(rows_, {}, [](const Row& row) { return std::pair(row.address, row.file != kNone); });
  size_t kept = 0;
  for (const Row& row : rows_) {
    Row* last = kept != 0 ? &rows_[kept - 1] : nullptr;
    if (last != nullptr && last->address == row.address) {
      const bool statement = last->statement || row.statement;
      *last = row;
      last->statement = statement;
    } else if (last == nullptr || row.statement || last->file != row.file || last->line != row.line) {
      rows_[kept++] = row;
    }
  }
  rows_.resize(kept);
}

// Who is around whom is found anew, from the addresses: so ranges lie in each other or apart whatever was said.
void LineTables::finish_ranges() {
  std::ranges::stable_sort(ranges_, {}, [](const Range& range) { return std::pair(range.begin, ~range.end); });
  std::vector<uint32_t> around;
  for (uint32_t i = 0; i < ranges_.size(); i++) {
    Range& range = ranges_[i];
    while (!around.empty() && ranges_[around.back()].end <= range.begin) around.pop_back();
    if (!around.empty()) {
      range.parent = around.back();
      range.end = std::min(range.end, ranges_[range.parent].end);
    }
    around.push_back(i);
  }
}

Result<std::vector<uint8_t>> LineTables::encode(uint64_t anchor, std::string_view build_id) {
  finish_rows();
  finish_ranges();
  line_index::Header header{};
  if (build_id.size() > sizeof(header.build_id)) return fail("the build id is too long: " + std::string(build_id));
  header.magic = line_index::kMagic;
  header.version = line_index::kVersion;
  header.base = base_;
  header.anchor = anchor;
  std::ranges::copy(build_id, header.build_id);
  header.sections = static_cast<uint32_t>(sections_.size());
  header.rows = static_cast<uint32_t>(rows_.size());
  header.ranges = static_cast<uint32_t>(ranges_.size());
  header.files = static_cast<uint32_t>(files_.size());
  header.text_size = static_cast<uint32_t>(texts_.bytes().size());
  std::vector<uint8_t> bytes(sizeof(header));
  append(bytes, sections_);
  append(bytes, rows_);
  append(bytes, ranges_);
  append(bytes, files_);
  append(bytes, texts_.bytes());
  header.size = bytes.size();
  std::memcpy(bytes.data(), &header, sizeof(header));
  header.checksum = line_index_checksum(bytes);
  std::memcpy(bytes.data(), &header, sizeof(header));
  return bytes;
}

}  // namespace trawl
