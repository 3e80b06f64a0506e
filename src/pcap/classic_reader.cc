#include "pcap/classic_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace trawl {

namespace {

constexpr size_t kFileHeader = 24;
constexpr size_t kMaxBatch = 256;  // packets that stay in the first-level cache

struct Magic {
  uint32_t value;
  bool nanoseconds;
  size_t record_header;
};

// The third is the "modified" format of an old Linux capture library: eight more bytes in each record's header.
constexpr Magic kMagics[] = {{0xa1b2c3d4, false, 16}, {0xa1b23c4d, true, 16}, {0xa1b2cd34, false, 24}};

const Magic* find_magic(uint32_t value) {
  const auto* found = std::ranges::find(kMagics, value, &Magic::value);
  return found == std::end(kMagics) ? nullptr : found;
}

}  // namespace

bool ClassicReader::is_magic(std::span<const uint8_t> start) {
  return start.size() >= 4 && (find_magic(FileIntegers(false).u32(start, 0)) != nullptr ||
                               find_magic(FileIntegers(true).u32(start, 0)) != nullptr);
}

Result<std::unique_ptr<FileReader>> ClassicReader::create(ByteInput input) {
  std::unique_ptr<ClassicReader> reader(new ClassicReader(std::move(input)));
  if (auto read = reader->read_file_header(); !read) return std::unexpected(read.error());
  return reader;
}

Result<void> ClassicReader::read_file_header() {
  const auto whole = input_.fill(kFileHeader);
  if (!whole) return std::unexpected(whole.error());
  const auto header = input_.buffered();
  if (!*whole) {
    return fail(fmt::format("truncated dump file; tried to read {} file header bytes, only got {}", kFileHeader,
                            header.size() - 4));
  }
  const Magic* magic = find_magic(FileIntegers(false).u32(header, 0));
  integers_ = FileIntegers(magic == nullptr);
  if (magic == nullptr) magic = find_magic(integers_.u32(header, 0));
  nanoseconds_ = magic->nanoseconds;
  record_header_ = magic->record_header;

  const uint16_t major = integers_.u16(header, 4);
  const uint16_t minor = integers_.u16(header, 6);
  if (major == 0) return fail("archaic pcap savefile format");
  const bool known = (major == 2 && minor <= 4) || (major == 543 && minor == 0);
  if (!known) return fail(fmt::format("unsupported pcap savefile version {}.{}", major, minor));

  Interface interface;
  const uint32_t snaplen = integers_.u32(header, 16);
  interface.snaplen = snaplen == 0 || snaplen > INT32_MAX ? kMaxSnaplen : snaplen;
  constexpr uint32_t kLinkTypeBits = 0x03ffffff;
  interface.link_type = integers_.u32(header, 20) & kLinkTypeBits;
  interface.link_flags = integers_.u32(header, 20) & ~kLinkTypeBits;
  interfaces_.push_back(std::move(interface));
  input_.consume(kFileHeader);
  return {};
}

Result<size_t> ClassicReader::record_size(std::span<const uint8_t> bytes) const {
  if (bytes.size() < record_header_) return record_header_;
  const uint32_t captured = integers_.u32(bytes, 8);
  if (captured > kMaxSnaplen) {
    const uint32_t snaplen = interfaces_.front().snaplen;
    if (captured > snaplen) {
      return fail(fmt::format("invalid packet capture length {}, bigger than snaplen of {}", captured, snaplen));
    }
    return fail(fmt::format("invalid packet capture length {}, bigger than maximum of {}", captured, kMaxSnaplen));
  }
  return record_header_ + captured;
}

/// Inline, for it is most of what a packet of a file costs.
inline void ClassicReader::add_packet(std::span<const uint8_t> record, std::vector<Packet>& packets) const {
  const Interface& interface = interfaces_.front();
  Packet& p = packets.emplace_back();
  p.time.seconds = integers_.u32(record, 0);
  p.time.nanoseconds = uint64_t{integers_.u32(record, 4)} * (nanoseconds_ ? 1 : 1000);
  p.length = integers_.u32(record, 12);
  p.data = record.subspan(record_header_);
  p.link_type = interface.link_type;
  p.record = record;
  if (p.data.size() > interface.snaplen) {
    p.data = p.data.first(interface.snaplen);
    p.record = {};
  }
}

void ClassicReader::take_buffered(FileBatch& batch) {
  auto bytes = input_.buffered();
  const size_t buffered = bytes.size();
  while (batch.packets.size() < kMaxBatch && bytes.size() >= record_header_) {
    const uint32_t captured = integers_.u32(bytes, 8);
    if (captured > kMaxSnaplen || captured > bytes.size() - record_header_) break;
    add_packet(bytes.first(record_header_ + captured), batch.packets);
    bytes = bytes.subspan(record_header_ + captured);
  }
  input_.consume(buffered - bytes.size());
}

Result<bool> ClassicReader::next(FileBatch& batch) {
  batch.clear();
  for (;;) {
    take_buffered(batch);
    if (!batch.packets.empty()) return true;
    const auto size = record_size(input_.buffered());
    if (!size) return std::unexpected(size.error());
    const auto whole = input_.fill(*size);
    if (!whole) return std::unexpected(whole.error());
    if (*whole) continue;
    const size_t left = input_.buffered().size();
    if (left == 0) return false;
    if (left < record_header_) {
      return fail(fmt::format("truncated dump file; tried to read {} header bytes, only got {}", record_header_, left));
    }
    // The header may have come with this fill: the record is as long as it says.
    const auto wanted = record_size(input_.buffered());
    if (!wanted) return std::unexpected(wanted.error());
    if (*wanted <= left) continue;
    return fail(fmt::format("truncated dump file; tried to read {} captured bytes, only got {}",
                            *wanted - record_header_, left - record_header_));
  }
}

}  // namespace trawl
