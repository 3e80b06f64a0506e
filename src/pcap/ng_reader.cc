#include "pcap/ng_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "pcap/ng_blocks.h"

namespace trawl {

namespace {

constexpr size_t kMaxBatch = 1024;
constexpr uint32_t kBlockHeader = 8;
constexpr uint32_t kMinBlock = 12;
constexpr uint32_t kMaxBlock = 16 << 20;
constexpr size_t kMaxInterfaces = 16384;  // a hostile file must not fill the memory
constexpr size_t kMaxText = 512;

/// As tcpdump counts: a block's header is read first, then the rest.
std::unexpected<Error> truncated(size_t wanted, size_t left) {
  const size_t header = left < kBlockHeader ? 0 : kBlockHeader;
  if (header == 0) wanted = kBlockHeader;
  return fail(
      fmt::format("truncated pcapng dump file; tried to read {} bytes, only got {}", wanted - header, left - header));
}

std::string text_of(std::span<const uint8_t> value) {
  std::string text(value.begin(), value.begin() + static_cast<ptrdiff_t>(std::min(value.size(), kMaxText)));
  return text.substr(0, text.find('\0'));
}

bool same_interface(const Interface& a, const Interface& b) {
  return a.link_type == b.link_type && a.snaplen == b.snaplen && a.name == b.name && a.description == b.description &&
         a.filter == b.filter && a.speed == b.speed;
}

/// if_tsresol: a power of ten, or of two where the high bit is set.
Result<uint64_t> units_per_second(uint8_t resolution) {
  const unsigned exponent = resolution & 0x7f;
  if ((resolution & 0x80) != 0) {
    if (exponent > 63) {
      return fail(fmt::format("Interface Description Block if_tsresol option resolution 2^-{} is too high", exponent));
    }
    return uint64_t{1} << exponent;
  }
  if (exponent > 19) {
    return fail(fmt::format("Interface Description Block if_tsresol option resolution 10^-{} is too high", exponent));
  }
  uint64_t units = 1;
  for (unsigned i = 0; i < exponent; i++) units *= 10;
  return units;
}

}  // namespace

std::span<const uint8_t> ng::packet_options(std::span<const uint8_t> block, FileIntegers integers) {
  if (block.size() < 32 || integers.u32(block, 0) != kEnhancedPacket) return {};
  const size_t start = 28 + padded(integers.u32(block, 20));
  const size_t end = block.size() - 4;
  return start < end ? block.subspan(start, end - start) : std::span<const uint8_t>{};
}

bool NgReader::is_magic(std::span<const uint8_t> start) {
  return start.size() >= 4 && FileIntegers(false).u32(start, 0) == ng::kSectionHeader;
}

Result<std::unique_ptr<FileReader>> NgReader::create(ByteInput input) {
  std::unique_ptr<NgReader> reader(new NgReader(std::move(input)));
  if (auto read = reader->read_to_first_interface(); !read) return std::unexpected(read.error());
  return reader;
}

/// The program wants the first link type before any packet. The blocks looked at here stay in the buffer, so that
/// next() sees them too.
Result<void> NgReader::read_to_first_interface() {
  size_t at = 0;
  while (interfaces_.empty()) {
    auto whole = input_.fill(at + kMinBlock);
    if (!whole) return std::unexpected(whole.error());
    const size_t left = input_.buffered().size() - at;
    if (!*whole && left == 0) return fail("the capture file has no Interface Description Blocks");
    auto size = block_size(input_.buffered().subspan(at));
    if (!size) return std::unexpected(size.error());
    if (at + *size > kMaxBlock) return fail("the capture file has no Interface Description Blocks");
    whole = input_.fill(at + *size);
    if (!whole) return std::unexpected(whole.error());
    if (!*whole) {
      return truncated(*size, left);
    }
    if (size = block_size(input_.buffered().subspan(at)); !size) return std::unexpected(size.error());
    const auto block = input_.buffered().subspan(at, *size);
    const uint32_t type = integers_.u32(block, 0);
    if (type == ng::kSectionHeader) {
      if (auto section = start_section(block); !section) return section;
    } else if (type == ng::kInterfaceDescription) {
      if (auto added = add_interface(block); !added) return added;
    } else if (type == ng::kEnhancedPacket || type == ng::kSimplePacket || type == ng::kObsoletePacket) {
      return fail("the capture file has a packet block before any Interface Description Blocks");
    }
    at += *size;
  }
  section_.clear();
  return {};
}

Result<size_t> NgReader::block_size(std::span<const uint8_t> bytes) const {
  if (bytes.size() < kBlockHeader) return kBlockHeader;
  FileIntegers integers = integers_;
  if (integers.u32(bytes, 0) == ng::kSectionHeader) {
    if (bytes.size() < kMinBlock) return kMinBlock;  // its byte order stands behind its length
    integers = FileIntegers(FileIntegers(true).u32(bytes, 8) == ng::kByteOrderMagic);
    if (integers.u32(bytes, 8) != ng::kByteOrderMagic) return fail("unknown file format");
  }
  const uint32_t size = integers.u32(bytes, 4);
  if (size < kMinBlock) {
    return fail(fmt::format("block in pcapng dump file has a length of {} < {}", size, kMinBlock));
  }
  if (size % 4 != 0) {
    return fail(fmt::format("block in pcapng dump file has a length of {} that is not a multiple of 4", size));
  }
  if (size > kMaxBlock) {
    return fail(fmt::format("pcapng block size is {} > maximum {}", size, kMaxBlock));
  }
  if (bytes.size() >= size && integers.u32(bytes, size - 4) != size) {
    return fail("block total length in header and trailer don't match");
  }
  return size;
}

Result<void> NgReader::start_section(std::span<const uint8_t> block) {
  integers_ = FileIntegers(FileIntegers(true).u32(block, 8) == ng::kByteOrderMagic);
  section_.clear();
  if (block.size() < 28) return fail("block in pcapng dump file has a length of less than a section header");
  const uint16_t major = integers_.u16(block, 12);
  const uint16_t minor = integers_.u16(block, 14);
  if (major != 1 || (minor != 0 && minor != 2)) {
    return fail(fmt::format("unsupported pcapng savefile version {}.{}", major, minor));
  }
  application_.clear();
  ng::Options options(block.subspan(24, block.size() - 28), integers_);
  for (ng::Option option; options.next(option);) {
    if (option.code == ng::kSectionApplication) application_ = text_of(option.value);
  }
  return {};
}

Result<void> NgReader::add_interface(std::span<const uint8_t> block) {
  if (block.size() < 20) return fail("block in pcapng dump file is too short for an Interface Description Block");
  Interface interface;
  SectionInterface timing;
  interface.link_type = integers_.u16(block, 8);
  const uint32_t snaplen = integers_.u32(block, 12);
  interface.snaplen = snaplen == 0 || snaplen > kMaxSnaplen ? kMaxSnaplen : snaplen;
  ng::Options options(block.subspan(16, block.size() - 20), integers_);
  for (ng::Option option; options.next(option);) {
    const auto value = option.value;
    if (option.code == ng::kInterfaceName) interface.name = text_of(value);
    if (option.code == ng::kInterfaceDescriptionText) interface.description = text_of(value);
    if (option.code == ng::kInterfaceSpeed) interface.speed = integers_.u64(value, 0);
    if (option.code == ng::kInterfaceFilter && value.size() > 1 && value[0] == 0) {
      interface.filter = text_of(value.subspan(1));
    }
    if (option.code == ng::kInterfaceOffset) timing.offset = static_cast<int64_t>(integers_.u64(value, 0));
    if (option.code == ng::kInterfaceResolution && !value.empty()) {
      const auto units = units_per_second(value[0]);
      if (!units) return std::unexpected(units.error());
      timing.units_per_second = *units;
    }
  }
  const auto known =
      std::ranges::find_if(interfaces_, [&](const Interface& other) { return same_interface(interface, other); });
  timing.index = static_cast<uint32_t>(known - interfaces_.begin());
  if (known == interfaces_.end()) interfaces_.push_back(std::move(interface));
  section_.push_back(timing);
  if (section_.size() > kMaxInterfaces || interfaces_.size() > kMaxInterfaces) {
    return fail(fmt::format("the capture file has more than {} interfaces", kMaxInterfaces));
  }
  return {};
}

Result<NgReader::PacketFields> NgReader::packet_fields(std::span<const uint8_t> block) const {
  const uint32_t type = integers_.u32(block, 0);
  PacketFields fields{};
  if (type == ng::kSimplePacket) {
    if (block.size() < 16) return fail("block in pcapng dump file is too short for a packet");
    fields.length = integers_.u32(block, 8);
    fields.captured = static_cast<uint32_t>(std::min<size_t>(fields.length, block.size() - 16));
    fields.data_at = 12;
    return fields;
  }
  if (block.size() < 32) return fail("block in pcapng dump file is too short for a packet");
  fields.interface = type == ng::kEnhancedPacket ? integers_.u32(block, 8) : integers_.u16(block, 8);
  fields.time = uint64_t{integers_.u32(block, 12)} << 32 | integers_.u32(block, 16);
  fields.captured = integers_.u32(block, 20);
  fields.length = integers_.u32(block, 24);
  fields.data_at = 28;
  return fields;
}

Timestamp NgReader::time(const SectionInterface& interface, uint64_t units) {
  constexpr uint64_t kNano = 1000000000;
  const uint64_t per_second = interface.units_per_second;
  const uint64_t fraction = units % per_second;
  Timestamp t;
  t.seconds = static_cast<int64_t>(units / per_second + static_cast<uint64_t>(interface.offset));
  if (per_second == 1000000) {
    t.nanoseconds = fraction * 1000;
  } else if (per_second == kNano) {
    t.nanoseconds = fraction;
  } else {
    t.nanoseconds = static_cast<uint64_t>(static_cast<unsigned __int128>(fraction) * kNano / per_second);
  }
  return t;
}

Direction NgReader::direction(std::span<const uint8_t> block) const {
  ng::Options options(ng::packet_options(block, integers_), integers_);
  for (ng::Option option; options.next(option);) {
    if (option.code != ng::kPacketFlags || option.value.size() < 4) continue;
    const uint32_t flags = integers_.u32(option.value, 0) & 3;
    if (flags == ng::kFlagInbound) return Direction::kIn;
    if (flags == ng::kFlagOutbound) return Direction::kOut;
    return Direction::kUnknown;
  }
  return Direction::kUnknown;
}

Result<void> NgReader::add_packet(std::span<const uint8_t> block, FileBatch& batch) {
  const auto fields = packet_fields(block);
  if (!fields) return std::unexpected(fields.error());
  if (fields->interface >= section_.size()) {
    return fail(
        fmt::format("a packet arrived on interface {}, but there's no Interface Description Block for that interface",
                    fields->interface));
  }
  const SectionInterface& timing = section_[fields->interface];
  const Interface& interface = interfaces_[timing.index];
  if (fields->captured > kMaxSnaplen) {
    return fail(fmt::format("invalid packet capture length {}, bigger than snaplen of {}", fields->captured,
                            interface.snaplen));
  }
  const size_t room = block.size() - fields->data_at - 4;
  if (fields->captured > room) {
    return fail(fmt::format("captured length {} of a packet goes past the end of its block", fields->captured));
  }
  Packet p;
  if (fields->data_at == 28) p.time = time(timing, fields->time);
  p.data = block.subspan(fields->data_at, std::min(fields->captured, interface.snaplen));
  p.length = fields->length;
  p.link_type = interface.link_type;
  p.interface = timing.index;
  p.record = block;
  p.direction = direction(block);
  batch.packets.push_back(p);
  return {};
}

Result<void> NgReader::take_block(std::span<const uint8_t> block, FileBatch& batch) {
  // A section header's type reads the same in both byte orders.
  const uint32_t type = integers_.u32(block, 0);
  switch (type) {
    case ng::kEnhancedPacket:
    case ng::kSimplePacket:
    case ng::kObsoletePacket:
      return add_packet(block, batch);
    case ng::kSectionHeader:
      if (auto started = start_section(block); !started) return started;
      break;
    case ng::kInterfaceDescription:
      if (auto added = add_interface(block); !added) return added;
      break;
    default:
      break;
  }
  batch.others.push_back({batch.packets.size(), block});
  return {};
}

Result<bool> NgReader::buffer_block() {
  for (;;) {
    const auto size = block_size(input_.buffered());
    if (!size) return std::unexpected(size.error());
    if (*size <= input_.buffered().size()) return true;
    const auto whole = input_.fill(*size);
    if (!whole) return std::unexpected(whole.error());
    if (*whole) continue;
    const size_t left = input_.buffered().size();
    if (left == 0) return false;
    const auto wanted = block_size(input_.buffered());
    if (!wanted) return std::unexpected(wanted.error());
    if (left < *wanted) return truncated(*wanted, left);
  }
}

/// A batch is of one section: a section header ends the batch before it and starts the next.
Result<bool> NgReader::next(FileBatch& batch) {
  batch.clear();
  batch.application = application_;
  batch.integers = integers_;
  for (;;) {
    const auto bytes = input_.buffered();
    const auto size = block_size(bytes);
    if (size && *size <= bytes.size()) {
      const bool section = integers_.u32(bytes, 0) == ng::kSectionHeader;
      if (section && batch.packets.size() + batch.others.size() != 0) return true;
      const auto taken = take_block(bytes.first(*size), batch);
      if (!taken && batch.packets.empty() && batch.others.empty()) return std::unexpected(taken.error());
      if (!taken) return true;  // the error comes again with the next call
      input_.consume(*size);
      if (section) {
        batch.application = application_;
        batch.integers = integers_;
      }
      if (batch.packets.size() + batch.others.size() == kMaxBatch) return true;
      continue;
    }
    if (!batch.packets.empty() || !batch.others.empty()) return true;
    const auto more = buffer_block();
    if (!more) return std::unexpected(more.error());
    if (!*more) return false;
  }
}

}  // namespace trawl
