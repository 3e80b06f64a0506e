#include "kernel/lines/line_index.h"

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace trawl {

using line_index::Header;
using line_index::kNone;
using line_index::Range;
using line_index::Row;
using line_index::Section;

namespace {

constexpr size_t kMostFrames = 256;  // of one address

/// The next `count` elements; fewer than that, none, when there are not so many bytes.
template <class Element>
std::span<const Element> take(std::span<const uint8_t>& bytes, uint32_t count) {
  const size_t size = size_t{count} * sizeof(Element);
  if (size > bytes.size()) return {};
  const std::span<const Element> taken(reinterpret_cast<const Element*>(bytes.data()), count);
  bytes = bytes.subspan(size);
  return taken;
}

uint64_t size_of(const Header& header) {
  return sizeof(Header) + uint64_t{header.sections} * sizeof(Section) + uint64_t{header.rows} * sizeof(Row) +
         uint64_t{header.ranges} * sizeof(Range) + uint64_t{header.files} * sizeof(uint32_t) + header.text_size;
}

const char* fault_of(const Header& header, std::span<const uint8_t> bytes, std::string_view build_id) {
  const std::string_view own(header.build_id, ::strnlen(header.build_id, sizeof(header.build_id)));
  if (header.magic != line_index::kMagic || header.version != line_index::kVersion) return "not one of this version";
  if (header.size != bytes.size() || size_of(header) != bytes.size()) return "not whole";
  if (header.checksum != line_index_checksum(bytes)) return "damaged";
  if (own != build_id) return "of another image";
  if (header.text_size == 0 || bytes.back() != 0) return "with texts that do not end";
  return nullptr;
}

}  // namespace

uint32_t line_index_checksum(std::span<const uint8_t> bytes) {
  constexpr size_t kBehind = offsetof(Header, checksum) + sizeof(Header::checksum);
  if (bytes.size() < kBehind) return 0;
  const auto checked = bytes.subspan(kBehind);
  return static_cast<uint32_t>(::crc32_z(::crc32_z(0, nullptr, 0), checked.data(), checked.size()));
}

Result<LineIndex> LineIndex::parse(std::span<const uint8_t> bytes, std::string_view build_id) {
  LineIndex index;
  if (bytes.size() < sizeof(Header)) return fail("the line index is not whole");
  std::memcpy(&index.header_, bytes.data(), sizeof(Header));
  if (const char* fault = fault_of(index.header_, bytes, build_id)) {
    return fail(std::string("the line index is ") + fault);
  }
  bytes = bytes.subspan(sizeof(Header));
  index.sections_ = take<Section>(bytes, index.header_.sections);
  index.rows_ = take<Row>(bytes, index.header_.rows);
  index.ranges_ = take<Range>(bytes, index.header_.ranges);
  index.files_ = take<uint32_t>(bytes, index.header_.files);
  index.texts_ = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  return index;
}

std::string_view LineIndex::text(uint32_t at) const {
  return at < texts_.size() ? std::string_view(texts_.data() + at) : std::string_view();
}

std::string_view LineIndex::file(uint32_t number) const {
  return number < files_.size() ? text(files_[number]) : std::string_view();
}

std::vector<CodeSection> LineIndex::sections() const {
  std::vector<CodeSection> sections;
  for (const Section& section : sections_) sections.push_back({text(section.name), section.address, section.size});
  return sections;
}

std::vector<uint64_t> LineIndex::line_starts(uint64_t begin, uint64_t end) const {
  std::vector<uint64_t> starts;
  begin = std::max(begin, header_.base);
  const auto address_of = [this](const Row& row) { return header_.base + row.address; };
  for (auto row = std::ranges::lower_bound(rows_, begin, {}, address_of); row != rows_.end(); ++row) {
    if (address_of(*row) >= end) break;
    if (row->statement && row->file != kNone) starts.push_back(address_of(*row));
  }
  return starts;
}

// Ranges lie in each other or apart. So all that have the address are the last one that begins before it, or are around
// that.
uint32_t LineIndex::range_at(uint32_t address) const {
  const auto above = std::ranges::upper_bound(ranges_, address, {}, &Range::begin);
  uint32_t at = above == ranges_.begin() ? kNone : static_cast<uint32_t>(above - ranges_.begin() - 1);
  while (at != kNone && address >= ranges_[at].end) at = ranges_[at].parent < at ? ranges_[at].parent : kNone;
  return at;
}

std::vector<CodeFrame> LineIndex::frames(uint64_t address) const {
  std::vector<CodeFrame> frames;
  if (address < header_.base || address - header_.base >= kNone) return frames;
  const auto offset = static_cast<uint32_t>(address - header_.base);
  CodeFrame frame;
  const auto above = std::ranges::upper_bound(rows_, offset, {}, &Row::address);
  if (above != rows_.begin() && std::prev(above)->file != kNone) {
    frame.file = file(std::prev(above)->file);
    frame.line = static_cast<int>(std::prev(above)->line);
  }
  // Each inlined function says where it was called: that is the place of the frame around it.
  for (uint32_t at = range_at(offset); at != kNone && frames.size() < kMostFrames;) {
    const Range& range = ranges_[at];
    frame.function = text(range.function);
    frames.push_back(frame);
    if (range.call_file == kNone) break;
    frame.file = file(range.call_file);
    frame.line = static_cast<int>(range.call_line & INT32_MAX);
    at = range.parent < at ? range.parent : kNone;
  }
  if (frames.empty() && frame.line != 0) frames.push_back(frame);
  return frames;
}

}  // namespace trawl
